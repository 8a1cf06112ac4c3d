from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from rumours.loading import dataset
from rumours.loading.files import BadFile


class Command(BaseCommand):
    help = "Loads the rumours of 2016-2025 with their reports, and replays their labels. May be run again."

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", type=Path, help="a folder of CSV files instead of the site's own")

    def handle(self, *args, directory=None, **options):
        try:
            counts = dataset.load([directory]) if directory else dataset.load()
        except BadFile as error:
            raise CommandError(error) from error
        for name, rows in counts.items():
            self.stdout.write(_("%(dataset)s: %(rows)d rows applied") % {"dataset": name, "rows": rows})
