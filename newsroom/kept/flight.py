"""One rendering at a time of one page, over all threads and workers of a machine."""

import fcntl
import zlib
from contextlib import contextmanager
from pathlib import Path

#: Pages that share a lock wait for one another now and then; more locks are more files.
LOCKS = 256


@contextmanager
def alone(folder, name):
    """Hold the lock of a page. It is the system's: a worker that is killed lets go of it."""
    path = Path(folder, f"lock-{zlib.crc32(name.encode()) % LOCKS}")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Opened anew by each: threads exclude one another as processes do.
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
