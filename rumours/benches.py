"""Who sits on each bench of a competition, and what is said of it."""

from django.db.models import Prefetch
from django.utils import timezone

from football.models import Club, Role, Tenure
from rumours.models import Rumour
from rumours.vocabulary import Kind


def benches(competition, *, at=None):
    """Return the clubs of `competition` with `sitting` (open coaches' tenures, latest first), `departures` and
    `candidates` (open published rumours, likeliest first), and `waits`: whether the candidates come in only if the
    bench becomes free. Four queries for any number of clubs."""
    at = at or timezone.now()
    spoken_of = Rumour.objects.published(at=at).open().likeliest_first().for_cards()
    candidates = spoken_of.filter(kind=Kind.COACH_APPOINTMENT).select_related("race__vacancy")
    sitting = Tenure.objects.at(timezone.localdate(at)).filter(role=Role.COACH).select_related("person")
    clubs = Club.objects.filter(competition=competition).prefetch_related(
        Prefetch("tenures", sitting.order_by("-start", "-pk"), to_attr="sitting"),
        Prefetch("rumours_from", spoken_of.filter(kind=Kind.COACH_DEPARTURE), to_attr="departures"),
        Prefetch("rumours_to", candidates, to_attr="candidates"),
    )
    for club in clubs:
        club.waits = any(_waits(candidate) for candidate in club.candidates)
    return clubs


def _waits(candidate):
    """Whether the place for which it runs is taken, as far as readers may know."""
    vacancy = candidate.race and candidate.race.vacancy
    return bool(vacancy and vacancy.is_open and vacancy.is_published)
