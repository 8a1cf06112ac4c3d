from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from rumours.loading.export import export


class Command(BaseCommand):
    help = "Writes the settled rumours with their reports and sources as CSV files, for `backtest --csv`."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="the folder to write to")

    def handle(self, *args, directory, **options):
        for name, rows in export(directory).items():
            self.stdout.write(_("%(file)s: %(rows)d rows") % {"file": name, "rows": rows})
