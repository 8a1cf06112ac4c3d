from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from football.models import Stamp
from football.topics import MENU
from newsroom.days import forget_months
from newsroom.moving.databases import copy_database_from, engine, is_empty
from newsroom.moving.folder import BadFolder, copy_media_from, read_manifest

#: Not by the model, which knows columns that a backup may lack.
MENU_AT_LEAST = f"""
    INSERT INTO {Stamp._meta.db_table} (topic, serial, changed_at) VALUES (%s, 1, %s) ON CONFLICT (topic) DO NOTHING
"""  # noqa: S608


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
            _count_anew()
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


def _count_anew():
    """Let no stamp come to a number that it had before: pages and feeds that were kept of what is lost now would be
    taken for those of what is published next. The tables may be those of a version before, which are migrated later."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        # Every page that is kept names the menu.
        cursor.execute(MENU_AT_LEAST, [MENU, connection.ops.adapt_datetimefield_value(now)])
        Stamp.objects.update(serial=F("serial") + int(now.timestamp() * 1000))
    forget_months()
