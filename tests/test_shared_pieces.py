"""Pieces that another worker has made: a file that may be full, broken or away costs speed and nothing else."""

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from random import randbytes
from unittest.mock import patch

import pytest
from django.conf import settings
from django.utils.safestring import SafeString

from newsroom import cards
from newsroom.kept import pieces, shared, shared_pieces
from newsroom.kept.memory import Memory
from newsroom.kept.shared_pieces import SharedPieces
from tests.builders import a_club, an_article

LIMIT = 2**20
NAME = ("card", 12, cards.Look("small"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pieces" / "pieces.sqlite3"


def test_what_one_worker_puts_another_gets(path):
    SharedPieces(path, LIMIT).put_many({NAME: SafeString("<p>Conte</p>"), ("at", "story", "conte"): (1, "/conte/")})
    found = SharedPieces(path, LIMIT).get_many([NAME, ("at", "story", "conte"), ("at", "story", "chi")])
    assert found == {NAME: "<p>Conte</p>", ("at", "story", "conte"): (1, "/conte/")}
    assert isinstance(found[NAME], SafeString)


def test_text_takes_a_part_of_the_room_that_it_takes_in_memory(path):
    text = "".join(f'<li><a href="/club/squadra-{number}/">Squadra {number}</a></li>' for number in range(200))
    SharedPieces(path, LIMIT).put_many({NAME: text})
    with sqlite3.connect(path) as database:
        [[taken]] = database.execute("SELECT length(told) FROM piece")
    assert taken < len(text) / 3


def test_what_is_put_again_is_the_latter(path):
    one, other = SharedPieces(path, LIMIT), SharedPieces(path, LIMIT)
    one.put_many({NAME: "prima"})
    other.put_many({NAME: "poi"})
    assert one.get_many([NAME]) == {NAME: "poi"}


def test_an_update_of_the_site_finds_nothing(path):
    SharedPieces(path, LIMIT).put_many({NAME: "prima"})
    with patch.object(shared_pieces, "EDITION", "another"):
        assert SharedPieces(path, LIMIT).get_many([NAME]) == {}


def test_another_setting_is_another_edition(settings):
    before = shared.edition()
    settings.MASTHEAD = {**settings.MASTHEAD, "editor": "Un altro"}
    assert shared.edition() != before


EDITION = "import django; django.setup(); from newsroom.kept.shared import edition; print(edition())"


def test_two_processes_are_of_one_edition():
    one, other = (
        subprocess.run([sys.executable, "-c", EDITION], cwd=settings.BASE_DIR, capture_output=True, check=True)
        for _process in range(2)
    )
    assert one.stdout == other.stdout
    assert len(one.stdout.strip()) == 16


def test_without_a_limit_there_is_no_file(path):
    none = SharedPieces(path, 0)
    none.put_many({NAME: "prima"})
    assert (none.get_many([NAME]), path.exists()) == ({}, False)


def test_a_full_file_loses_the_oldest_and_takes_more(path):
    full = SharedPieces(path, LIMIT)
    for number in range(300):
        full.put_many({("card", number): randbytes(10_000)})
    there = [number for number in range(300) if full.get_many([("card", number)])]
    assert 50 < len(there) < 110
    assert there[-1] > 290
    assert path.stat().st_size <= LIMIT


def test_a_broken_file_is_told_once_and_made_anew(path, caplog):
    path.parent.mkdir()
    path.write_bytes(b"questo non e' un database" * 1000)
    broken = SharedPieces(path, LIMIT)
    assert broken.get_many([NAME]) == {}
    broken.put_many({NAME: "prima"})
    assert broken.get_many([NAME]) == {NAME: "prima"}
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize(
    "torn", ["zeroblob(length(told))", "substr(told, 1, 40) || x'55' || substr(told, 42)", "x'80'", "x''"]
)
def test_what_power_left_half_written_is_not_there(path, caplog, torn):
    one = SharedPieces(path, LIMIT)
    one.put_many({NAME: "<p>Conte</p>", ("card", 13): "<p>Verdi</p>"})
    with sqlite3.connect(path) as other:
        done = other.execute(f"UPDATE piece SET told = CAST({torn} AS BLOB) WHERE number = 1")  # noqa: S608
        assert done.rowcount == 1
    assert one.get_many([NAME, ("card", 13)]) == {("card", 13): "<p>Verdi</p>"}
    assert caplog.records == []


def test_a_file_that_breaks_while_others_have_it_open_is_made_anew(path):
    open_before = [SharedPieces(path, LIMIT) for _worker in range(2)]
    for worker in open_before:
        worker.put_many({NAME: "prima"})
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.write(b"questo non e' un database" * 1000)
    fresh = SharedPieces(path, LIMIT)
    assert fresh.get_many([NAME]) == {}
    fresh.put_many({NAME: "poi"})
    for worker in open_before:
        assert worker.get_many([NAME]) in ({}, {NAME: "prima"}, {NAME: "poi"})
        worker.put_many({("card", 13): "altro"})
    assert SharedPieces(path, LIMIT).get_many([NAME]) == {NAME: "poi"}


def test_who_deletes_the_folder_of_a_running_site_has_it_empty_at_once(path, caplog):
    workers = [SharedPieces(path, LIMIT) for _worker in range(2)]
    for worker in workers:
        worker.put_many({NAME: "prima"})
    shutil.rmtree(path.parent)
    assert [worker.get_many([NAME]) for worker in workers] == [{}, {}]
    workers[0].put_many({NAME: "poi"})
    assert [worker.get_many([NAME]) for worker in workers] == [{NAME: "poi"}] * 2
    assert caplog.records == []


def test_what_cannot_be_written_down_is_told_and_left(path, caplog):
    shared = SharedPieces(path, LIMIT)
    shared.put_many({NAME: lambda: None})
    assert (shared.get_many([NAME]), [record.levelname for record in caplog.records]) == ({}, ["ERROR"])


def test_where_no_file_can_be_each_makes_its_own(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    nowhere = SharedPieces(tmp_path / "file" / "pieces.sqlite3", LIMIT)
    for _time in range(3):
        nowhere.put_many({NAME: "prima"})
        assert nowhere.get_many([NAME]) == {}
    assert len(caplog.records) == 1


def test_who_finds_another_writing_goes_on_without(path, caplog):
    one = SharedPieces(path, LIMIT)
    one.put_many({NAME: "prima"})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    one.put_many({NAME: "poi"})
    assert one.get_many([NAME]) == {NAME: "prima"}
    other.close()
    one.put_many({NAME: "poi"})
    assert (one.get_many([NAME]), caplog.records) == ({NAME: "poi"}, [])


def test_many_threads_at_once(path):
    shared = SharedPieces(path, LIMIT)

    def write_and_read(number):
        name = ("card", number)
        shared.put_many({name: number, NAME: "di tutti"})
        return shared.get_many([NAME])

    with ThreadPoolExecutor(8) as pool:
        assert set(map(str, pool.map(write_and_read, range(100)))) == {str({NAME: "di tutti"})}


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_no_card_that_another_has_made(client):
    club = a_club("Lecce")
    for number in range(3):
        an_article(f"Lecce, notizia {number}", clubs=[club])
    made = client.get(club.get_absolute_url()).content
    with patch.object(pieces, "_kept", Memory(LIMIT)), patch.object(cards, "_made", side_effect=AssertionError):
        assert client.get(club.get_absolute_url()).content == made


@pytest.mark.django_db(transaction=True)
def test_what_stands_around_a_story_takes_no_room_in_the_file(client):
    club = a_club("Lecce")
    stories = [an_article(f"Lecce, notizia {number}", clubs=[club]) for number in range(3)]
    with patch.object(pieces._shared, "put_many", side_effect=pieces._shared.put_many) as put:
        client.get(stories[0].get_absolute_url())
    written = {name[0] for call in put.call_args_list for name in call.args[0]}
    assert {"article", "top", "newest"} <= written
    assert "rail" not in written
    assert "rail" in {name[0] for name in pieces._kept.queries.pages}
