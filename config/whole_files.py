"""Media that are there whole or not at all: a disk that fills up and a worker that is killed leave no half of a picture
under its name."""

import os
import secrets
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    def _save(self, name, content):
        part = f"{name}.{secrets.token_hex(8)}.part"
        try:
            super()._save(part, content)
            return self._named(part, name)
        finally:
            Path(self.path(part)).unlink(missing_ok=True)

    def _named(self, part, name):
        """Let the file have its name, or another if somebody took it meanwhile. Returns the name."""
        try:
            os.link(self.path(part), self.path(name))
        except FileExistsError:
            return self._named(part, self.get_available_name(name))
        except OSError:
            # A file system without hard links.
            Path(self.path(part)).replace(self.path(name))
        return name
