"""Kept pages as files, for a web server in front that serves them itself (deploy/nginx.conf).

    <folder>/now -> <number of the last change>/<window>/<address>index.html[.gz]

A change of anything public lets `now` lead elsewhere before its answer is sent: all files are left behind at once. A
file is for one window of time, so that nothing has to be taken away by the clock: a page that may change in it, or in
the time for which a reader's copy is good, is not written.
"""

import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path

from newsroom.kept.flight import alone

logger = logging.getLogger(__name__)
#: Seconds of a window: nginx knows the time as seconds since 1970, and can leave off two digits.
WINDOW = 100
#: What the server in front says of every file: its readers may keep it for so long.
MAX_AGE = 60


class Files:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.last, self.is_full = None, False

    def follow(self, number):
        """Let `now` lead to the files of the last change, never back; those of former ones are taken away."""
        if number is None or (self.last is not None and number <= self.last):
            return
        with alone(self.folder, "now"):
            if self._number() < number:
                self._lead_to(number)
        self._forget(lambda name: name.isdecimal() and int(name) < number, self.folder)
        self.last = number

    def _lead_to(self, number):
        link = self.folder / f"now.{os.getpid()}"
        try:
            link.unlink(missing_ok=True)
            link.symlink_to(str(number))
            link.replace(self.folder / "now")
        except OSError:
            # Without room for a link: none at all is better than one that leads to what was.
            logger.exception("kept files are not served until there is room")
            (self.folder / "now").unlink(missing_ok=True)

    def write(self, name, kept, *, number, now):
        """Write a page that stood as it is after the change of that `number`. Nothing is written for a later one: the
        folder is its own."""
        window = int(now // WINDOW)
        if not _has_a_file(name) or (kept.until is not None and kept.until < (window + 1) * WINDOW + MAX_AGE):
            return
        windows = self.folder / str(number)
        path = windows / str(window) / name.lstrip("/") / "index.html"
        if path.exists():
            return
        self._forget(lambda former: former != str(window), windows)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if "" not in kept.bodies:
                _put(path.with_name(path.name + ".gz"), kept.body("gzip"), kept.rendered_at)
            _put(path, kept.body(""), kept.rendered_at)
            self.is_full = False
        except OSError:
            had_room, self.is_full = not self.is_full, True
            if had_room:
                logger.exception("kept files cannot be written; pages are served without them")

    def _number(self):
        with suppress(OSError):
            return int((self.folder / "now").readlink().name)
        return -1

    def _forget(self, is_former, folder):
        with suppress(FileNotFoundError):
            for entry in os.scandir(folder):
                if entry.is_dir(follow_symlinks=False) and is_former(entry.name):
                    shutil.rmtree(entry.path, ignore_errors=True)


def _has_a_file(name):
    """Pages alone: a feed carries headers that differ, and a date that says more than a file's."""
    return name.endswith("/") and "?" not in name and ".." not in name and "\0" not in name


def _put(path, body, at):
    """Write whole or not at all, dated by the rendering: the server's ETag comes from date and length."""
    written = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        written.write_bytes(body)
        os.utime(written, (at, at))
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)
