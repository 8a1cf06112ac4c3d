"""How long the turns of a thread are, as Linux has understood it."""

import ctypes
import os
import platform
from pathlib import Path
from threading import Thread
from wsgiref.util import setup_testing_defaults

import pytest

from newsroom.kept import turns
from newsroom.kept.layer import KeptPages
from newsroom.kept.turns import ATTRIBUTES, LONG, SHORT, long_turns, take_short_turns
from tests.scratch import Client, Scratch

#: The number of sched_getattr.
CALLS = {"x86_64": 315, "aarch64": 275}


def told(thread=0):
    """(policy, nice, nanoseconds) of this thread or another; None where nobody can say."""
    if platform.system() != "Linux" or platform.machine() not in CALLS:
        return None
    room = ctypes.create_string_buffer(64)
    ctypes.CDLL(None).syscall(CALLS[platform.machine()], thread, room, len(room), 0)
    _size, policy, _flags, nice, _priority, runtime, *_rest = ATTRIBUTES.unpack(room.raw[: ATTRIBUTES.size])
    return policy, nice, runtime


@pytest.fixture(autouse=True)
def nobody_has_asked_before(monkeypatch):
    monkeypatch.setattr(turns, "_usual", 0)


def in_a_thread(act):
    """What `act` returns in a thread of its own, whose turns end with it."""
    found = []
    thread = Thread(target=lambda: found.append(act()))
    thread.start()
    thread.join()
    return found[0]


can_be_told = pytest.mark.skipif(not (told() and told()[2]), reason="this kernel knows no turns")


@can_be_told
def test_short_turns_are_inherited_and_long_ones_end():
    def act():
        before = told()
        take_short_turns()
        short, of_its_own = told(), in_a_thread(told)
        with pytest.raises(ZeroDivisionError), long_turns():
            long = told()
            raise ZeroDivisionError
        return before, short, of_its_own, long, told()

    before, *later = in_a_thread(act)
    assert before[2] not in (SHORT, LONG)
    assert later == [(*before[:2], length) for length in (SHORT, SHORT, LONG, SHORT)]


@can_be_told
def test_a_nice_thread_stays_nice_and_another_policy_is_left_alone():
    def nice():
        os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + 3)
        before = told()
        take_short_turns()
        return before, told()

    def of_a_batch():
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        before = told()
        with long_turns():
            return before, told()

    before, after = in_a_thread(nice)
    assert after == (*before[:2], SHORT)
    before, after = in_a_thread(of_a_batch)
    assert before == after


@can_be_told
def test_where_nobody_asked_for_short_ones_all_is_as_before():
    def act():
        before = told()
        with long_turns():
            assert told()[2] == LONG
        return before, told()

    before, after = in_a_thread(act)
    assert before == after


@can_be_told
@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"REQUEST_METHOD": "POST"}, {"PATH_INFO": "/cerca/"}])
def test_what_goes_to_django_takes_long_ones(asked):
    """A page that is rendered to be kept, what is sent, and what is never kept."""
    found = []

    def application(environ, start_response):
        found.append(told()[2])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"Panchina"]

    environ = {"HTTP_HOST": "testserver"} | asked
    setup_testing_defaults(environ)
    KeptPages(application)(environ, lambda status, headers: None)
    assert found == [LONG]
    assert told()[2] != LONG


@can_be_told
def test_all_threads_of_a_worker_that_has_rendered_take_short_ones():
    with Scratch(workers=1, threads=2) as site:
        site.start()
        assert Client(site).get("/redazione/")[0] == 200
        [worker] = site.worker_pids()
        threads = [int(thread.name) for thread in Path(f"/proc/{worker}/task").iterdir()]
        assert {told(thread)[2] for thread in threads} == {SHORT}


def test_where_nothing_can_be_said_all_goes_on(monkeypatch):
    monkeypatch.setattr(turns, "_say", None)
    take_short_turns()
    with long_turns():
        pass


def test_a_container_may_forbid_to_ask(monkeypatch):
    def forbidden(*asked):
        raise PermissionError

    monkeypatch.setattr(os, "sched_getscheduler", forbidden, raising=False)
    with long_turns():
        pass
