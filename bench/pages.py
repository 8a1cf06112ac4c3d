"""What each page of the readers' site costs, kept and not, beside a bare Django view and a static file of the same run.

    python bench/pages.py [NUMBER ...] [--million]       (by default 1000 20000; `make bench`)

For each number, and a million where that is wanted too, a newspaper is written (bench/filling.py) into a scratch
database (SQLite, or the PostgreSQL that DATABASE_URL names, which is emptied), the production server is started three
times: as it is; without kept pages, so that each is put together anew from its pieces; and without pieces too, so that
each is made from nothing. Every page is asked for in rounds that take turns: the median round is printed, and
everything is written to docs/performance.json.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.serving import asked, granian, nginx  # noqa: E402

ROUNDS, SECONDS = 3, 1
#: As they are kept, from pieces that are, from nothing: and the settings by which they are made so.
WAYS = {
    "kept": {},
    "pieces": {"KEPT_PAGES": "0"},
    "nothing": {"KEPT_PAGES": "0", "KEPT_PIECES_MEMORY": "0", "KEPT_PIECES_SHARED": "0"},
}
#: Beside the pages that bench/paper.py names: the list of all months, and the sitemap of the newest.
MORE = {"archives": "/archivio/", "month": "/sitemap-articoli-2026-11.xml"}
FILL = """
import sys, json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from bench import {module}, paper
{module}.fill(int(sys.argv[1]))
print(json.dumps(paper.addresses()))
"""
#: The latest of three times: the first makes the pieces, and the second may be the first in its second.
COUNT = """
import json, sys
from wsgiref.util import setup_testing_defaults
from config.wsgi import application
from django.db import connection
asked = []
def note(execute, *rest):
    asked.append(rest)
    return execute(*rest)
def number(path):
    environ = {"HTTP_HOST": "localhost"}
    environ["PATH_INFO"], _, environ["QUERY_STRING"] = path.partition("?")
    setup_testing_defaults(environ)
    for _time in range(3):
        asked.clear()
        b"".join(application(environ, lambda status, headers: None))
    return len(asked)
with connection.execute_wrapper(note):
    print(json.dumps({name: number(path) for name, path in json.load(sys.stdin).items()}))
