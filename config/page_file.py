"""Kept pages in one SQLite file of this machine, as a cache of Django's. Nothing in it ends by the clock: it has its
bytes, and whatever was written first goes first."""

from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from newsroom.kept.one_file import OneFile


class PageFile(BaseCache):
    """LOCATION is the file, OPTIONS has its "bytes"."""

    def __init__(self, location, params):
        super().__init__(params)
        self.file = OneFile(Path(location), params["OPTIONS"]["bytes"])

    def get(self, key, default=None, version=None):
        name = self.make_and_validate_key(key, version=version)
        return self.file.get_many([name]).get(name, default)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self.file.put_many({self.make_and_validate_key(key, version=version): value})

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        if self.has_key(key, version=version):
            return False
        self.set(key, value, timeout, version)
        return True

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self.has_key(key, version=version)

    def delete(self, key, version=None):
        return self.file.drop(self.make_and_validate_key(key, version=version))

    def clear(self):
        self.file.clear()
