"""The last day of the market: many readers, a story a minute, a label every ten seconds, and programs that poll feeds.

    python bench/deadline_day.py [SECONDS [STORIES [warm|cold [PAUSE]]]]      (by default 120 20000 warm 0.005)

Before it begins every story was read once, as on the day before; `cold` leaves that out. Six readers ask for stories as
Zipf has it, and for the front page, clubs and rumours, each with a PAUSE of so many seconds after each answer: with
five milliseconds they ask as fast as a machine of two cores, on which they run too, can take it. Whoever writes
asks, as soon as the change is stored, for the pages that print it: one that does not tell it is stale. Prints the share
of requests answered from kept pages, how many were stale, the errors, and p50 and p99 of the kept ones.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, RemoteDisconnected
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.pages import environment_in, filled  # noqa: E402
from bench.serving import granian  # noqa: E402

READERS, POLLERS, PAUSE = 6, 2, 0.005
#: How many read on the day before.
BEFORE = 4
FEEDS = ("/feed.rss", "/feed.atom", "/feed.json", "/voci/feed.rss")
#: A process that reads commands and does what an editor does; it answers with the addresses that print it, and a text.
EDITOR = """
import sys, json, django
django.setup()
from bench import paper
for line in sys.stdin:
    print(json.dumps(getattr(paper, line.strip())()), flush=True)
"""


class Client:
    def __init__(self, port):
        self.connection, self.tags = HTTPConnection("127.0.0.1", port, timeout=60), {}

    def get(self, path, **headers):
        began = time.perf_counter()
        try:
            self.connection.request("GET", path, headers=headers)
            answer = self.connection.getresponse()
        except RemoteDisconnected:
            # The server closes what nobody used for half a minute.
            self.connection.close()
            return self.get(path, **headers)
        body = answer.read()
        return answer.status, answer.headers, body, 1000 * (time.perf_counter() - began)


class Day:
    def __init__(self, port, stories, pause):
        self.port, self.stories, self.pause = port, stories, pause
        self.weights = list(accumulate(1 / rank for rank in range(1, len(stories) + 1)))
        self.kept, self.rendered, self.errors, self.stale, self.changes = [], [], [], [], 0
        self.over = threading.Event()

    def count(self, path, status, headers, took):
        if status not in (200, 304):
            self.errors.append((path, status))
        (self.kept if "hit" in headers.get("Cache-Status", "") else self.rendered).append(took)

    def be_read(self):
        """Every story once, by nobody who is counted."""
        parts = [self.stories[n::BEFORE] for n in range(BEFORE)]
        with ThreadPoolExecutor(BEFORE) as pool:
            list(pool.map(self._be_read_by_one, parts))

    def _be_read_by_one(self, stories):
        client = Client(self.port)
        for path in stories:
            client.get(path)

    def read(self, seed, others):
        chance, client = random.Random(seed), Client(self.port)
        while not self.over.is_set():
            path = (
                chance.choice(others)
                if chance.random() < 0.4
                else chance.choices(self.stories, cum_weights=self.weights)[0]
            )
            status, headers, _body, took = client.get(path)
            self.count(path, status, headers, took)
            time.sleep(self.pause)

    def poll(self):
        client, tags = Client(self.port), {}
        while not self.over.is_set():
            for path in FEEDS:
                status, headers, _body, took = client.get(path, **{"If-None-Match": tags.get(path, "")})
                tags[path] = headers.get("ETag", "")
                self.count(path, status, headers, took)
            time.sleep(0.2)

    def edit(self, editor, act, every):
        client = Client(self.port)
        while not self.over.wait(every):
            editor.stdin.write(f"{act}\n")
            editor.stdin.flush()
            told = json.loads(editor.stdout.readline())
            self.changes += 1
            for path in told["addresses"]:
                status, headers, body, took = client.get(path)
                self.count(path, status, headers, took)
                if told["text"] not in body.decode():
                    self.stale.append((act, path))


# Readers are not to wait for one another here, or their waiting would be counted as the server's.
sys.setswitchinterval(0.0002)


def main(seconds=120, number=20_000, begun="warm", pause=PAUSE):
    seconds, number = int(seconds), int(number)
    with tempfile.TemporaryDirectory(prefix="panchina-bench-") as folder:
        environment = environment_in(Path(folder))
        pages = filled(number, environment)
        # Never kept: bench/search.py.
        del pages["search"]
        server = granian("config.wsgi:application", workers=2, threads=4, **environment)
        editors = [editor_of(environment) for _ in range(2)]
        try:
            day = Day(server.port, pages.pop("stories"), float(pause))
            if begun != "cold":
                day.be_read()
            live(day, [path for path in pages.values() if not path.endswith(".xml")], editors, seconds)
        finally:
            [editor.kill() for editor in editors]
            server.stop()
    report(day, seconds)


def editor_of(environment):
    return subprocess.Popen(
        [sys.executable, "-c", EDITOR],
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def live(day, others, editors, seconds):
    threads = [threading.Thread(target=day.read, args=(n, others)) for n in range(READERS)]
    threads += [threading.Thread(target=day.poll) for _ in range(POLLERS)]
    threads += [threading.Thread(target=day.edit, args=(editors[0], "publish", 60 if seconds > 120 else seconds / 4))]
    threads += [threading.Thread(target=day.edit, args=(editors[1], "change_a_label", 10))]
    [thread.start() for thread in threads]
    time.sleep(seconds)
    day.over.set()
    [thread.join() for thread in threads]


def report(day, seconds):
    number = len(day.kept) + len(day.rendered)
    middle, last = statistics.median(day.kept), statistics.quantiles(day.kept, n=100)[-1]
    print(
        f"{number} requests in {seconds} s, {day.changes} changes: {100 * len(day.kept) / number:.1f}% kept, "
        f"{len(day.stale)} stale, {len(day.errors)} errors; kept p50 {middle:.2f} ms, p99 {last:.2f} ms "
        f"({last / middle:.1f} times), rendered p50 {statistics.median(day.rendered):.1f} ms"
    )
    for wrong in (day.stale + day.errors)[:10]:
        print("  ", wrong)


if __name__ == "__main__":
    main(*sys.argv[1:])
