"""One file that processes and threads share: deleted, full, locked or without room for what it needs beside it."""

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from newsroom.kept.one_file import OneFile, Opened

LIMIT = 2**20


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shared" / "shared.sqlite3"


def test_a_thread_that_finds_the_new_file_locked_holds_nothing_of_the_deleted_one(path):
    one = OneFile(path, LIMIT)
    one.put_many({"page": "prima"})
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    locked = sqlite3.connect(path, isolation_level=None)
    locked.execute("BEGIN EXCLUSIVE")
    assert one.get_many(["page"]) == {}
    locked.close()
    assert one.get_many(["page"]) == {}
    one.put_many({"page": "poi"})
    assert OneFile(path, LIMIT).get_many(["page"]) == {"page": "poi"}


def test_threads_that_end_leave_nothing_open(path):
    one = OneFile(path, LIMIT)
    gc.disable()
    try:
        for number in range(30):
            thread = threading.Thread(target=one.put_many, args=({number: "x"},))
            thread.start()
            thread.join()
        assert len(_open(path)) <= 6
    finally:
        gc.enable()


def test_a_file_that_is_deleted_again_and_again_leaves_nothing_open(path):
    one = OneFile(path, LIMIT)
    gc.disable()
    try:
        for number in range(30):
            one.put_many({number: "x"})
            shutil.rmtree(path.parent)
        assert len(_open(path)) <= 6
    finally:
        gc.enable()


def _open(path):
    return [told for link in Path("/proc/self/fd").iterdir() if str(path) in (told := _target(link))]


def _target(link):
    with suppress(FileNotFoundError):
        return str(link.readlink())
    return ""


def test_what_goes_is_an_eighth_of_what_is_there_however_often_some_of_it_was_written(path):
    one = OneFile(path, LIMIT)
    some = os.urandom(2_000)
    for number in range(200):
        one.put_many({number: some})
    for number in range(2_000):
        one.put_many({number % 10: some})
    for number in range(1_000, 1_400):
        one.put_many({number: os.urandom(2_000)})
    assert len(one.get_many([*range(1_000, 1_400)])) > 300


def test_what_makes_it_full_is_there(path):
    one = OneFile(path, LIMIT)
    for number in range(300):
        one.put_many({number: os.urandom(10_000)})
        assert one.get_many([number])


def _error(code):
    error = sqlite3.DatabaseError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


def test_a_disk_that_is_full_takes_away_no_file(path):
    one = OneFile(path, LIMIT)
    one.put_many({"page": "prima"})

    def fail(database):
        raise _error(sqlite3.SQLITE_IOERR_SHMSIZE)

    with pytest.raises(sqlite3.DatabaseError):
        one._asked(fail)
    assert one.get_many(["page"]) == {"page": "prima"}


def test_who_was_late_to_find_a_file_broken_leaves_the_new_one(path, monkeypatch):
    path.parent.mkdir()
    path.write_bytes(b"questo non e' un database" * 1000)
    late, other = OneFile(path, LIMIT), OneFile(path, LIMIT)

    def meanwhile(opened, limit):
        path.unlink()
        monkeypatch.undo()
        other.put_many({"page": "poi"})
        raise _error(sqlite3.SQLITE_NOTADB)

    monkeypatch.setattr(Opened, "prepare", meanwhile)
    with pytest.raises(sqlite3.DatabaseError):
        late.get_many(["page"])
    assert other.get_many(["page"]) == late.get_many(["page"]) == {"page": "poi"}


def test_the_smallest_limit_is_one():
    """To SQLite no pages at all are as many as one likes."""
    backend = (
        "import django; django.setup(); from django.core.cache import caches; print(type(caches['pages']).__name__)"
    )
    told = {}
    for limit in ("0", "1000000"):
        environment = os.environ | {"KEPT_PAGES_SHARED": limit}
        command = [sys.executable, "-c", backend]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
        )
        told[limit] = done.stdout.strip()
    assert told == {"0": "DummyCache", "1000000": "PageFile"}


def test_a_limit_of_less_than_a_page_of_the_file_is_a_limit(path):
    one = OneFile(path, 1)
    for number in range(50):
        try:
            one.put_many({number: os.urandom(10_000)})
        except sqlite3.Error:
            break
    assert not path.exists() or path.stat().st_size < LIMIT
