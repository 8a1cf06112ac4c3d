"""What nginx takes of the CPU for a kept page, beside a static file of as many bytes, by deploy/nginx.conf.

    python bench/front.py

The page is asked for once of Panchina, which writes its file; from then on nginx serves it. Without https, which costs
both as much and would hide the difference.
"""

import gzip
import re
import statistics
import sys
import tempfile
from getpass import getuser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.pages import environment_in, filled  # noqa: E402
from bench.serving import Server, asked, free_port, granian  # noqa: E402

ROUNDS = 7
#: The file beside it, under the log and the headers of a page, and as the static files of the site are served.
PLACES = {
    "a kept page": "/",
    "a file, logged as pages are": "/file/page.html",
    "a static file of the site, not logged": "/static/page.html",
}


def main():
    with tempfile.TemporaryDirectory(prefix="panchina-bench-") as folder:
        folder = Path(folder)
        environment = environment_in(folder) | {"KEPT_PAGES_FOLDER": str(folder / "front")}
        filled(1_000, environment)
        site = granian("config.wsgi:application", **environment)
        front = nginx_before(folder, site.port)
        try:
            page = site.get("/")
            for place in ("static", "file"):
                (folder / place).mkdir(exist_ok=True)
                (folder / place / "page.html").write_bytes(page)
                (folder / place / "page.html.gz").write_bytes(gzip.compress(page, 6))
            report(front, site)
        finally:
            front.stop()
            site.stop()


def nginx_before(folder, site_port):
    text, port = (ROOT / "deploy" / "nginx.conf").read_text(), free_port()
    text = re.sub(r"\nserver \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^    (ssl_|listen \[).*\n", "", text, flags=re.MULTILINE)
    for there, here in {
        "listen 443 ssl http2": f"listen 127.0.0.1:{port}",
        "/srv/panchina/var": str(folder),
        "/var/log/nginx/access.log": f"{folder}/access.log",
        "unix:/run/panchina/panchina.sock": f"127.0.0.1:{site_port}",
        "    location /media/ {": "    location /file/ {\n        gzip_static on;\n    }\n\n    location /media/ {",
    }.items():
        assert there in text, there
        text = text.replace(there, here)
    (folder / "site.conf").write_text(text)
    (folder / "nginx.conf").write_text(
        f"daemon off; user {getuser()}; worker_processes 1; pid {folder}/pid; error_log stderr crit; events {{}}"
        " http { include /etc/nginx/mime.types; keepalive_requests 1000000; include site.conf; }"
    )
    return Server(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], port=port)


def report(front, site):
    front.get("/")
    before, taken = site.cpu(), {name: [] for name in PLACES}
    for _ in range(ROUNDS):
        # A new window of a hundred seconds begins with a page that Panchina answers.
        front.get("/")
        for name, path in PLACES.items():
            figures = asked(front, path, seconds=1)
            taken[name].append(1000 * figures["cpu_ms"])
    middle = {name: statistics.median(some) for name, some in taken.items()}
    page = middle["a kept page"]
    for name, microseconds in middle.items():
        print(f"{name:<40}{microseconds:>7.1f} us of nginx   the page is {page / microseconds:.2f} of it")
    print(f"Panchina took {site.cpu() - before:.2f} s meanwhile")


if __name__ == "__main__":
    main()
