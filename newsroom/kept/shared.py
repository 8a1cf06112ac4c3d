"""The pages that all workers share, and that a restart leaves: Django's cache named "pages" (files of this machine, or
Redis for several), and another of those with a query: whoever invents queries pushes out nobody else's page. Losing it
costs speed and nothing else."""

import hashlib
import logging
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

logger = logging.getLogger(__name__)
#: Seconds after which a page that nobody asked for is forgotten.
FORGOTTEN_AFTER = 3 * 24 * 3600
#: What a page is made of, besides what the database holds.
SOURCES = ("config", "football", "newsroom", "rumours", "templates", "static", "locale")


class Shared:
    def __init__(self):
        self.edition = edition()
        #: Which of "get" and "put" fail: what cannot be written may well be read.
        self.lost = set()

    def get(self, name):
        return self._tried("get", lambda: _store(name).get(self._key(name)))

    def put(self, name, kept):
        self._tried("put", lambda: _store(name).set(self._key(name), kept, FORGOTTEN_AFTER))

    def _key(self, name):
        # A page may have a long address, and a store has its rules for keys.
        return hashlib.sha256(f"{self.edition} {name}".encode()).hexdigest()

    def _tried(self, what, act):
        try:
            result = act()
        # Whatever befalls the store (Redis is gone, the disk is full), the page is rendered or in memory.
        except Exception:
            was_whole, self.lost = not self.lost, self.lost | {what}
            if was_whole:
                logger.exception("kept pages cannot be shared; each worker keeps its own until they can")
            return None
        if what in self.lost:
            self.lost = self.lost - {what}
            logger.warning("kept pages are shared again")
        return result


def _store(name):
    return caches["pages_with_query" if "?" in name else "pages"]


def edition():
    """A digest of the code, the templates and the settings that a page shows: after an update no old page is served."""
    digest = hashlib.sha256(f"{settings.SITE_URL} {settings.SITE_NAME} {settings.DEBUG}".encode())
    for folder in SOURCES:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:16]
