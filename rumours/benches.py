"""Who sits on each bench of a competition, and what is said of it."""

from django.db.models import Prefetch
from django.utils import timezone

from football.models import Club, Role, Tenure
from rumours.models import Rumour
from rumours.vocabulary import Kind


def benches(competition, *, at=None):
    """Return the clubs of `competition` with `sitting` (open coaches' tenures, latest first), `departures` and
    `candidates` (open published rumours, likeliest first). Four queries for any number of clubs."""
    at = at or timezone.now()
    spoken_of = Rumour.objects.published(at=at).open().order_by("-probability", "pk").for_cards()
    sitting = Tenure.objects.at(timezone.localdate(at)).filter(role=Role.COACH).select_related("person")
    return Club.objects.filter(competition=competition).prefetch_related(
        Prefetch("tenures", sitting.order_by("-start", "-pk"), to_attr="sitting"),
        Prefetch("rumours_from", spoken_of.filter(kind=Kind.COACH_DEPARTURE), to_attr="departures"),
        Prefetch("rumours_to", spoken_of.filter(kind=Kind.COACH_APPOINTMENT), to_attr="candidates"),
    )
