"""What each page of the readers' site costs, kept and not, beside a bare Django view and a static file of the same run.

    python bench/pages.py [NUMBER ...]        (by default 1000 20000; `make bench`)

For each number a newspaper is written into a scratch database (SQLite, or the PostgreSQL that DATABASE_URL names, which
is emptied), the production server is started twice, with and without kept pages, and every page is asked for in rounds
that take turns: the median round is printed, and everything is written to docs/performance.json.
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

ROUNDS, SECONDS = 3, 2
FILL = """
import sys, json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from bench import paper
paper.fill(int(sys.argv[1]))
print(json.dumps(paper.addresses()))
"""


def main(numbers):
    results = {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "machine": machine(), "stories": {}}
    for number in numbers:
        with tempfile.TemporaryDirectory(prefix="panchina-bench-") as folder:
            results["stories"][number] = measured(number, Path(folder))
        print(table(number, results["stories"][number]), flush=True)
    print(growth(results["stories"]))
    (ROOT / "docs" / "performance.json").write_text(json.dumps(results, indent=1) + "\n")


def measured(number, folder):
    """Return {page: {"kept": figures, "rendered": figures}} and the two baselines, for so many stories."""
    environment = environment_in(folder)
    run = [sys.executable, "-c", FILL, str(number)]
    filled = subprocess.run(run, cwd=ROOT, env=os.environ | environment, check=True, capture_output=True, text=True)
    pages = json.loads(filled.stdout.splitlines()[-1])
    pages.pop("stories")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
    )
    servers = {
        "kept": granian("config.wsgi:application", **environment),
        "rendered": granian("config.wsgi:application", **environment, KEPT_PAGES="0"),
        "bare": granian("bench.bare:application"),
    }
    (folder / "index.html").write_bytes(servers["rendered"].get("/"))
    servers["static"] = nginx(folder)
    try:
        return in_rounds({name: server for name, server in servers.items() if server}, pages)
    finally:
        for server in filter(None, servers.values()):
            server.stop()


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
        for baseline in ("bare", "static"):
            if baseline in servers:
                taken.setdefault(("/", baseline), []).append(asked(servers[baseline], "/", seconds=SECONDS))
        for path in pages.values():
            for how in ("kept", "rendered"):
                taken.setdefault((path, how), []).append(asked(servers[how], path, seconds=SECONDS))
    figures = {how: middle(taken[("/", how)]) for how in ("bare", "static") if ("/", how) in taken}
    for name, path in pages.items():
        figures[name] = {how: middle(taken[(path, how)]) for how in ("kept", "rendered")}
        figures[name]["bytes"] = len(servers["rendered"].get(path))
    return figures


def middle(rounds):
    return {name: statistics.median(figures[name] for figures in rounds) for name in rounds[0]}


def table(number, figures):
    bare = figures["bare"]["cpu_ms"]
    lines = [
        f"\n{number} stories. Bare Django view: {bare:.3f} ms of CPU, {figures['bare']['per_second']:.0f}/s."
        + (f" Static file: {figures['static']['cpu_ms']:.3f} ms." if "static" in figures else ""),
        f"{'page':<18}{'kept/s':>8}{'ms':>8}{'of bare':>8}{'p50':>7}{'p99':>7} |"
        f"{'rendered/s':>11}{'ms':>8}{'of bare':>8}{'p50':>8}{'p99':>8}{'bytes':>9}",
    ]
    for name, figure in figures.items():
        if "kept" in figure:
            kept, rendered = figure["kept"], figure["rendered"]
            lines.append(
                f"{name:<18}{kept['per_second']:>8.0f}{kept['cpu_ms']:>8.3f}{kept['cpu_ms'] / bare:>8.2f}"
                f"{kept['p50_ms']:>7.2f}{kept['p99_ms']:>7.2f} |{rendered['per_second']:>11.0f}"
                f"{rendered['cpu_ms']:>8.2f}{rendered['cpu_ms'] / bare:>8.1f}{rendered['p50_ms']:>8.1f}"
                f"{rendered['p99_ms']:>8.1f}{figure['bytes']:>9}"
            )
    return "\n".join(lines)


def growth(stories):
    """How many times the CPU of a page grew from the fewest stories to the most, each against its own bare view."""
    if len(stories) < 2:
        return ""
    small, large = stories[min(stories)], stories[max(stories)]
    lines = [f"\nGrowth from {min(stories)} to {max(stories)} stories (rendered, of the bare view):"]
    for name in small:
        if "rendered" in small[name]:
            first, last = (f[name]["rendered"]["cpu_ms"] / f["bare"]["cpu_ms"] for f in (small, large))
            lines.append(f"{name:<18}{last / first:>6.2f}")
    return "\n".join(lines)


def machine():
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1_000, 20_000])
