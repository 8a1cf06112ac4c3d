from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom.moving.databases import copy_database_from, engine, is_empty
from newsroom.moving.folder import BadFolder, copy_media_from, read_manifest


class Command(BaseCommand):
    help = "Puts a backup back, once all its checksums are right: into an empty site, or in its place."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="the folder that `backup` wrote")
        parser.add_argument("--replace", action="store_true", help="lose what the site has now")

    def handle(self, *args, directory, replace, **options):
        try:
            said = read_manifest(directory, "backup")
            self._refuse(said, replace)
            copy_database_from(directory)
            pictures = copy_media_from(directory)
        except (BadFolder, OSError) as error:
            raise CommandError(_("The restore failed: %(why)s") % {"why": error}) from error
        told = {"at": said["begun_at"], "files": pictures}
        self.stdout.write(_("The site is as it was at %(at)s, with %(files)d files of media.") % told)
        self.stdout.write(_("Now: manage.py migrate, and start the server."))

    def _refuse(self, said, replace):
        if said["engine"] != engine():
            told = {"theirs": said["engine"], "ours": engine()}
            raise CommandError(
                _("The backup is of %(theirs)s and this site is on %(ours)s: move with export and import_site.") % told
            )
        if not replace and not is_empty():
            raise CommandError(_("The site has something to lose: --replace, if it may be lost."))
