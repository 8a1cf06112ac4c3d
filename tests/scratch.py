"""A server process of its own on a database of its own, and clients that use its forms as browsers do."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

from lxml import html

PASSWORD = "una-parola-lunga"
ROOT = Path(__file__).parent.parent
GRANIAN = Path(sys.executable).parent / "granian"
#: Of the databases that this process makes: two may stand at once.
NUMBERS = count()
#: The answers of a server that is not there, or was killed while it answered.
GONE = (OSError, HTTPException)
SEED = """
import django, json
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from tests.builders import an_article, an_editor
body = "".join(f"<p>Paragrafo {n}.</p><p>Intervallo {n}.</p>" for n in range(8))
article = an_article("Conte verso Napoli", body=body, published_days_ago=None)
print(json.dumps({"article": article.pk, "users": [an_editor("Caporedattore").username for _ in range(8)]}))
"""


class Scratch:
    """`with Scratch() as site` has the tables, one story and eight editors; `start` and `kill` are the server. `url`
    names an empty database that is somebody else's to take away."""

    def __init__(self, threads=4, workers=1, url="", by_socket=False, log=None, **environment):
        self.threads, self.workers, self.url, self.more = threads, workers, url, environment
        self.by_socket, self.log_file = by_socket, log

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="panchina-scratch-")
        Path(self.folder.name, "static").mkdir()
        self.socket = Path(self.folder.name, "panchina.sock")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.database, self.name = "" if self.url else os.environ.get("DATABASE_URL", ""), ""
        if self.database.startswith("postgres"):
            self._make_database()
        elif not self.url:
            self.url = f"sqlite:///{self.folder.name}/scratch.sqlite3"
        self.environment = os.environ | {
            "DATABASE_URL": self.url,
            "SECRET_KEY": "only-for-tests",
            "ENV_FILE": os.devnull,
            "DEBUG": "0",
            "LOG_LEVEL": "ERROR",
            # The eight editors sign in with a password alone: test_signing_in.py asks for the code.
            "SECOND_FACTOR_ROLES": "",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "MEDIA_ROOT": self.folder.name,
            "VAR_DIR": self.folder.name,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **{name: value.format(folder=self.folder.name, database=self.name) for name, value in self.more.items()},
        }
        self._run("manage.py", "migrate", "-v0")
        self.seed = json.loads(self._run("-c", SEED))
        return self

    def __exit__(self, *_error):
        self.kill()
        if self.database.startswith("postgres"):
            self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self.folder.cleanup()

    def _run(self, *arguments):
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def run(self, code):
        return self._run("-c", code)

    def manage(self, *arguments):
        return self._run("manage.py", *arguments)

    def _make_database(self):
        parts = urlsplit(self.database)
        self.name = f"{parts.path.strip('/')}_scratch_{os.getpid()}_{next(NUMBERS)}"
        self._on_server(f'CREATE DATABASE "{self.name}"')
        self.url = urlunsplit(parts._replace(path=f"/{self.name}"))

    def _on_server(self, statement):
        import psycopg  # noqa: PLC0415 (not installed where there is only SQLite)

        with psycopg.connect(self.database.replace("postgres://", "postgresql://"), autocommit=True) as connection:
            connection.execute(statement)

    def start(self):
        where = ["--uds", str(self.socket)] if self.by_socket else ["--host", "127.0.0.1", "--port", str(self.port)]
        command = [str(GRANIAN), "--interface", "wsgi", *where, "--workers", str(self.workers), "--no-ws"]
        command += ["--blocking-threads", str(self.threads), "--log-level", "error"]
        with self._log().open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "tests.scratch_wsgi:application"],
                cwd=ROOT,
                env=self.environment,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def _wait(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(*GONE):
                if Client(self).get("/healthz")[0] == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError(self.log())

    def connection(self):
        return SocketConnection(self.socket) if self.by_socket else HTTPConnection("127.0.0.1", self.port, timeout=60)

    def reload(self):
        """Replace the workers, one after the other, as `systemctl reload` does. Returns when the last one is new."""
        former = self.worker_pids()
        os.kill(self.process.pid, signal.SIGHUP)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            now = self.worker_pids()
            if len(now) == self.workers and not now & former:
                return
            time.sleep(0.1)
        raise TimeoutError(self.log())

    def worker_pids(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(pid) for pid in children.split()}

    def kill(self):
        """kill -9, of the server and its worker, whatever they are doing."""
        if getattr(self, "process", None):
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def log(self):
        return self._log().read_text(encoding="utf-8")

    def _log(self):
        return self.log_file or Path(self.folder.name, "log")

    def versions(self):
        """The rows of the record, as (number, user, note, state), read behind the server's back."""
        code = (
            "import django, json; django.setup()\n"
            "from newsroom.models import Version\n"
            "rows = Version.objects.order_by('number').values_list('number', 'by__username', 'reason', 'state')\n"
            "print(json.dumps([*rows]))"
        )
        return json.loads(self._run("-c", code))


class SocketConnection(HTTPConnection):
    """HTTP at a socket in the file system, as nginx speaks it."""

    def __init__(self, path):
        super().__init__("127.0.0.1", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Client:
    """A browser at a site, or at what stands in front of it: whatever has a `connection()`."""

    def __init__(self, site):
        self.site, self.cookies = site, {}

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, pairs):
        return self._ask("POST", path, urlencode(pairs))

    def _ask(self, method, path, body=None):
        connection = self.site.connection()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, text

    def sign_in(self, username, password=PASSWORD):
        _status, page = self.get("/admin/login/")
        pairs = dict(html.fromstring(page).get_element_by_id("login-form").form_values())
        status, _page = self.post("/admin/login/", pairs | {"username": username, "password": password})
        assert status == 302, status

    def open(self, path):
        status, page = self.get(path)
        assert status == 200, (status, page[:2000])
        return form_of(page)


def form_of(page):
    """What a browser would send of the form of a story, by name."""
    values = {}
    for name, value in html.fromstring(page).get_element_by_id("article_form").form_values():
        values.setdefault(name, []).append((value or "").removeprefix("\n"))
    return values


def pairs_of(values):
    return [(name, value) for name, given in values.items() for value in given]
