"""The image of the site: its steps are run here, in a folder, and what it says of itself holds."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time

import pytest
import yaml

from tests.scratch import ROOT, SocketConnection

CONTAINERFILE = (ROOT / "deploy/Containerfile").read_text().replace("\\\n", "")
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
SETTINGS = {"SECRET_KEY": "only-for-tests", "SITE_URL": "http://panchina.example", "BEHIND_PROXY": "1"}


def instructions(name):
    return re.findall(rf"^{name} (.*)$", CONTAINERFILE, flags=re.M)


def command(name):
    """What the image runs, as a list."""
    [line] = instructions(name)
    return json.loads(line[line.index("[") :])


def copied_to(folder):
    """Copy what an image is given of this tree, and nothing else."""
    admitted = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), flags=re.M)
    for path in (path for pattern in admitted for path in ROOT.glob(pattern)):
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, place)


class Image:
    """The image's folder, built and released by its own scripts; `run` runs what it runs."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHON": sys.executable, **SETTINGS}
        self.environment |= {"DATABASE_URL": f"sqlite:///{folder}/var/database.sqlite3"}
        copied_to(folder)
        (folder / "var").mkdir()

    def run(self, *words):
        places = {"/srv/panchina": self.folder, "/run/panchina": self.folder / "var"}
        here = [re.sub("|".join(places), lambda place: str(places[place[0]]), word) for word in words]
        return subprocess.Popen(
            here, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def done(self, *words):
        process = self.run(*words)
        output = process.communicate(timeout=600)[0]
        return process.returncode, output

    def files(self):
        """Every file outside of var/, with its time."""
        paths = (path for path in self.folder.rglob("*") if "var" not in path.relative_to(self.folder).parts)
        return {path: path.lstat().st_mtime_ns for path in paths}


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    image = Image(tmp_path_factory.mktemp("image"))
    [build] = [line for line in instructions("RUN") if "deploy/" in line]
    release = COMPOSE["services"]["release"]["command"]
    for words in (shlex.split(build), release):
        code, output = image.done(*words)
        assert code == 0, output
    return image


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="how it is built does not depend on the database")
def test_what_is_built_serves_and_writes_to_var_alone(image):
    before = image.files()
    code, _output = image.done(*command("HEALTHCHECK"))
    assert code
    killed_before = socket.socket(socket.AF_UNIX)
    killed_before.bind(str(image.folder / "var/panchina.sock"))
    killed_before.close()
    server = image.run(*command("CMD"))
    try:
        until = time.monotonic() + 120
        while image.done(*command("HEALTHCHECK"))[0]:
            assert time.monotonic() < until, server.poll()
        assert ask(image, "/readyz") == (200, '{"ready": true, "failed": []}')
        style = re.search(r'href="(/static/[^"]+\.css)"', ask(image, "/")[1])[1]
        assert re.search(r"\.[0-9a-f]{12}\.", style)
        assert ask(image, style)[0] == 200
    finally:
        server.terminate()
        server.communicate(timeout=60)
    assert image.files() == before


def ask(image, path):
    connection = SocketConnection(image.folder / "var/panchina.sock")
    connection.request("GET", path, headers={"Host": "panchina.example"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_no_secret_can_be_in_it():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert lines[1] == "*"
    secrets = [".env", "deploy/panchina.env", "deploy/database-password", "deploy/database-url", ".git/config", "var/x"]
    admitted = [line[1:] for line in lines if line.startswith("!")]
    assert not [
        name for name in secrets for one in admitted if fnmatch.fnmatch(name, one) or name.startswith(f"{one}/")
    ]
    assert not re.search(r"^(ARG|ENV) .*(SECRET|PASSWORD|KEY|URL)", CONTAINERFILE, flags=re.M)


def test_it_runs_as_nobody_in_particular_and_as_the_unit_does():
    [user] = instructions("USER")
    assert CONTAINERFILE.index("USER ") < CONTAINERFILE.index("\nCMD ")
    assert user.isdecimal()
    assert int(user) > 0
    unit = (ROOT / "deploy/systemd/panchina-web.service").read_text()
    served = shlex.split(re.search(r"ExecStart=(.*)", unit)[1])
    assert command("CMD")[1:3] == served[1:3] == ["deploy/start.sh", "/run/panchina/panchina.sock"]


def test_the_services_fit_together():
    services, volumes = COMPOSE["services"], COMPOSE["volumes"]
    assert {*services} == {"database", "cache", "release", "site", "nginx"}
    for name, service in services.items():
        assert {*service.get("depends_on", {})} <= {*services}, name
        assert {*service.get("secrets", [])} <= {*COMPOSE["secrets"]}, name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in volumes or (ROOT / "deploy" / source).exists() or source.startswith("/"), (name, volume)
        assert "build" in service or re.search(r":\d", service["image"]), name


def test_what_the_services_are_told_is_read_by_the_settings():
    read = {*re.findall(r'env\.\w+\("(\w+)"', (ROOT / "config/settings.py").read_text())}
    told = {name.removesuffix("_FILE") for name in COMPOSE["services"]["site"]["environment"]}
    assert told <= read
    assert COMPOSE["services"]["cache"]
    assert "@database:5432/" in (ROOT / "deploy/compose.yaml").read_text()
