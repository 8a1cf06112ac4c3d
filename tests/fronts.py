"""nginx before a site: deploy/nginx.conf as it stands, but for its places, ports and certificate."""

import getpass
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager, suppress
from http.client import HTTPSConnection
from pathlib import Path

from tests.scratch import ROOT

HAS_NGINX = bool(shutil.which("nginx") and shutil.which("openssl"))
HOST = "panchina.example"


class Front:
    """What stands before a site: `port` speaks https, `plain` http."""

    def __init__(self, folder, port, plain):
        self.folder, self.port, self.plain = Path(folder), port, plain
        # Its certificate is of its own making.
        self.trusting = ssl._create_unverified_context()  # noqa: S323

    def connection(self):
        return HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.trusting)

    def get(self, path="/", **headers):
        """Returns (status, headers, body as text)."""
        connection = self.connection()
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, body

    def line_of(self, request_id):
        """nginx's line of a request: it is written after the answer was sent."""
        until = time.monotonic() + 60
        while True:
            lines = [json.loads(line) for line in (self.folder / "access.log").read_text().splitlines()]
            found = [line for line in lines if line["request_id"] == request_id]
            if found:
                return found[0]
            assert time.monotonic() < until, request_id
            time.sleep(0.05)


def free_ports(number):
    with_ports = [socket.socket() for _ in range(number)]
    for one in with_ports:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in with_ports]
    for one in with_ports:
        one.close()
    return ports


@contextmanager
def nginx_before(site):
    folder = site.folder.name
    port, plain = free_ports(2)
    main = Path(folder, "nginx.conf")
    Path(folder, "site.conf").write_text(_moved(folder, site, port, plain))
    main.write_text(
        "error_log stderr crit; events {} http { include /etc/nginx/mime.types;"
        " client_body_temp_path body; proxy_temp_path proxy; include site.conf; }"
    )
    _certificate(folder)
    command = ["nginx", "-c", str(main), "-p", folder, "-g", f"daemon off; pid {folder}/pid; user {getpass.getuser()};"]
    process = subprocess.Popen(command, start_new_session=True)
    try:
        _wait(port)
        yield Front(folder, port, plain)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _moved(folder, site, port, plain):
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    here = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "    listen [::]:443 ssl http2;\n": "",
        "    listen [::]:80;\n": "",
        "/srv/panchina/var": folder,
        "/var/www/html": folder,
        "/var/log/nginx/access.log": f"{folder}/access.log",
        f"/etc/letsencrypt/live/{HOST}": folder,
        "unix:/run/panchina/panchina.sock": f"unix:{site.socket}" if site.by_socket else f"127.0.0.1:{site.port}",
    }
    for there, instead in here.items():
        assert there in text, there
        text = text.replace(there, instead)
    return text


def _certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        + ["-subj", f"/CN={HOST}", "-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem"],
        check=True,
        capture_output=True,
    )


def _wait(port):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), 1).close()
        time.sleep(0.05)
    raise TimeoutError("nginx does not listen")
