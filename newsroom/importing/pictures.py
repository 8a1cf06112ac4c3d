"""The pictures of the former site: found in its folder of uploads by what a text says of them, and taken in once.
Nothing is fetched: what the folder does not hold is reported."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from football.models import LoadedRow
from newsroom.importing.bodies import line_of
from newsroom.models import Image

UPLOADED = re.compile(r"/(?:uploads|files)/(.+)$", re.DOTALL)
#: What WordPress adds to the name of a picture that it made smaller.
RESIZED = re.compile(r"(?:-[0-9]{1,5}x[0-9]{1,5}|-scaled)(?=\.[a-zA-Z]{3,4}$)")
DATASET, LONGEST_KEY = "wordpress pictures", 200


@dataclass(frozen=True)
class Attachment:
    path: str
    title: str
    alt: str
    caption: str
    parent: str


def path_of(address):
    """Where a picture stands below the folder of uploads, by its address."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    uploaded = UPLOADED.search(path)
    return uploaded[1] if uploaded else path.lstrip("/")


def host_of(address):
    """The host of an address, without the www that sites have or have not; empty for a path, and for no address."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class Library:
    """The attachments that an export lists, by number and by path. It holds a few hundred bytes of each."""

    def __init__(self):
        self.by_number, self.by_path, self.of_story = {}, {}, {}

    def add(self, item):
        path = item.meta.get("_wp_attached_file") or path_of(item.attachment_url or item.guid)
        alt, caption = item.meta.get("_wp_attachment_image_alt", ""), item.excerpt
        self.by_number[item.key] = Attachment(path, item.title, alt, caption, item.parent)
        self.by_path[path] = item.key
        self.of_story.setdefault(item.parent, []).append(item.key)

    def number_at(self, path):
        return self.by_path.get(path) or self.by_path.get(RESIZED.sub("", path))


class Pictures:
    """Answers for the pictures of one run. `folder` is that of the uploads, or None."""

    def __init__(self, library, folder, report, *, site, dry_run):
        self.library, self.report, self.site, self.dry_run = library, report, site, dry_run
        self.folder = folder and folder.resolve()
        self.known = LoadedRow.keys(DATASET)
        self.failed = set()

    def __call__(self, number, src=""):
        """Return the key of the picture with this number or at this address, "" when it is not there, or None when it
        never was the site's own."""
        path = path_of(src)
        known = number if number in self.library.by_number else self.library.number_at(path)
        if not known and src and not self._is_own(src):
            return None
        attachment = self.library.by_number.get(known)
        paths = [attachment.path] if attachment else [RESIZED.sub("", path), path]
        if self.dry_run:
            found = any(self._file(path) for path in paths)
        else:
            found = next((key for path in paths if (key := self._at(path, attachment))), "")
        if not found:
            self._missing(paths[0] or (f"wp-image-{number}" if number else "data:"))
        return "" if self.dry_run else found

    def _is_own(self, src):
        return host_of(src) in ("", self.site) or bool(UPLOADED.search(src))

    def _missing(self, path):
        if path not in self.failed:
            self.report.missing_picture(path)

    def _at(self, path, attachment):
        key = f"{self.site}/{path}"
        if len(key) > LONGEST_KEY:
            key = hashlib.sha256(key.encode()).hexdigest()
        if key in self.known:
            return self.known[key]
        found = None if path in self.failed else self._file(path)
        return found and self._taken_in(found, key, path, attachment)

    def _file(self, path):
        """The file at a path below the folder. A path that leads out of it, by dots or by a link, leads nowhere."""
        if not self.folder or not path:
            return None
        try:
            found = (self.folder / path).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            return None
        return found if found.is_relative_to(self.folder) and found.is_file() else None

    def _taken_in(self, found, key, path, attachment):
        try:
            with transaction.atomic(), found.open("rb") as file:
                image = Image.objects.create(file=File(file, name=found.name[-80:]), **_words(attachment, path))
                LoadedRow.record(DATASET, {key: image.pk})
        except (ValidationError, OSError) as error:
            self.failed.add(path)
            self.report.bad_picture(path, error)
            return None
        self.report.count("pictures")
        self.known[key] = image.pk
        return image.pk


def _words(attachment, path):
    title, alt, caption = (attachment.title, attachment.alt, attachment.caption) if attachment else ("", "", "")
    name = path.rpartition("/")[2]
    return {
        "title": line_of(title, 120)[0] or name[:120],
        "alt": line_of(alt, 250)[0],
        "caption": line_of(caption, 250)[0],
    }
