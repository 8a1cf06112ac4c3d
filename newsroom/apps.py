from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from newsroom import checks
from newsroom.feeds.hub_address import check_hubs


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self):
        for check in (checks.check_masthead, checks.check_contacts):
            register(check, deploy=True)
        register(checks.check_discovery)
        register(check_hubs)
