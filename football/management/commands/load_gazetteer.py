from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from football import gazetteer


class Command(BaseCommand):
    help = "Loads the reference clubs, coaches and tenures. May be run again: what an editor changed stays."

    def handle(self, *args, **options):
        for dataset, rows in gazetteer.load().items():
            self.stdout.write(_("%(dataset)s: %(rows)d rows applied") % {"dataset": dataset, "rows": rows})
