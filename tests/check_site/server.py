"""The production server of `make run` on the demonstration newsroom, in a folder and at a port of its own."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60


@contextmanager
def served(folder):
    """Yield the address of the server; the demonstration is loaded the first time."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "DEMO_LOGINS": "1",
        "DEBUG": "0",
        "LOG_LEVEL": "CRITICAL",
        "SITE_URL": base,
    }
    for command in (
        ["migrate", "--verbosity", "0"],
        ["load_demo"],
        ["collectstatic", "--no-input", "--verbosity", "0"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    process = subprocess.Popen(_granian(port, folder), cwd=ROOT, env=environment)
    try:
        _wait_for(base)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def _granian(port, folder):
    """The command of deploy/serve.sh, with this folder's pictures."""
    text = (ROOT / "deploy/serve.sh").read_text()
    command = text[text.index("exec ") + 5 :].replace("\\\n", " ").split()
    filled = {'"$PORT"': str(port), "var/media": str(folder / "media"), ".venv/bin/granian": _beside_python("granian")}
    return [filled.get(word, word) for word in command]


def _beside_python(name):
    return str(Path(sys.executable).parent / name)


def _wait_for(base):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return urlopen(f"{base}/healthz", timeout=5).read()  # noqa: S310
        except (HTTPError, URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("the server did not answer")


def fetch(address):
    """Return (status, headers, the body as it travels, the address that answered in the end)."""
    asked = Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    try:
        with urlopen(asked, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read(), answer.url
    except HTTPError as answer:
        return answer.code, answer.headers, answer.read(), answer.url


def chromium():
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
