"""The site behind a real PgBouncer that pools transactions: two connections of the server for all who come."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fronts import free_ports
from tests.scratch import Client, Scratch, pairs_of

DATABASE = os.environ.get("DATABASE_URL", "")
pytestmark = [
    pytest.mark.skipif(not DATABASE.startswith("postgres"), reason="needs PostgreSQL"),
    pytest.mark.skipif(not shutil.which("pgbouncer"), reason="pgbouncer is not installed"),
]
CONNECTIONS = 2
#: Between two rows of one query another client takes the connection on which it began.
INTERRUPTED = """
import django; django.setup()
from django.db import connection
from newsroom.models import User
other = connection.copy()
rows = User.objects.order_by("pk").iterator(chunk_size=2)
names = [next(rows).username]
with other.cursor() as cursor:
    cursor.execute("BEGIN")
    names += [user.username for user in rows]
    cursor.execute("ROLLBACK")
print(len(names))
"""


@contextmanager
def pgbouncer():
    """Yields the address of a pooler before the server that DATABASE_URL names, with {database} in it."""
    parts, [port] = urlsplit(DATABASE), free_ports(1)
    user = parts.username or "postgres"
    with tempfile.TemporaryDirectory(prefix="panchina-pool-") as folder:
        where = f"host={parts.hostname} port={parts.port or 5432} user={user}"
        where += f" password='{parts.password}'" if parts.password else ""
        Path(folder, "users").write_text(f'"{user}" ""\n')
        Path(folder, "pgbouncer.ini").write_text(
            f"[databases]\n* = {where}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {folder}/users\nadmin_users = {user}\npool_mode = transaction\n"
            f"default_pool_size = {CONNECTIONS}\nlogfile = {folder}/log\n"
        )
        process = subprocess.Popen(["pgbouncer", "-q", f"{folder}/pgbouncer.ini"], **_not_as_root(folder))
        try:
            yield f"postgres://{user}@127.0.0.1:{port}/{{database}}"
        finally:
            process.terminate()
            process.wait(timeout=60)


def _not_as_root(folder):
    """PgBouncer does not run as root."""
    if os.getuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module")
def site():
    with pgbouncer() as address:
        wait(address.format(database="pgbouncer"))
        # With the tables made through it, as everything else.
        with Scratch(workers=2, threads=4, DATABASE_URL=address, PGBOUNCER="1") as site:
            site.start()
            yield site


def wait(address):
    import psycopg  # noqa: PLC0415 (not installed where there is only SQLite)

    until = time.monotonic() + 60
    while True:
        try:
            return psycopg.connect(address.replace("postgres:", "postgresql:"), autocommit=True)
        except psycopg.OperationalError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_editors_save_and_readers_list_search_and_follow_at_once(site):
    with ThreadPoolExecutor(12) as crowd:
        saves = [crowd.submit(save, site, number, user) for number, user in enumerate(site.seed["users"][:4])]
        reads = [crowd.submit(Client(site).get, path) for path in ("/", "/cerca/?q=conte", "/feed.rss", "/voci/") * 10]
        assert [one.result() for one in saves] == [302] * 4
        assert {one.result()[0] for one in reads} == {200}
    assert len(site.versions()) == 4
    assert pools(site)[site.name] == CONNECTIONS


def save(site, number, user):
    editor = Client(site)
    editor.sign_in(user)
    path = "/admin/newsroom/article/add/"
    form = editor.open(path) | {"headline": [f"Conte, atto {number}"], "_save": ["1"]}
    return editor.post(path, pairs_of(form))[0]


def pools(site):
    """{database: connections of the server}, as PgBouncer says."""
    address = site.environment["DATABASE_URL"].replace(site.name, "pgbouncer")
    with wait(address) as admin:
        cursor = admin.execute("SHOW POOLS")
        columns = [column.name for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor]
    return {row["database"]: row["sv_active"] + row["sv_idle"] + row["sv_used"] for row in rows}


def test_a_long_reading_survives_that_others_take_its_connection(site):
    assert int(site.run(INTERRUPTED)) == 8


def test_the_site_can_be_carried_out(site, tmp_path):
    site.manage("export", str(tmp_path / "out"))
    assert (tmp_path / "out" / "manifest.json").exists()
