"""The last day of the market: many readers, a story a minute, a label every ten seconds, and programs that poll feeds.

    python bench/deadline_day.py [SECONDS [STORIES [warm|cold [PAUSE]]]]      (by default 180 20000 warm 0.005)

Before it begins a few changes were made and every page was read, as on the day before; `cold` leaves that out. Six
readers ask for stories as Zipf has it, and for the front page, clubs and rumours, each with a PAUSE of so many seconds
after each answer: with five milliseconds they ask as fast as a machine of two cores, on which they run too, can take
it. Whoever writes asks, as soon as the change is stored, for the pages that print it: one that does not tell it is
stale. Prints the share of requests answered from kept pages, how many were stale, the errors, and p50 and p99 of the
kept ones.
"""

import json
import multiprocessing
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.pages import environment_in, filled, keep  # noqa: E402
from bench.serving import granian  # noqa: E402

READERS, POLLERS, PAUSE = 6, 2, 0.005
#: How many read on the day before, and how often each editor did each thing.
BEFORE, CHANGES_BEFORE = 4, 3
#: Pages that one of them reads over one connection.
AT_A_TIME = 200
FEEDS = ("/feed.rss", "/feed.atom", "/feed.json", "/voci/feed.rss")
#: A process that reads commands and does what an editor does; it answers with the addresses that print it, and a text.
EDITOR = """
import sys, json, django
django.setup()
from bench import paper
for line in sys.stdin:
    print(json.dumps(getattr(paper, line.strip())()), flush=True)
"""
LENGTH, TAG = re.compile(rb"\r\ncontent-length: (\d+)", re.I), re.compile(rb"\r\netag: ([^\r]+)", re.I)
CHUNK = 1 << 18


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes
    #: Milliseconds until its last byte.
    took: float


