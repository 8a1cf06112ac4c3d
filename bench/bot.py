"""What a bot that invents queries takes from the readers of a kept page.

    python bench/bot.py

A crowd asks for the front page while somebody else asks as fast as they are answered: first another crowd of readers,
for the same page; then a bot, for addresses of which no two are the same. Prints how many answers the first crowd got
beside each, and how many pages were kept because of the bot.
"""

import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.pages import environment_in, filled  # noqa: E402
from bench.serving import asked, granian  # noqa: E402

ROUNDS, SECONDS = 5, 2
#: What wrk asks for, in its own language.
BOT = """
local number = 0
request = function()
    number = number + 1
    return wrk.format("GET", "%s?x=" .. number .. "&y=" .. math.random(1e9))
end
"""
READERS = "request = function() return wrk.format('GET', '%s') end"


def main():
    with tempfile.TemporaryDirectory(prefix="panchina-bench-") as folder:
        environment = environment_in(Path(folder))
        pages = filled(1_000, environment)
        server = granian("config.wsgi:application", **environment)
        try:
            in_rounds(server, Path(folder), {"readers": READERS % "/", "a bot": BOT % "/"})
            print(f"{with_query(Path(folder))} pages with a query are kept")
            in_rounds(server, Path(folder), {"readers": READERS % "/", "a bot at a story": BOT % pages["article"]})
        finally:
            server.stop()


def with_query(folder):
    """How many pages with a query are kept in the file that the workers share."""
    file = folder / "pages" / "pages_with_query.sqlite3"
    return sqlite3.connect(file).execute("SELECT count(*) FROM piece").fetchone()[0] if file.exists() else 0


def in_rounds(server, folder, others):
    server.get("/")
    taken = {name: [] for name in others}
    for _ in range(ROUNDS):
        for name, script in others.items():
            taken[name].append(beside(server, folder, script))
    middle = {name: statistics.median(some) for name, some in taken.items()}
    for name, number in middle.items():
        print(f"beside {name:<20}{number:>8.0f} answers a second, {number / middle['readers']:.2f} of beside readers")


def beside(server, folder, script):
    """How many answers a second the readers of the front page get, while wrk runs a script of its own beside them."""
    path = folder / "beside.lua"
    path.write_text(script)
    address = f"http://127.0.0.1:{server.port}"
    command = ["wrk", "-t1", "-c4", f"-d{SECONDS}s", "-s", str(path), address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        figures = asked(server, "/", seconds=SECONDS)
        told = other.communicate()[0]
    assert not re.search("Non-2xx", told), told
    return figures["per_second"]


if __name__ == "__main__":
    main()
