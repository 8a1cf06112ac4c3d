from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FootballConfig(AppConfig):
    name = "football"
    verbose_name = _("Football")
