from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from football import gazetteer
from newsroom.demo.load import load
from rumours.loading import dataset


class Command(BaseCommand):
    help = "Loads the reference data and the demonstration newsroom. May be run again: what an editor changed stays."

    def handle(self, *args, **options):
        call_command("create_roles", verbosity=0)
        gazetteer.load()
        dataset.load()
        added = load()
        # What was there before the search was is found too.
        call_command("rebuild_search", verbosity=0)
        self.stdout.write(ngettext("%d story added", "%d stories added", added) % added)
