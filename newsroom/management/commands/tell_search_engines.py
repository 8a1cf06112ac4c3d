from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom.indexnow import Refused, is_local, send
from newsroom.models import Notice


class Command(BaseCommand):
    help = (
        "Tells search engines of what came out, changed or was withdrawn in the last two days. Once a minute, by cron."
    )

    def handle(self, *args, **options):
        if not settings.INDEXNOW_KEY:
            raise CommandError(_("INDEXNOW_KEY is not set: nothing was told."))
        if not settings.DEBUG and (is_local(settings.SITE_URL) or is_local(settings.INDEXNOW_ENDPOINT)):
            raise CommandError(_("SITE_URL or INDEXNOW_ENDPOINT leads to this machine only: nothing was told."))
        Notice.objects.collect()
        Notice.objects.forget()
        self._tell(Notice.objects.take())

    def _tell(self, notices):
        if not notices:
            return
        try:
            # No transaction is open meanwhile: an editor who saves waits for nobody.
            send([notice.address for notice in notices])
        except Refused as error:
            Notice.objects.failed(notices, str(error))
            raise CommandError(_("Not taken, to be tried again: %(why)s") % {"why": error}) from error
        Notice.objects.sent(notices)
        self.stdout.write(_("Addresses told: %(number)d") % {"number": len(notices)})