"""


def main(numbers):
    results = {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "machine": machine(), "stories": {}}
    for number in numbers:
        with tempfile.TemporaryDirectory(prefix="panchina-bench-") as folder:
            results["stories"][number] = measured(number, Path(folder))
        print(table(number, results["stories"][number]), flush=True)
    print(growth(results["stories"]))
    keep(results)


def keep(results):
    """Write what was measured among what was measured before."""
    file = ROOT / "docs" / "performance.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | results, indent=1) + "\n")


def measured(number, folder):
    """Return {page: {"kept": figures, "rendered": figures}} and the two baselines, for so many stories."""
    environment = environment_in(folder)
    manage(environment, "migrate")
    manage(environment, "flush", "--no-input")
    pages = filled(number, environment, module="filling") | MORE
    pages.pop("stories")
    servers = {
        **{how: granian("config.wsgi:application", **environment, **more) for how, more in WAYS.items()},
        "bare": granian("bench.bare:application"),
    }
    (folder / "index.html").write_bytes(servers["pieces"].get("/"))
    servers["static"] = nginx(folder)
    try:
        figures = in_rounds({name: server for name, server in servers.items() if server}, pages)
    finally:
        for server in filter(None, servers.values()):
            server.stop()
    for how, more in WAYS.items():
        for name, number in queries(pages, environment | more).items():
            figures[name][how]["queries"] = number
    return figures


def queries(pages, environment):
    """{page: how many queries it asks}, when it is asked for again and nothing has changed."""
    environment = os.environ | environment | {"SITE_URL": "http://localhost"}
    done = subprocess.run(
        [sys.executable, "-c", COUNT],
        input=json.dumps(pages),
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def filled(number, environment, *, module="paper"):
    """Write so many stories into the database of the settings by a module of bench, and return the addresses of its
    pages."""
    command = [sys.executable, "-c", FILL.format(module=module), str(number)]
    environment = os.environ | environment
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=environment)
    manage(environment, "collectstatic", "--no-input")
    return json.loads(done.stdout.splitlines()[-1])


def manage(environment, *words):
    command = [sys.executable, "manage.py", *words, "-v0"]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | environment)


def environment_in(folder):
    """The settings of a production server of which everything lies in a folder."""
    return {
        "SECRET_KEY": "bench",
        "ENV_FILE": os.devnull,
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def in_rounds(servers, pages):
    taken = {}
    for _ in range(ROUNDS):
        if "static" in servers:
            taken.setdefault(("/", "static"), []).append(asked(servers["static"], "/", seconds=SECONDS))
        for path in pages.values():
            # Beside every page: what else the machine does changes from one second to the next.
            taken.setdefault(("/", "bare"), []).append(asked(servers["bare"], "/", seconds=SECONDS))
            for how in WAYS:
                # What is rendered to be kept is asked for as it is: it is compressed once, when it is kept.
                encoding = "gzip" if how == "kept" else "identity"
                taken.setdefault((path, how), []).append(asked(servers[how], path, seconds=SECONDS, encoding=encoding))
    figures = {how: middle(taken[("/", how)]) for how in ("bare", "static") if ("/", how) in taken}
    for name, path in pages.items():
        figures[name] = {how: middle(taken[(path, how)]) for how in WAYS}
        figures[name]["bytes"] = len(servers["pieces"].get(path))
    return figures


def middle(rounds):
    return {name: statistics.median(figures[name] for figures in rounds) for name in rounds[0]}


def table(number, figures):
    bare = figures["bare"]["cpu_ms"]
    lines = [
        f"\n{number} stories. Bare Django view: {bare:.3f} ms of CPU, {figures['bare']['per_second']:.0f}/s."
        + (f" Static file: {figures['static']['cpu_ms']:.3f} ms." if "static" in figures else ""),
        "CPU of a request in ms, and in bare views: " + ", ".join(WAYS),
        f"{'page':<12}"
        + "".join(f"{how + '/s':>12}{'ms':>8}{'bare':>7}{'p50':>7}{'p99':>7}{'asked':>6}" for how in WAYS)
        + "   bytes",
    ]
    for name, figure in figures.items():
        if "kept" in figure:
            told = "".join(columns(figure[how], bare) for how in WAYS)
            lines.append(f"{name:<12}{told}{figure['bytes']:>8}")
    return "\n".join(lines)


def columns(figure, bare):
    cpu = figure["cpu_ms"]
    waited = f"{figure['p50_ms']:>7.2f}{figure['p99_ms']:>7.2f}"
    return f"{figure['per_second']:>12.0f}{cpu:>8.3f}{cpu / bare:>7.2f}{waited}{figure['queries']:>6}"


def growth(stories):
    """How many times the CPU of a page grew from the fewest stories to the most, each against its own bare view."""
    if len(stories) < 2:
        return ""
    small, large = stories[min(stories)], stories[max(stories)]
    lines = [f"\nGrowth from {min(stories)} to {max(stories)} stories, of the bare view: {', '.join([*WAYS][1:])}"]
    for name in (name for name in small if "kept" in small[name]):
        grown = [in_bare_views(large, name, how) / in_bare_views(small, name, how) for how in [*WAYS][1:]]
        lines.append(f"{name:<12}" + "".join(f"{ratio:>8.2f}" for ratio in grown))
    return "\n".join(lines)


def in_bare_views(figures, name, how):
    return figures[name][how]["cpu_ms"] / figures["bare"]["cpu_ms"]


def machine():
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def asked_for(words):
    numbers = [int(word) for word in words if word != "--million"] or [1_000, 20_000]
    return numbers + [1_000_000] * ("--million" in words)


if __name__ == "__main__":
    main(asked_for(sys.argv[1:]))
