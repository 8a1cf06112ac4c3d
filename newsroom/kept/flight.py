"""One rendering at a time of one page, over all threads and workers of a machine."""

import fcntl
import zlib
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

#: Pages that share a lock wait for one another now and then; more locks are more files.
LOCKS = 256


@contextmanager
def alone(folder, name):
    """Hold the lock of a page. It is the system's: a worker that is killed lets go of it."""
    with ExitStack() as held:
        # Where no lock can be had (the disk is full), the page is rendered by whoever wants it.
        with suppress(OSError):
            fcntl.flock(held.enter_context(_opened(folder, name)), fcntl.LOCK_EX)
        yield


def _opened(folder, name):
    """A file of one's own, anew: threads exclude one another as processes do."""
    path = Path(folder, f"lock-{zlib.crc32(name.encode()) % LOCKS}")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w")
