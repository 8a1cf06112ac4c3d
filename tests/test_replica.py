"""A real PostgreSQL and a real one that streams from it: pages are read there while nothing can be missing on them."""

import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fronts import free_ports
from tests.scratch import Client, Scratch, pairs_of
from tests.test_operations import POSTGRES, as_postgres

DATABASE = os.environ.get("DATABASE_URL", "")
pytestmark = [
    pytest.mark.skipif(not DATABASE.startswith("postgres"), reason="needs PostgreSQL"),
    pytest.mark.skipif(os.getuid() != 0 or not POSTGRES, reason="starts servers as the user postgres"),
]
OPTIONS = "-c listen_addresses=127.0.0.1 -c max_connections=40 -c shared_buffers=16MB -F"
PUBLISHED = """
import django; django.setup()
from tests.builders import an_article
story = an_article("Conte verso Napoli")
print(story.pk, story.get_absolute_url())
"""
CHANGED = "Conte al Napoli, il vertice"


class Pair:
    """`with Pair() as pair`: two servers, the second of which follows the first."""

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="panchina-pair-")
        self.folder = Path(self.temporary.name)
        shutil.chown(self.folder, "postgres")
        self.ports = dict(zip(("first", "second"), free_ports(2), strict=True))
        as_postgres(POSTGRES / "initdb", "-A", "trust", "-N", "-D", self.folder / "first")
        self.pg_ctl("first", "start")
        where = ["-h", "127.0.0.1", "-p", self.ports["first"]]
        as_postgres(POSTGRES / "pg_basebackup", *where, "-R", "-X", "stream", "-D", self.folder / "second")
        self.pg_ctl("second", "start")
        return self

    def __exit__(self, *_error):
        for name in ("second", "first"):
            if (self.folder / name / "postmaster.pid").exists():
                self.pg_ctl(name, "stop")
        self.temporary.cleanup()

    def pg_ctl(self, name, act):
        more = {
            "start": ["-o", f"-p {self.ports[name]} -k {self.folder} {OPTIONS}"],
            "stop": ["-m", "immediate"],
        }[act]
        data = self.folder / name
        as_postgres(POSTGRES / "pg_ctl", "-D", data, "-l", self.folder / f"{name}.log", "-w", *more, act)

    def address(self, name, database):
        return f"postgres://postgres@127.0.0.1:{self.ports[name]}/{database}"

    def ask(self, name, sql, database="postgres"):
        import psycopg  # noqa: PLC0415 (not installed where there is only SQLite)

        address = self.address(name, database).replace("postgres:", "postgresql:", 1)
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None

    def wait_for(self, name, sql, wanted, database="postgres"):
        until = time.monotonic() + 60
        while (found := self.ask(name, sql, database)) != wanted:
            assert time.monotonic() < until, (sql, found)
            time.sleep(0.1)

    def follows(self):
        """Wait until the second has all that the first has."""
        at = self.ask("first", "SELECT pg_current_wal_lsn()")
        self.wait_for("second", f"SELECT pg_last_wal_replay_lsn() >= '{at}'", True)

    def read_rows(self, database):
        """How many rows of stories the second has read so far, as it says itself."""
        sql = "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint FROM pg_stat_user_tables"
        return self.ask("second", f"{sql} WHERE relname = 'newsroom_article'", database)


@contextmanager
def followed(monkeypatch):
    """Yields (site, pair, key and address of a story) of a site whose pages may be read from the second server."""
    with Pair() as pair:
        monkeypatch.setenv("DATABASE_URL", pair.address("first", "postgres"))
        replica = pair.address("second", "{database}")
        with Scratch(DATABASE_REPLICA_URL=replica, KEPT_PAGES_MEMORY="0") as site:
            key, path = site.run(PUBLISHED).split()
            pair.follows()
            site.start()
            yield site, pair, key, path


def save(site, key, headline):
    editor = Client(site)
    editor.sign_in(site.seed["users"][0])
    path = f"/admin/newsroom/article/{key}/change/"
    form = editor.open(path) | {"headline": [headline], "_continue": ["1"]}
    assert editor.post(path, pairs_of(form))[0] == 302


def page(site, path):
    connection = site.connection()
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Cache-Status"), answer.read().decode()


def test_a_page_is_read_there_and_never_is_an_old_one(monkeypatch):
    with followed(monkeypatch) as (site, pair, key, path):
        before = pair.read_rows(site.name)
        assert page(site, path)[:2] == (200, "panchina; fwd=miss; stored")
        # Its statistics are written a little later.
        until = time.monotonic() + 60
        while pair.read_rows(site.name) == before:
            assert time.monotonic() < until, "the page was not read from the replica"
            time.sleep(0.2)

        # It lags: what was saved is read from the first, and kept as it is.
        pair.ask("second", "SELECT pg_wal_replay_pause()")
        save(site, key, CHANGED)
        for _ in range(3):
            status, _how, text = page(site, path)
            assert (status, CHANGED in text) == (200, True)

        pair.ask("second", "SELECT pg_wal_replay_resume()")
        pair.follows()
        assert CHANGED in page(site, "/")[2]

        # It is gone: nobody notices.
        pair.pg_ctl("second", "stop")
        save(site, key, "Conte al Napoli, la firma")
        for address in (path, "/", "/voci/"):
            assert page(site, address)[0] == 200
        assert "la firma" in page(site, path)[2]
