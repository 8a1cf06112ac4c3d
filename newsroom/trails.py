"""Where a page stands on the site: the pages above it, from the front page down, and itself."""

from django.urls import reverse
from django.utils.translation import gettext as _

from football.models import Club, Person, Role
from newsroom.models import Article, Author
from rumours.models import Rumour, Source


def trail_of(thing):
    """Return the (name, path) pairs from the front page to a thing's own page. No query when it is loaded."""
    own = (getattr(thing, "headline", "") or str(thing), thing.get_absolute_url())
    return [(_("Front page"), reverse("home")), *_above(thing), own]


def _above(thing):
    if isinstance(thing, Article):
        return [(thing.section.name, thing.section.get_absolute_url())] if thing.section_id else []
    if isinstance(thing, Person):
        # Players have no list of their own.
        return [(_("Coaches"), reverse("coaches"))] if thing.role == Role.COACH else []
    lists = {
        Club: (_("Clubs"), "clubs"),
        Rumour: (_("Rumours"), "rumours"),
        Source: (_("Sources"), "sources"),
        Author: (_("About us"), "masthead"),
    }
    return [(name, reverse(page)) for model, (name, page) in lists.items() if isinstance(thing, model)]
