from collections import deque
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from football.fulltext import index
from newsroom.models import Article
from newsroom.moving.databases import is_empty
from newsroom.moving.folder import BadFolder, copy_media_from, migrations, read_manifest
from newsroom.moving.records import read_records
from rumours.models import Rumour


class Command(BaseCommand):
    help = "Reads what `export` wrote into an empty site, on either database, once all checksums are right."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="the folder that `export` wrote")

    def handle(self, *args, directory, **options):
        try:
            said = read_manifest(directory, "export")
            self._refuse(said)
            # The pictures first: a row that names one finds it.
            pictures = copy_media_from(directory)
            read_records(directory, said["rows"])
        except (BadFolder, OSError, ValueError, LookupError, IntegrityError) as error:
            raise CommandError(_("The import failed, and no row was stored: %(why)s") % {"why": error}) from error
        # The index is no table of rows: it is made of them. Without `rebuild_search`, which stamps: the stamps are
        # those of the house that was left.
        for model in (Article, Rumour):
            deque(index.rebuild(model), maxlen=0)
        told = {"rows": sum(said["rows"].values()), "files": pictures}
        self.stdout.write(_("%(rows)d rows and %(files)d files of media.") % told)

    def _refuse(self, said):
        if said["migrations"] != migrations():
            raise CommandError(
                _("The export is of another version of Panchina: install that one, import, then upgrade.")
            )
        if not is_empty():
            raise CommandError(_("The site is not empty: nothing was imported."))
