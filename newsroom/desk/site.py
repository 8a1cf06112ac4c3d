"""The admin as the newsroom's desk: named in settings, so that every app registers with it."""

from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_noop

#: What Django says in an Italian with one article for every gender ("Il articolo"): named here to be collected, so that
#: our translation goes before its own.
SAID_BETTER = [
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop("You may edit it again below."),
    gettext_noop("Add another %(verbose_name)s"),
    gettext_noop("Add another %(model)s"),
    # "Cancella" is also what one calls leaving a form: a button that destroys must not be misread.
    gettext_noop("Delete"),
    gettext_noop("Please correct the error below."),
    gettext_noop("action flag"),
    gettext_noop("content type"),
    gettext_noop("log entry"),
    gettext_noop("log entries"),
]


class DeskConfig(AdminConfig):
    default_site = "newsroom.desk.day.Desk"
