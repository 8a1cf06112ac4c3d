"""A consistent copy of the database while others write, and the way back: SQLite's own backup, or pg_dump."""

import os
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from tempfile import NamedTemporaryFile

from django.db import connection
from django.utils.translation import gettext as _

from newsroom.moving.folder import BadFolder

#: A site with a row in any of these has something to lose.
TELLING = ("newsroom_article", "newsroom_user", "newsroom_author", "rumours_rumour", "football_club")
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
#: All that we have made in a database of PostgreSQL; what belongs to an extension stays.
EMPTIED = """
DO $$ DECLARE one text; BEGIN
  FOR one IN SELECT oid::regclass FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
  LOOP EXECUTE 'DROP TABLE IF EXISTS ' || one || ' CASCADE'; END LOOP;
  FOR one IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP EXECUTE 'DROP FUNCTION IF EXISTS ' || one || ' CASCADE'; END LOOP;
END $$
"""


def engine():
    return connection.vendor


def copy_database_to(folder):
    """Write all that was committed when this begins. Writers are not held up."""
    path = folder / FILES[engine()]
    if engine() == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={path}")
        return
    connection.ensure_connection()
    # Opened as our own is, with the functions that its constraints call.
    copy = connection.copy()
    copy.settings_dict["NAME"] = str(path)
    with closing(copy):
        copy.ensure_connection()
        # In one step, which reads one state; in write-ahead mode that keeps no writer waiting.
        connection.connection.backup(copy.connection)
        _check(copy.connection)
        # One file, and none beside it.
        copy.connection.execute("PRAGMA journal_mode=DELETE")


def copy_database_from(folder):
    """Put the whole database in the place of the present one."""
    path = folder / FILES[engine()]
    if engine() == "postgresql":
        _read_dump(path)
        connection.close()
        return
    connection.ensure_connection()
    # It was checked when it was made, and its checksum now.
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
        copy.backup(connection.connection)
    # The copy is in no write-ahead mode: the next connection sets it again.
    connection.close()


def _read_dump(path):
    """In one transaction, all or nothing. What the dump does not know goes too: tables and functions of a later version
    would be in the way of the migrations that make them."""
    with NamedTemporaryFile(suffix=".sql") as script:
        _run("pg_restore", "--no-owner", "--no-acl", f"--file={script.name}", path, connected=False)
        _run(
            "psql",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--command={EMPTIED}",
            "--file",
            script.name,
        )


@contextmanager
def one_state():
    """All that is read in this is of one state of the database. No writer waits for it, and it can write nothing."""
    begin = "BEGIN" if engine() == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def is_empty():
    """Whether the site has nothing that could be lost: no tables, or none that tells with a row."""
    with connection.cursor() as cursor:
        present = {*connection.introspection.table_names(cursor)} & {*TELLING}
        for table in present:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608  names of ours
            if cursor.fetchone():
                return False
    return True


def _check(database):
    whole = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    if not whole or database.execute("PRAGMA foreign_key_check").fetchone():
        raise BadFolder(_("The database of the copy is damaged."))


def _run(program, *arguments, connected=True):
    """Run a program of PostgreSQL, on our database if it is `connected`. The password goes through the environment."""
    settings, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    *where, database = settings[1:]
    command = [program, *([*where, f"--dbname={database}"] if connected else []), *map(str, arguments)]
    try:
        subprocess.run(command, env=os.environ | (environment or {}), check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise BadFolder(
            _("%(program)s is not installed: it comes with PostgreSQL's client.") % {"program": program}
        ) from error
    except subprocess.CalledProcessError as error:
        raise BadFolder(_("%(program)s failed: %(why)s") % {"program": program, "why": error.stderr.strip()}) from error
