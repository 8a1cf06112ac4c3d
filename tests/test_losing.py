"""What befalls a store that may be lost is told once, and that it is well again."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from newsroom.kept import losing
from newsroom.kept.losing import QUIET, Losing


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(losing, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.WARNING, logger=losing.__name__)
    return lambda: [record.getMessage() for record in caplog.records]


def fail():
    raise OSError("disk full")


def test_a_store_that_lets_a_little_through_is_not_well_again(clock, told):
    store = Losing("lost", "again")
    for _ in range(3):
        assert store.tried("put", fail) is None
        assert store.tried("put", lambda: "a little") == "a little"
    assert told() == ["lost"]


def test_it_is_told_when_nothing_has_failed_for_a_while(clock, told):
    store = Losing("lost", "again")
    store.tried("put", fail)
    clock[0] += QUIET
    store.tried("put", lambda: None)
    store.tried("put", lambda: None)
    assert told() == ["lost", "again"]
    store.tried("put", fail)
    assert told() == ["lost", "again", "lost"]


def test_who_can_be_read_but_not_written_is_not_well(clock, told):
    store = Losing("lost", "again")
    store.tried("put", fail)
    store.tried("get", fail)
    clock[0] += QUIET
    store.tried("get", lambda: None)
    assert told() == ["lost"]
    store.tried("put", lambda: None)
    assert told() == ["lost", "again"]


def test_of_many_threads_that_find_out_at_once_one_tells(told):
    store, at_once = Losing("lost", "again"), Barrier(8)

    def failing_together():
        at_once.wait(timeout=10)
        fail()

    with ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(store.tried, "put", failing_together)
    assert told() == ["lost"]
