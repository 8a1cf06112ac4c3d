from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.moving.databases import copy_database_to, engine
from newsroom.moving.folder import BadFolder, copy_media_to, new_folder, write_manifest


class Command(BaseCommand):
    help = "Copies database and media, with checksums, to a new folder, while editors go on working."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="the folder to write to: a new one, or an empty one")

    def handle(self, *args, directory, **options):
        begun = timezone.now()
        try:
            new_folder(directory)
            # The database first: a picture that it names is stored before it is named.
            copy_database_to(directory)
            pictures = copy_media_to(directory)
            write_manifest(directory, "backup", begun=begun, engine=engine())
        except (BadFolder, OSError) as error:
            raise CommandError(_("There is no backup: %(why)s") % {"why": error}) from error
        seconds = (timezone.now() - begun).total_seconds()
        self.stdout.write(
            _("%(path)s: the database and %(files)d files of media, in %(seconds).0f seconds.")
            % {"path": directory, "files": pictures, "seconds": seconds}
        )
