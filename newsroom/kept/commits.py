"""Whether anybody has committed anything to the SQLite database, without asking it.

Each commit writes a new header of the WAL index, which lies beside the database in memory that all its processes share
(https://sqlite.org/walformat.html#the_wal_index_header). As long as the header is the same, nothing was committed: to
compare it takes less than a microsecond, no lock, and does not let go of the interpreter as a query does.
"""

import mmap
import sqlite3
import threading
from pathlib import Path

#: The first of the two copies of the header. A commit writes it last.
HEADER = 48
#: While our connection is open SQLite leaves the index where it is; and to close a file of SQLite's lets go of every
#: lock that the process has on it. So nothing is closed that was opened here.
_open_for_good = []


class Commits:
    def __init__(self):
        self.index = self.name = None
        self.opening = threading.Lock()

    def mark(self):
        """What the next commit changes; None when it is not known."""
        return self.index[:HEADER] if self.index is not None else None

    def watch(self, name):
        """From now on tell marks, if the database of that name is one with a WAL."""
        with self.opening:
            if name == self.name:
                return
            self.name, self.index = name, None
            index = Path(f"{name}-shm")
            if not index.exists():
                return
            connection = sqlite3.connect(name, check_same_thread=False, isolation_level=None)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            file = index.open("rb")
            _open_for_good.append((connection, file))
            self.index = mmap.mmap(file.fileno(), HEADER, prot=mmap.PROT_READ)
            _open_for_good.append(self.index)
