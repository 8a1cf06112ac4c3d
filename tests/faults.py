"""Servers that a test may stop: a PostgreSQL and a Redis of its own, on ports and folders of their own."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.scratch import Client, Scratch, pairs_of

#: As Debian keeps them; elsewhere they are on the path.
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path())
INITDB, PG_CTL = (shutil.which(name, path=f"{PROGRAMS}:{os.environ['PATH']}") for name in ("initdb", "pg_ctl"))
REDIS = shutil.which("redis-server")
IS_ROOT = os.geteuid() == 0

PUBLISH = """
import django; django.setup()
from newsroom.models import Article
[story] = Article.objects.all(); story.progress = "ready"; story.save(); story.publish()
print(story.get_absolute_url())
"""
needs_postgres = pytest.mark.skipif(
    not (INITDB and PG_CTL) or (IS_ROOT and not shutil.which("runuser")), reason="no PostgreSQL server on this machine"
)
needs_redis = pytest.mark.skipif(not REDIS, reason="no Redis server on this machine")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def eventually(what, *, seconds=60):
    """Ask until the answer is true, and return it: how long that takes says more of the machine than of the code."""
    until = time.monotonic() + seconds
    while not (answer := what()) and time.monotonic() < until:
        time.sleep(0.1)
    assert answer, what
    return answer


class OwnPostgres:
    """`with OwnPostgres() as database` runs; `stop` and `start` are the fault and its end. It refuses to be root's."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="panchina-postgres-")
        self.data, self.port = Path(self.folder.name, "data"), free_port()
        if IS_ROOT:
            shutil.chown(self.folder.name, "postgres")
        self.url = f"postgres://faults@127.0.0.1:{self.port}/postgres"
        self._run(INITDB, "--auth=trust", "--username=faults", "--no-sync", "-D", str(self.data))
        self.start()
        return self

    def __exit__(self, *_error):
        self._run(PG_CTL, "-D", str(self.data), "-m", "immediate", "stop", check=False)
        self.folder.cleanup()

    def start(self):
        """Unless it runs."""
        if self._run(PG_CTL, "-D", str(self.data), "status", check=False).returncode == 0:
            return
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder.name}"
        log = str(Path(self.folder.name, "log"))
        self._run(PG_CTL, "-D", str(self.data), "-w", "-t", "120", "-l", log, "-o", options, "start")

    def stop(self):
        """As a machine that loses its power: nobody is told."""
        self._run(PG_CTL, "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def _run(self, *command, check=True):
        as_whom = ["runuser", "-u", "postgres", "--"] if IS_ROOT else []
        # What it starts keeps the descriptors: a pipe would never end.
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run([*as_whom, *command], cwd="/", check=check, **nowhere)


class OwnRedis:
    """`with OwnRedis() as redis` runs and writes nothing to the disk."""

    def __enter__(self):
        self.port, self.process = free_port(), None
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()

    def start(self):
        command = [REDIS, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self._answers)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _answers(self):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0


class Readers(Scratch):
    """A site whose one story is out. `begin` starts the server, reads the pages until they are kept, and leaves an
    editor with the form of the story open."""

    def __enter__(self):
        super().__enter__()
        self.story = self.run(PUBLISH).strip()
        return self

    def begin(self):
        self.start()
        self.pages = {path: self.answers(path).pop()[1] for path in ("/", "/feed.rss", self.story)}
        self.editor = Client(self)
        self.editor.sign_in(self.seed["users"][0])
        self.form_at = f"/admin/newsroom/article/{self.seed['article']}/change/"
        self.form = self.editor.open(self.form_at)

    def get(self, path):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, body

    def answers(self, path):
        """What the threads of all workers answer, as a set of (status, page)."""
        with ThreadPoolExecutor(8) as readers:
            return {answer[::2] for answer in readers.map(self.get, [path] * 24)}

    def save(self, **fields):
        """Send the form as it was last shown, with other values. Returns (status, page)."""
        status, page = self.editor.post(self.form_at, pairs_of(self.form | fields | {"_continue": ["1"]}))
        if status == 302:
            self.form = self.editor.open(self.form_at)
        return status, page

    def is_everywhere(self, text):
        return all(text in page for path in ("/", self.story) for _status, page in self.answers(path))


@contextmanager
def small_disk(folder, megabytes, *, files=10_000):
    """A disk of its own at `folder`, so small that a test can fill it; skips where none can be mounted."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,nr_inodes={files}", "tmpfs", folder]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder, *, leave=0):
    """Fill a disk but for so many bytes. Returns the file to take away again."""
    path = folder / "pieno"
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    os.truncate(path, max(0, path.stat().st_size - leave))
    return path
