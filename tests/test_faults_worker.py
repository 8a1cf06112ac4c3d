"""Workers are killed while an editor saves: what was answered is there, what was not is whole or absent, and the server
goes on (docs/faults.md)."""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults import Readers, eventually
from tests.scratch import GONE, Client
from tests.test_durability import saves_until_killed

ROUNDS = 4
#: Seconds within which granian takes two deaths of a worker for a fault of the program, and ends itself.
CRASH_LOOP = 6
SOUND = """
import django; django.setup()
from django.db import connection
connection.check_constraints()
if connection.vendor == "sqlite":
    assert connection.cursor().execute("PRAGMA integrity_check").fetchall() == [("ok",)]
"""


@pytest.fixture
def site():
    """As deploy/serve.sh starts it, but for the interval."""
    respawn = {"GRANIAN_RESPAWN_FAILED_WORKERS": "true", "GRANIAN_RESPAWN_INTERVAL": "0.5"}
    with Readers(workers=2, threads=2, **respawn) as site:
        site.begin()
        yield site


def workers_of(site):
    """The ids of the processes that serve: granian's children, less the one that looks after their locks."""
    parent = site.process.pid
    children = map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
    return [pid for pid in children if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]


def is_up(site):
    with suppress(*GONE):
        return site.get("/healthz")[0] == 200


def test_what_was_answered_outlives_the_workers(site):
    chance, accepted = random.Random(1), []
    client = Client(site)
    client.sign_in(site.seed["users"][1])
    for number in range(ROUNDS):
        killed, dead = workers_of(site), threading.Event()
        assert len(killed) == site.workers
        saving = threading.Thread(target=saves_until_killed, args=(site, client, accepted, dead))
        saving.start()
        time.sleep(chance.uniform(0.2, 1.2) + (CRASH_LOOP if number else 0))
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        dead.set()
        saving.join()
        eventually(lambda killed=killed: len(set(workers_of(site)) - set(killed)) == site.workers)
        eventually(lambda: is_up(site))
    versions = site.versions()
    kept = {note for _number, _user, note, _state in versions}
    assert accepted
    assert [note for note in accepted if note not in kept] == []
    assert [number for number, *_rest in versions] == [*range(1, len(versions) + 1)]
    site.run(SOUND)
    headline = client.open(site.form_at)["headline"][0]
    assert headline == versions[-1][3]["headline"]
    assert site.is_everywhere(headline)