class Client:
    """Asks over one connection, for little: what it takes, the server on the same machine does not get."""

    def __init__(self, port, encoding="gzip"):
        self.port, self.encoding, self.socket = port, encoding, None

    def get(self, path, tag=b""):
        lines = (f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Accept-Encoding: {self.encoding}")
        asked = "\r\n".join(lines).encode() + (b"\r\nIf-None-Match: " + tag if tag else b"") + b"\r\n\r\n"
        # The server closes what nobody used for half a minute.
        return self._answer(asked) or self._opened()._answer(asked)

    def _opened(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self

    def _answer(self, asked):
        if self.socket is None:
            return None
        began = time.perf_counter()
        try:
            self.socket.sendall(asked)
            got = self._until(lambda got: b"\r\n\r\n" in got, b"")
        except ConnectionError:
            return None
        if not got:
            return None
        head, _, body = got.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        body = self._until(lambda body: len(body) >= (int(length[1]) if length else 0), body)
        return Answer(int(got[9:12]), head, body, 1000 * (time.perf_counter() - began))

    def _until(self, whole, got):
        while not whole(got):
            more = self.socket.recv(CHUNK)
            if not more:
                return b""
            got += more
        return got


class Log:
    """What somebody was answered: milliseconds of what was kept and what was rendered, and what went wrong."""

    def __init__(self):
        self.kept, self.rendered, self.wrong = [], [], []

    def add(self, path, answer):
        if answer.status not in (200, 304):
            self.wrong.append((path, answer.status))
        (self.kept if b"panchina; hit" in answer.head else self.rendered).append(answer.took)
        return answer

    def __add__(self, other):
        self.kept += other.kept
        self.rendered += other.rendered
        self.wrong += other.wrong
        return self


class Day(NamedTuple):
    port: int
    stories: list
    #: The other pages that readers ask for.
    others: list
    pause: float
    ends_at: float

    def is_over(self):
        return time.monotonic() > self.ends_at

    def read(self, seed):
        chance, client, log = random.Random(seed), Client(self.port), Log()
        weights = list(accumulate(1 / rank for rank in range(1, len(self.stories) + 1)))
        while not self.is_over():
            asks_other = chance.random() < 0.4
            path = chance.choice(self.others) if asks_other else chance.choices(self.stories, cum_weights=weights)[0]
            log.add(path, client.get(path))
            time.sleep(self.pause)
        return log

    def poll(self):
        client, log, tags = Client(self.port), Log(), {}
        while not self.is_over():
            for path in FEEDS:
                answer = log.add(path, client.get(path, tags.get(path, b"")))
                tags[path] = TAG.search(answer.head)[1]
            time.sleep(0.2)
        return log

    def edit(self, act, every, editor):
        """Do so every so many seconds, and ask for what prints it. Returns a Log, and how often it was done."""
        client, log, changes = Client(self.port, "identity"), Log(), 0
        while time.monotonic() + every < self.ends_at:
            time.sleep(every)
            told = done(editor, act)
            changes += 1
            for path in told["addresses"]:
                if told["text"].encode() not in log.add(path, client.get(path)).body:
                    log.wrong.append((path, f"stale after {act}"))
        return log, changes


def main(seconds=180, number=20_000, begun="warm", pause=PAUSE):
    seconds, number = int(seconds), int(number)
    with tempfile.TemporaryDirectory(prefix="panchina-bench-") as folder:
        environment = environment_in(Path(folder))
        pages = filled(number, environment)
        # Never kept: bench/search.py.
        del pages["search"]
        stories, others = pages.pop("stories"), [path for path in pages.values() if not path.endswith(".xml")]
        server = granian("config.wsgi:application", workers=2, threads=4, **environment)
        editors = [editor_of(environment) for _ in range(2)]
        try:
            if begun != "cold":
                be_the_day_before(server.port, stories, [*others, *FEEDS], editors)
            day = Day(server.port, stories, others, float(pause), time.monotonic() + seconds)
            return report(*live(day, editors), seconds)
        finally:
            [editor.kill() for editor in editors]
            server.stop()


def be_the_day_before(port, stories, others, editors):
    """A few changes are made, after each of which the lists are read, and then every page: both workers have rendered
    each kind when the day begins."""
    for act in ("publish", "change_a_label") * CHANGES_BEFORE:
        for editor in editors:
            done(editor, act)
            be_read(port, others)
    be_read(port, [*stories, *others])


def done(editor, act):
    editor.stdin.write(f"{act}\n")
    editor.stdin.flush()
    return json.loads(editor.stdout.readline())


def be_read(port, pages):
    """By nobody who is counted, each of them over some connections: the system deals those out among the workers."""
    with ThreadPoolExecutor(BEFORE) as pool:
        some = [pages[start : start + AT_A_TIME] for start in range(0, len(pages), AT_A_TIME)]
        list(pool.map(lambda part: list(map(Client(port).get, part)), some))


def editor_of(environment):
    return subprocess.Popen(
        [sys.executable, "-c", EDITOR],
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def live(day, editors):
    """Return the Log of the day, and how many changes there were. Readers are processes: they do not wait for one
    another, which would be counted as the server's."""
    seconds = day.ends_at - time.monotonic()
    acts = (("publish", 60 if seconds > 120 else seconds / 4), ("change_a_label", 10))
    with multiprocessing.Pool(READERS + POLLERS) as readers, ThreadPoolExecutor(len(acts)) as desk:
        read = readers.map_async(day.read, range(READERS), chunksize=1)
        polled = [readers.apply_async(day.poll) for _ in range(POLLERS)]
        edited = list(desk.map(day.edit, *zip(*acts, strict=True), editors))
        logs = [*read.get(), *(one.get() for one in polled), *(log for log, _changes in edited)]
    return sum(logs, Log()), sum(changes for _log, changes in edited)


def report(log, changes, seconds):
    number = len(log.kept) + len(log.rendered)
    middle, last = statistics.median(log.kept), statistics.quantiles(log.kept, n=100)[-1]
    told = {"requests": number, "seconds": seconds, "changes": changes, "kept": len(log.kept) / number}
    told |= {"stale_or_errors": len(log.wrong), "p50_ms": middle, "p99_ms": last}
    print(
        f"{number} requests in {seconds} s, {changes} changes: {100 * told['kept']:.1f}% kept, "
        f"{len(log.wrong)} stale or errors; kept p50 {middle:.2f} ms, p99 {last:.2f} ms "
        f"({last / middle:.1f} times), rendered p50 {statistics.median(log.rendered):.1f} ms"
    )
    for wrong in log.wrong[:10]:
        print("  ", wrong)
    return told


if __name__ == "__main__":
    day = main(*sys.argv[1:])
    if not sys.argv[1:]:
        keep({"deadline_day": day})
