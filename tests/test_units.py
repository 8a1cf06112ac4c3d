"""The units of deploy/systemd as systemd reads them, and the script that one of them runs."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.scratch import ROOT, Scratch

UNITS = ROOT / "deploy/systemd"
SERVICES = ["panchina-web.service", "panchina-command@reassess.service", "panchina-backup.service"]
#: What systemd-analyze says of a service without any hardening is 9.6.
EXPOSED_AT_MOST = 2.0
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


@pytest.fixture
def units(tmp_path):
    """The units in a folder, for the site that stands here."""
    folder = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, folder)
    for path in folder.rglob("*.*"):
        if path.is_file():
            path.write_text(path.read_text().replace("/srv/panchina", str(ROOT)))
    return folder


def verified(units):
    names = sorted(path for path in units.iterdir() if path.is_file())
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{units}:/lib/systemd/system"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@needs_systemd
def test_systemd_finds_nothing_wrong(units):
    done = verified(units)
    assert (done.returncode, done.stderr.replace("panchina", "")) == (0, "")


@needs_systemd
@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("panchina-.service.d/hardening.conf", "ProtectSystem=", "ProtectSistem="),
        ("panchina-backup.timer", "hourly", "hourli"),
        ("panchina-web.service", "/bin/sh", "/bin/shh"),
    ],
)
def test_systemd_would_find_what_is_wrong(units, name, right, wrong):
    path = units / name
    assert right in path.read_text()
    path.write_text(path.read_text().replace(right, wrong))
    assert verified(units).stderr


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_is_broken_into_reaches_little(units, name):
    root = units.parents[2]
    done = subprocess.run(
        ["systemd-analyze", "security", "--no-pager", "--offline=true", f"--root={root}", name],
        capture_output=True,
        text=True,
        timeout=120,
    )
    exposed = float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1])
    assert exposed <= EXPOSED_AT_MOST, done.stdout


def test_each_timer_starts_a_command_of_ours():
    started = re.findall(r"Unit=panchina-command@(\w+)\.service", "".join(p.read_text() for p in UNITS.glob("*.timer")))
    assert {*started} == {"clearsessions", "ping_hubs", "reassess", "tell_search_engines"}
    assert {*started} <= get_commands().keys()
    assert "Unit=panchina-backup.service" in (UNITS / "panchina-backup.timer").read_text()


def test_nginx_and_the_site_meet_at_one_socket_and_a_reload_is_a_hangup():
    unit = (UNITS / "panchina-web.service").read_text()
    socket = re.search(r"deploy/start.sh (\S+)", unit)[1]
    servers = re.findall(r"\n    server unix:(\S+) max_fails=0;", (ROOT / "deploy/nginx.conf").read_text())
    # Twice, so that what only reads is asked for once more (tests/test_front.py).
    assert servers == [socket, socket]
    reload = re.findall(r"ExecReload=(.*)", unit)
    assert reload == ["/srv/panchina/.venv/bin/python manage.py check", "/bin/kill -HUP $MAINPID"]


def test_a_backup_is_made_and_the_old_ones_go_only_then(tmp_path):
    old, other = tmp_path / "2026-01-01-040000", tmp_path / "mine"
    for folder in (old, other):
        folder.mkdir()
        os.utime(folder, (time.time() - 9 * 24 * 3600,) * 2)
    with Scratch() as site:
        run = ["sh", "deploy/backup.sh", tmp_path, "7"]
        broken = site.environment | {"PYTHON": "/bin/false"}
        assert subprocess.run(run, cwd=ROOT, env=broken).returncode
        assert old.exists()
        sound = site.environment | {"PYTHON": sys.executable}
        subprocess.run(run, cwd=ROOT, env=sound, check=True, capture_output=True)
    [made] = [path for path in tmp_path.iterdir() if path not in (old, other)]
    assert Path(made, "manifest.json").exists()
    assert (old.exists(), other.exists()) == (False, True)
