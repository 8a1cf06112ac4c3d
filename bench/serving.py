"""Production servers on loopback, what a request costs them in CPU, and wrk to ask."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from getpass import getuser
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
        return sum(map(_seconds, filter(self._is_of_it, Path("/proc").glob("[0-9]*"))))

    def _is_of_it(self, process):
        with suppress(OSError):
            # The session of the process is the one that it was started in.
            return int((process / "stat").read_text().rpartition(")")[2].split()[3]) == self.process.pid
        return False

    def get(self, path):
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:  # noqa: S310
            return answer.read()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def _seconds(process):
    """What a process has taken of the CPU, all of its threads together. The ticks of /proc/*/stat are samples: under a
    hundred a second they tell little."""
    taken = 0
    for thread in process.glob("task/*/schedstat"):
        with suppress(OSError):
            taken += int(thread.read_text().split()[0])
    return taken / 1e9


def granian(application, *, workers=1, threads=1, **environment):
    port = free_port()
    command = [str(GRANIAN), "--interface", "wsgi", "--port", str(port), "--blocking-threads", str(threads)]
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
        f"daemon off; user {getuser()}; worker_processes 1; pid {folder}/nginx.pid;\n"
        "error_log stderr crit; events {}\n"
        f"http {{ access_log off; default_type text/html; gzip_static on; keepalive_requests 1000000;\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; {more} }} }}\n"
    )
    return Server(["nginx", "-c", str(configuration), "-p", str(folder)], port=port)


def asked(server, path, *, seconds=2, encoding="gzip", headers=()):
    """Ask a server for an address as fast as it answers. Returns requests a second, CPU ms a request, p50 and p99.
    Raises RuntimeError when an answer is an error."""
    before = server.cpu()
    options = [word for header in (f"Accept-Encoding: {encoding}", *headers) for word in ("-H", header)]
    done = subprocess.run(
        ["wrk", "-t1", "-c4", f"-d{seconds}s", "--latency", *options, f"http://127.0.0.1:{server.port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    spent = server.cpu() - before
    number = int(re.search(r"(\d+) requests in", done)[1])
    if "Non-2xx or 3xx responses" in done:
        raise RuntimeError(f"{path}: {done}")
    return {
        "per_second": number / seconds,
        "cpu_ms": 1000 * spent / max(number, 1),
        "p50_ms": _milliseconds(done, "50%"),
        "p99_ms": _milliseconds(done, "99%"),
    }


def _milliseconds(report, share):
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\b", report)
    return float(found[1]) * SIZES[found[2]]
