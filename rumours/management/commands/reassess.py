from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from rumours.models import Rumour
from rumours.models.judged import reassess_open


class Command(BaseCommand):
    help = "Weighs every open rumour anew: reports age, deadlines near, judgements expire. Once a day is enough."

    def handle(self, *args, **options):
        made = reassess_open(Rumour)
        moved = sum(assessment.changed_label for assessment in made.values())
        self.stdout.write(ngettext("%d label moved", "%d labels moved", moved) % moved)
