"""What the workers of a machine share, and a restart leaves: things by their name in one SQLite file, since Django's
cache in files makes a file of each. Losing it costs speed and nothing else."""

import pickle
import sqlite3
import threading
from contextlib import suppress
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import brotli

#: Seconds for which one waits until another has written.
PATIENCE = 0.1
BYTES_OF_A_DIGEST = 16
#: Each thing that is written has the highest number: the oldest of the file have the lowest. The pages of a new file
#: are large: of small ones things of some thousand bytes leave a third empty.
SCHEMA = """
    PRAGMA page_size = 16384;
    PRAGMA journal_mode = wal;
    PRAGMA wal_autocheckpoint = 250;
    PRAGMA journal_size_limit = 8388608;
    PRAGMA synchronous = off;
    CREATE TABLE IF NOT EXISTS piece (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, told BLOB NOT NULL)
"""
PUT = "INSERT OR REPLACE INTO piece (key, told) VALUES "
#: What is full loses an eighth of what it holds, the oldest of it.
MAKE_ROOM = """
    DELETE FROM piece WHERE number <=
    (SELECT number FROM piece ORDER BY number LIMIT 1 OFFSET (SELECT count(*) / 8 FROM piece))
"""
#: Codes of SQLite for a file that says what it cannot; the other errors of the disk tell nothing of the file.
BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
BROKEN_READING = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)


class Opened:
    """A connection of one thread: closed when the thread ends, for which a connection by itself waits until the garbage
    is collected."""

    def __init__(self, path):
        self.database = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
        self.inode = path.stat().st_ino

    def prepare(self, limit):
        self.database.executescript(SCHEMA)
        [[bytes_of_a_page]] = self.database.execute("PRAGMA page_size")
        self.database.execute(f"PRAGMA max_page_count = {max(limit // bytes_of_a_page, 1)}")

    def is_of(self, path):
        """Whether the file is there, and nobody has put another in its place."""
        with suppress(FileNotFoundError):
            return path.stat().st_ino == self.inode
        return False

    def __del__(self):
        if hasattr(self, "database"):
            self.database.close()


class OneFile:
    """Things by their name, of which the `repr` is always the same, in `limit` bytes and, while it is written, some
    more beside them. Each method costs one statement,
    more when the file is full, and raises sqlite3.Error or OSError when the file cannot be had."""

    def __init__(self, path, limit):
        self.path, self.limit = Path(path), limit
        self.of_thread = threading.local()

    def get_many(self, names):
        """Return {name: thing} of those that are there."""
        return self._asked(lambda database: _read(database, names)) or {}

    def put_many(self, things):
        """Put {name: thing} there, unless another writes for too long."""
        rows = [(_key(name), _told(name, thing)) for name, thing in things.items()]
        self._asked(lambda database: _write(database, rows))

    def drop(self, name):
        """Return whether it was there."""
        return self._asked(lambda database: _delete(database, "WHERE key = ?", _key(name))) is True

    def clear(self):
        self._asked(_delete)

    def _asked(self, act):
        try:
            return act(self._database())
        except sqlite3.Error as error:
            told = getattr(error, "sqlite_errorcode", 0)
            # The lowest byte of SQLite's codes says what happened, the others how.
            if told & 0xFF == sqlite3.SQLITE_BUSY:
                return None
            if told & 0xFF in BROKEN or told in BROKEN_READING:
                self._remove()
            self.of_thread.opened = None
            raise

    def _remove(self):
        """Take the broken file away, all three of its parts, unless somebody has already: who has it open reads on from
        what is no longer there, until he looks."""
        with suppress(OSError):
            if self.path.stat().st_ino == getattr(self.of_thread, "inode", None):
                for part in ("", "-wal", "-shm"):
                    Path(f"{self.path}{part}").unlink(missing_ok=True)

    def _database(self):
        opened = getattr(self.of_thread, "opened", None)
        if opened is None or not opened.is_of(self.path):
            # Nothing is held of a file that is gone, whatever befalls the new one.
            self.of_thread.opened = None
            self.path.parent.mkdir(parents=True, exist_ok=True)
            opened = Opened(self.path)
            self.of_thread.inode = opened.inode
            opened.prepare(self.limit)
            self.of_thread.opened = opened
        return opened.database


def _read(database, names):
    sql = f"SELECT told FROM piece WHERE key IN ({', '.join('?' * len(names))})"  # noqa: S608
    rows = database.execute(sql, [_key(name) for name in names]).fetchall()
    # The name is in it, too: an index that was left half written may lead elsewhere.
    found = dict(pickle.loads(pickled) for (told,) in rows if (pickled := _whole(told)))  # noqa: S301
    return {name: found[name] for name in names if name in found}


def _write(database, rows):
    try:
        _put(database, rows)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_FULL:
            raise
        with database:
            database.execute(MAKE_ROOM)
        _put(database, rows)


def _put(database, rows):
    with database:
        database.execute(PUT + ", ".join(["(?, ?)"] * len(rows)), [*chain.from_iterable(rows)])


def _delete(database, which="", *values):
    with database:
        return database.execute(f"DELETE FROM piece {which}", values).rowcount > 0  # noqa: S608


def _key(name):
    return _digest(repr(name).encode())


def _told(name, thing):
    # Of text a third of the bytes, for some 40 µs: there is room for three times as many pieces.
    packed = brotli.compress(pickle.dumps((name, thing), pickle.HIGHEST_PROTOCOL), quality=1)
    return _digest(packed) + packed


def _whole(told):
    """What was pickled, if it is what was written: nobody waits until it is on the disk, and power may fail."""
    digest, packed = told[:BYTES_OF_A_DIGEST], told[BYTES_OF_A_DIGEST:]
    return brotli.decompress(packed) if _digest(packed) == digest else None


def _digest(data):
    return blake2b(data, digest_size=BYTES_OF_A_DIGEST).digest()
