"""docs/operations.md is walked: what it has an operator type is typed here, in folders and a PostgreSQL of our own."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.scratch import GONE, ROOT, SocketConnection
from tests.test_image import copied_to

GUIDE = (ROOT / "docs/operations.md").read_text()
#: (what is said before it, what is typed) of each block for a shell.
BLOCKS = re.findall(r"([^\n]+)\n\n```sh\n(.*?)```", GUIDE, flags=re.S)
RUN = [typed for said, typed in BLOCKS if "*(run)*" in said]
POSTGRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
UNIT = (ROOT / "deploy/systemd/panchina-web.service").read_text()


def why_not():
    """What the walk lacks here, in words; nothing when it can be taken."""
    if os.getuid():
        return "it is typed as root"
    if not POSTGRES:
        return "PostgreSQL's server is not installed"
    if "DATABASE_URL" in os.environ:
        return "it has a database of its own: walked with the tests on SQLite"
    try:
        socket.create_connection(("127.0.0.1", 6379), 1).close()
    except OSError:
        return "no Redis on this machine"
    return ""


def as_postgres(*words):
    subprocess.run(["runuser", "-u", "postgres", "--", *map(str, words)], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def machine():
    """A folder in the place of a machine, with a PostgreSQL of its own at a socket in it."""
    with tempfile.TemporaryDirectory(prefix="panchina-walk-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("site/var", "etc", "run", "pg"):
            (folder / part).mkdir(parents=True)
        shutil.chown(folder / "pg", "postgres")
        as_postgres(POSTGRES / "initdb", "-A", "trust", "-N", "-D", folder / "pg/data")
        server = [POSTGRES / "pg_ctl", "-D", folder / "pg/data", "-l", folder / "pg/log", "-w"]
        as_postgres(*server, "-o", f"-k {folder}/pg -c listen_addresses='' -F", "start")
        try:
            yield folder
        finally:
            as_postgres(*server, "-m", "immediate", "stop")


def here(folder, text):
    places = {
        "/srv/panchina": f"{folder}/site",
        "/srv/backup": f"{folder}/backup",
        "/etc/panchina": f"{folder}/etc",
        "/run/panchina": f"{folder}/run",
        # The user of the site: this machine has none.
        "runuser -u panchina --": "env PGUSER=panchina",
        "chgrp panchina": "chgrp root",
        "6379/0": "6379/7",
    }
    return re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], text)


def environment(folder):
    mine = {
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "PGHOST": f"{folder}/pg",
        "DOMAIN": "panchina.example",
    }
    return mine | {"HOME": str(folder), "ENV_FILE": f"{folder}/etc/panchina.env", "LANG": "C.UTF-8"}


def typed(folder, block, **more):
    script = "set -eu\n" + here(folder, block)
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder / "site", env=environment(folder) | more, capture_output=True, text=True
    )
    assert done.returncode == 0, (block, done.stdout[-2000:], done.stderr[-4000:])
    return done.stdout


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_bare_machine_becomes_the_site_and_comes_back_from_its_backup():
    *install, keep = RUN
    assert len(install) == 3
    with machine() as folder:
        copied_to(folder / "site")
        for block in install:
            typed(folder, block)
        assert (folder / "etc/panchina.env").stat().st_mode & 0o777 == 0o640
        typed(folder, keep, PGUSER="panchina")
        with served(folder) as ask:
            assert ask("/readyz") == (200, '{"ready": true, "failed": []}')
            status, page = ask("/club/")
            assert (status, "Juventus" in page) == (200, True)


@contextmanager
def served(folder):
    """The site as its unit has it started. Yields ask(path), which returns (status, text) as nginx is answered."""
    command = shlex.split(here(folder, re.search(r"ExecStart=(.*)", UNIT)[1]))
    environ = environment(folder) | {"PGUSER": "panchina", "GRANIAN_WORKERS": "1", "GRANIAN_BLOCKING_THREADS": "2"}
    with Path(folder, "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder / "site", env=environ, stdout=log, stderr=log)

    def ask(path):
        connection = SocketConnection(folder / "run/panchina.sock")
        connection.request("GET", path, headers={"Host": "panchina.example", "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    try:
        until = time.monotonic() + 120
        while True:
            with suppress(*GONE):
                ask("/healthz")
                break
            assert time.monotonic() < until, Path(folder, "log").read_text()
            time.sleep(0.1)
        yield ask
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.mark.skipif(not shutil.which("apt-get"), reason="not a Debian")
def test_debian_has_what_the_guide_asks_of_it():
    [line] = re.findall(r"^apt-get install -y (.*)$", GUIDE, flags=re.M)
    shown = subprocess.run(["apt-cache", "show", *line.split()], capture_output=True, text=True)
    if "Package: nginx" not in shown.stdout:
        pytest.skip("the lists of packages are empty: apt-get update")
    assert shown.returncode == 0, shown.stderr


def test_every_command_that_is_named_exists():
    named = {*re.findall(r"manage\.py ([a-z_]+)", GUIDE)} | {*re.findall(r"^\| `([a-z_]+)[ `]", GUIDE, flags=re.M)}
    assert len(named) > 15
    assert named <= get_commands().keys()


def test_every_unit_and_file_that_is_named_exists():
    units = {*re.findall(r"panchina-\w+\.timer", GUIDE)}
    assert units == {path.name for path in (ROOT / "deploy/systemd").glob("*.timer")}
    for name in re.findall(r"`((?:deploy|bench|tests)/[\w./-]+)", GUIDE):
        assert (ROOT / name).exists(), name


def test_every_setting_that_is_named_is_read():
    read = {*re.findall(r'env\.\w+\("(\w+)"', (ROOT / "config/settings.py").read_text())}
    [settings] = re.findall(r"panchina\.env <<END\n(.*?)END", GUIDE, flags=re.S)
    assert {line.partition("=")[0] for line in settings.splitlines()} <= read
