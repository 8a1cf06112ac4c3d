"""Which errors come from what the site stands on, and not from a mistake of ours: worth another try in a minute."""

import errno
import sqlite3

from django.db import InterfaceError, OperationalError

#: Seconds after which whoever was told so may ask again.
RETRY_AFTER = 60
#: A disk that is full, or allows no more; one that is read only, broken, or somebody else's.
UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM}
#: What is caught to be asked about.
FAULTS = (OperationalError, InterfaceError, OSError)


def fault_of(error):
    """Return "away" for a database that is stopped, unreachable, locked or full, "full" for a file that could not be
    written, and None for any other error."""
    if isinstance(error, OSError):
        return "full" if error.errno in UNWRITABLE else None
    # SQLite calls a table that is not there by the same name, and that is a mistake.
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return "away" if isinstance(error, OperationalError | InterfaceError) and code != sqlite3.SQLITE_ERROR else None
