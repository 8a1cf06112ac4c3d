"""A store whose loss costs speed and nothing else: what befalls it is told once, and that it is well again."""

import logging
from threading import Lock
from time import monotonic

logger = logging.getLogger(__name__)

#: Seconds without a failure after which a store is well again: a disk that is full still lets a little through.
QUIET = 60


class Losing:
    """`lost` and `again` are what the log is told, once by each worker."""

    def __init__(self, lost, again):
        self.lost, self.again = lost, again
        #: When which of "get" and "put" last failed: what cannot be written may well be read.
        self.failed = {}
        self.lock = Lock()

    def tried(self, what, act):
        """Return what `act()` returns, or None when it fails, whatever the reason."""
        try:
            result = act()
        except Exception:
            if self._begins_to_fail(what):
                logger.exception(self.lost)
            return None
        if what in self.failed and self._is_well_again(what):
            logger.warning(self.again)
        return result

    def _begins_to_fail(self, what):
        with self.lock:
            was_whole, self.failed[what] = not self.failed, monotonic()
        return was_whole

    def _is_well_again(self, what):
        with self.lock:
            if what in self.failed and monotonic() - self.failed[what] >= QUIET:
                del self.failed[what]
                return not self.failed
        return False
