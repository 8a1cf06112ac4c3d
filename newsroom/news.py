"""What is offered to news services: facts, and rumours that hold (docs/publishing.md, row 88). Pure."""

from django.utils import timezone

from rumours.models.queries import STALE_AFTER
from rumours.vocabulary import Label

#: A rumour that is less likely than not stays on our pages, where its range stands beside it, and is no news elsewhere.
HOLDS = {Label.OFFICIAL, Label.NEAR_CERTAIN, Label.LIKELY, Label.OPEN}


def holds(rumour, *, at=None):
    """Whether a rumour has been settled, or is held at 40% at the least and has been heard of lately."""
    at = at or timezone.now()
    return bool(rumour.outcome) or (rumour.label in HOLDS and rumour.news_at >= at - STALE_AFTER)


def is_news(rumours, *, at=None):
    """Whether a story with these rumours is news: one that has none is, and one of whose rumours one at least holds."""
    return not rumours or any(holds(rumour, at=at) for rumour in rumours)
