from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.moving.folder import BadFolder, copy_media_to, new_folder, write_manifest
from newsroom.moving.records import write_records


class Command(BaseCommand):
    help = "Writes the whole site to a new folder, as JSON Lines and media that any program reads: docs/export.md."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="the folder to write to: a new one, or an empty one")

    def handle(self, *args, directory, **options):
        begun = timezone.now()
        try:
            new_folder(directory)
            rows = write_records(directory)
            pictures = copy_media_to(directory)
            write_manifest(directory, "export", begun=begun, rows=rows)
        except (BadFolder, OSError) as error:
            raise CommandError(_("There is no export: %(why)s") % {"why": error}) from error
        told = {"path": directory, "rows": sum(rows.values()), "tables": len(rows), "files": pictures}
        self.stdout.write(_("%(path)s: %(rows)d rows of %(tables)d tables and %(files)d files of media.") % told)
