from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from rumours.loading.export import export


class Command(BaseCommand):
    help = "Writes the settled rumours with their reports and sources as CSV files, for `backtest --csv`."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="the folder to write to: a new one, or an empty one")

    def handle(self, *args, directory, **options):
        try:
            if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
                raise CommandError(
                    _("%(path)s is there already: name a folder that is new or empty.") % {"path": directory}
                )
            written = export(directory)
        except (OSError, ValueError) as error:
            raise CommandError(_("%(path)s cannot be written.") % {"path": directory}) from error
        for name, rows in written.items():
            self.stdout.write(_("%(file)s: %(rows)d rows") % {"file": name, "rows": rows})
