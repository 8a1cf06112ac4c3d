"""A folder that holds a site: what it says of itself, its files with their checksums, and the media within."""

import hashlib
import json
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

MANIFEST, MEDIA = "manifest.json", "media"
VERSION = 1
CHUNK = 1 << 20


class BadFolder(Exception):
    """A folder that cannot be written to, or that does not hold what it says. The message is for whoever asked."""


def new_folder(path):
    """Make a folder that nobody else of the machine can look into, unless something is there already."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise BadFolder(_("%(path)s is there already: name a folder that is new or empty.") % {"path": path})
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)


def write_manifest(folder, kind, *, begun, **more):
    """Say what the folder holds. It is written last and at once: without it a folder is not whole."""
    files = {str(p.relative_to(folder)): checked(p) for p in sorted(folder.rglob("*")) if p.is_file()}
    said = {"format": f"panchina-{kind}", "version": VERSION, "begun_at": begun.isoformat()} | more
    said |= {"made_at": timezone.now().isoformat(), "migrations": migrations(), "files": files}
    unfinished = folder / f"{MANIFEST}.part"
    unfinished.write_text(json.dumps(said, indent=1, ensure_ascii=False), encoding="utf-8")
    unfinished.rename(folder / MANIFEST)
    return said


def read_manifest(folder, kind):
    """Return what the folder says of itself, once every file is there and has its checksum. Raises BadFolder."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = said["files"]
        is_ours = said["format"] == f"panchina-{kind}" and said["version"] == VERSION
        wrong = [name for name, told in files.items() if not _is_whole(folder, name, told)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadFolder(
            _("%(path)s holds no whole copy: its manifest is missing or damaged.") % {"path": folder}
        ) from error
    if not is_ours:
        told = {"path": folder, "format": said["format"], "version": said["version"]}
        raise BadFolder(_("%(path)s holds something else: %(format)s, version %(version)s.") % told)
    if wrong:
        raise BadFolder(_("Damaged or missing: %(names)s.") % {"names": ", ".join(wrong[:10])})
    return said


def checked(path):
    """The size and the checksum of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return {"size": path.stat().st_size, "sha256": digest.hexdigest()}


def _is_whole(folder, name, told):
    path = (folder / name).resolve()
    return path.is_relative_to(folder.resolve()) and path.is_file() and checked(path) == told


def migrations():
    """The last migration of each app, by which two sites know whether they have the same tables."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {app: max(name for its, name in applied if its == app) for app in sorted({app for app, _name in applied})}


def copy_media_to(folder):
    """Copy every picture, renditions included, from wherever media are kept. Returns how many."""
    number = 0
    for name in _stored_names(""):
        target = folder / MEDIA / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(name) as source, target.open("wb") as copy:
            for chunk in source.chunks(CHUNK):
                copy.write(chunk)
        number += 1
    return number


def copy_media_from(folder):
    """Put every picture back under its own name, in the place of what has the name. Returns how many."""
    names = [p.relative_to(folder / MEDIA).as_posix() for p in (folder / MEDIA).rglob("*") if p.is_file()]
    for name in names:
        if default_storage.exists(name):
            default_storage.delete(name)
        with Path(folder, MEDIA, name).open("rb") as file:
            default_storage.save(name, file)
    return len(names)


def _stored_names(folder):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files)
    for inner in folders:
        yield from _stored_names(f"{folder}{inner}/")
