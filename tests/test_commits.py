"""Whether anybody has committed: told by the index of the WAL, without a question."""

import sqlite3
import subprocess
import sys

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from football.models import Stamp, stamp
from football.topics import SITE
from newsroom.kept import freshness
from newsroom.kept.commits import Commits

ANOTHER = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    database.execute("INSERT INTO stories VALUES ('un altro')")
"""


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "site.sqlite3")


@pytest.fixture
def writer(path):
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE stories (headline)")
    yield writer
    writer.close()


@pytest.fixture
def commits(path, writer):
    commits = Commits()
    commits.watch(path)
    return commits


def test_the_mark_is_the_same_until_somebody_commits(commits, writer):
    before = commits.mark()
    assert before == commits.mark() != None  # noqa: E711
    writer.execute("SELECT * FROM stories").fetchall()
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO stories VALUES ('la prima')")
    assert commits.mark() == before
    writer.execute("ROLLBACK")
    assert commits.mark() == before
    writer.execute("INSERT INTO stories VALUES ('la prima')")
    assert commits.mark() != before


def test_another_process_is_seen_too_after_everybody_else_has_left(commits, writer, path):
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    writer.close()
    marks = {commits.mark()}
    for _ in range(3):
        subprocess.run([sys.executable, "-c", ANOTHER, path], check=True)
        marks.add(commits.mark())
    assert len(marks) == 4


def test_whoever_watches_takes_no_lock_of_sqlite_away(commits, writer, path):
    writer.execute("BEGIN IMMEDIATE")
    Commits().watch(path)
    refused = subprocess.run([sys.executable, "-c", ANOTHER.replace("(sys.argv[1])", "(sys.argv[1], timeout=0)"), path])
    assert refused.returncode != 0
    writer.execute("COMMIT")


@pytest.mark.parametrize("name", [":memory:", "file:nowhere?mode=memory&cache=shared"])
def test_a_database_in_memory_has_no_mark(name):
    commits = Commits()
    commits.watch(name)
    assert commits.mark() is None


@pytest.mark.django_db(transaction=True)
def test_a_number_that_only_a_transaction_sees_is_not_remembered(monkeypatch):
    class Still:
        mark = staticmethod(lambda: b"the same")
        watch = staticmethod(lambda name: None)

    monkeypatch.setattr(freshness, "_commits", Still)
    monkeypatch.setattr(freshness, "_latest", (None, 0))
    with transaction.atomic():
        Stamp.objects.create(topic=SITE, serial=41, changed_at=timezone.now())
        assert freshness.last_change() == 41
        transaction.set_rollback(True)
    assert freshness.last_change() == 0


@pytest.mark.django_db
def test_a_database_in_the_place_of_another_counts_otherwise():
    """What was kept of the one that a developer threw away is not shown by the next."""
    seen = set()
    for moment in ("2026-07-01T10:00:00.000Z", "2026-07-01T10:00:00.100Z"):
        with time_machine.travel(moment, tick=False), transaction.atomic():
            stamp({"stories"})
            stamp({"stories"})
            seen |= set(Stamp.objects.values_list("topic", "serial"))
            Stamp.objects.all().delete()
    assert len(seen) == 4
