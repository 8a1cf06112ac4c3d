from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from football.fulltext import index
from football.models import stamp
from football.topics import RUMOURS, STORIES
from newsroom.models import Article
from rumours.models import Rumour


class Command(BaseCommand):
    help = (
        "Indexes the words of every story and rumour anew, some at a time, while the site goes on working. For what "
        "came in past the models, and after an update that reads words otherwise; may be broken off and run again."
    )

    def handle(self, *args, verbosity, **options):
        for model in (Article, Rumour):
            done, number = 0, model._base_manager.count()
            for done in index.rebuild(model):
                self._say(verbosity, model, done, number, ending="\r")
            self._say(verbosity, model, done, number)
        # Who keeps what a search has found asks anew.
        with transaction.atomic():
            stamp({STORIES, RUMOURS})

    def _say(self, verbosity, model, done, number, ending="\n"):
        if verbosity:
            told = {"what": model._meta.verbose_name_plural, "done": done, "number": number}
            self.stdout.write(_("%(what)s: %(done)s of %(number)s") % told, ending=ending)
            self.stdout.flush()
