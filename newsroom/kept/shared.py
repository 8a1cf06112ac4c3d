"""The pages that all workers share, and that a restart leaves: Django's cache named "pages" (a file of this machine, or
Redis for several), and another of those with a query: whoever invents queries pushes out nobody else's page. Losing it
costs speed and nothing else."""

import hashlib
import json
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

from newsroom.kept.losing import Losing

#: Seconds after which Redis forgets a page. A file keeps it while there is room.
FORGOTTEN_AFTER = 3 * 24 * 3600
#: What a page is made of, besides what the database holds.
SOURCES = ("config", "football", "newsroom", "rumours", "templates", "static", "locale")


class Shared:
    def __init__(self):
        self.losing = Losing(
            "kept pages cannot be shared; each worker keeps its own until they can", "kept pages are shared again"
        )

    def get(self, name):
        return self.losing.tried("get", lambda: _store(name).get(self._key(name)))

    def put(self, name, kept):
        self.losing.tried("put", lambda: _store(name).set(self._key(name), kept, FORGOTTEN_AFTER))

    def _key(self, name):
        # A page may have a long address, and a store has its rules for keys.
        return hashlib.sha256(f"{EDITION} {name}".encode()).hexdigest()


def _store(name):
    return caches["pages_with_query" if "?" in name else "pages"]


def edition():
    """A digest of the code, the templates and the settings: after an update, or another line in the environment, no old
    page is served."""
    digest = hashlib.sha256(_settings().encode())
    folders = [sorted(Path(settings.BASE_DIR, folder).rglob("*")) for folder in SOURCES]
    others = [Path(settings.BASE_DIR, "requirements.txt"), Path(settings.STATIC_ROOT, "staticfiles.json")]
    for path in (*chain.from_iterable(folders), *others, Path(settings.RELIABILITY_PARAMETERS)):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _settings():
    """All that are plain values. Of an object nobody knows what it says; the code that makes it is in the digest."""
    named = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    return json.dumps(named, default=lambda value: "", skipkeys=True)


#: That of the code which this process has loaded, whatever its files are later.
EDITION = edition()
