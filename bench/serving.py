"""Production servers on loopback, what a request costs them in CPU, and wrk to ask."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
GRANIAN = Path(sys.executable).parent / "granian"
SIZES = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """One worker with one thread, so that its CPU is that of the requests: granian, or nginx with a folder."""

    def __init__(self, command, *, port, environment=None):
        self.port = port
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | (environment or {}), start_new_session=True)
        self._wait()

    def _wait(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        raise TimeoutError(self.process.args)

    def cpu(self):
        """Seconds of CPU that its processes have taken since they started."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                # The session of the process is the one that it was started in.
                if int(fields[3]) == self.process.pid:
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def get(self, path):
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:  # noqa: S310
            return answer.read()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def granian(application, *, workers=1, **environment):
    port = free_port()
    command = [str(GRANIAN), "--interface", "wsgi", "--port", str(port), "--blocking-threads", "1"]
    command += ["--workers", str(workers)]
    return Server(
        [*command, "--no-ws", "--log-level", "error", application],
        port=port,
        environment={"SITE_URL": f"http://127.0.0.1:{port}", **environment},
    )


def nginx(folder, *, more=""):
    """nginx with the files of a folder, or None where it is not installed."""
    if not shutil.which("nginx"):
        return None
    port, configuration = free_port(), Path(folder, "nginx.conf")
    configuration.write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit; events {{}}\n"
        f"http {{ access_log off; default_type text/html; gzip_static on; keepalive_requests 1000000;\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; {more} }} }}\n"
    )
    return Server(["nginx", "-c", str(configuration), "-p", str(folder)], port=port)


def asked(server, path, *, seconds=2, headers=()):
    """Ask a server for an address as fast as it answers. Returns requests a second, CPU ms a request, p50 and p99 in ms
    and the number of errors."""
    before = server.cpu()
    options = [word for header in ("Accept-Encoding: gzip", *headers) for word in ("-H", header)]
    done = subprocess.run(
        ["wrk", "-t1", "-c4", f"-d{seconds}s", "--latency", *options, f"http://127.0.0.1:{server.port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    spent = server.cpu() - before
    number = int(re.search(r"(\d+) requests in", done)[1])
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    return {
        "per_second": number / seconds,
        "cpu_ms": 1000 * spent / max(number, 1),
        "p50_ms": _milliseconds(done, "50%"),
        "p99_ms": _milliseconds(done, "99%"),
        "errors": int(errors[1]) if errors else 0,
    }


def _milliseconds(report, share):
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\b", report)
    return float(found[1]) * SIZES[found[2]]
