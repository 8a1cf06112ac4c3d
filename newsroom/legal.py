"""What the law has a paper say of itself (art. 2 L. 47/1948), from the settings. Pure."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

#: What settings.MASTHEAD holds, as readers are told of it.
NAMES = {
    "name": _("Title"),
    "court": _("Registered at"),
    "registration": _("Registration"),
    "director": _("Director responsible"),
    "publisher": _("Publisher"),
    "owner": _("Owner"),
    "place": _("Place of publication"),
    "vat": _("VAT number"),
    "host": _("Hosting provider"),
}


def told():
    """Return (label, value) of what is known."""
    return [(label, settings.MASTHEAD[name]) for name, label in NAMES.items() if settings.MASTHEAD[name]]


def missing():
    """Return the names of what is not, in the order of the page."""
    return [name for name in NAMES if not settings.MASTHEAD[name]]
