"""Kept pages as files, of which there may be many: Django's cache in files, counted now and then."""

import random

from django.core.cache.backends.filebased import FileBasedCache

#: Of so many pages that are written, one counts the files and takes some away when they are too many.
EVERY = 100


class PageFiles(FileBasedCache):
    def _cull(self):
        # Django lists the whole folder for every page that is written: of 20,000 that takes longer than to render one.
        if random.randrange(EVERY) == 0:  # noqa: S311
            super()._cull()
