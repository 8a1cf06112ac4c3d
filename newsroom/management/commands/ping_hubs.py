from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from newsroom.feeds.hubs import tell


class Command(BaseCommand):
    help = "Tells the WebSub hubs what they do not know yet: what came by its schedule, and what failed. By cron."

    def handle(self, *args, **options):
        told, failed = tell()
        self.stdout.write(_("Told: %(told)d. To be tried again: %(failed)d.") % {"told": told, "failed": failed})
