"""The site's public record: how often what its labels said came true."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Max, OuterRef, Subquery

from rumours import calibration
from rumours.calibration import Forecast
from rumours.models import Assessment, Rumour
from rumours.vocabulary import Kind, Outcome

#: A record is worked out once for each state of the rumours; the next state has another key.
KEPT_FOR = 24 * 3600
#: The misses that are listed, the worst first.
MISSES = 12


@dataclass(frozen=True)
class Record:
    """Scores of the first label that each rumour had, against how it ended. `rows` are `calibration.by_label`."""

    n: int
    rows: list
    brier: float
    brier_base: float
    skill: float
    interval: tuple[float, float]
    #: Ids of the rumours on which the site was furthest off.
    misses: list[int]


def public_record():
    """Return the Record of the published rumours that are settled, or None when there is none. One query, two more and
    half a second when a rumour has changed since it was last asked for."""
    state = _settled().aggregate(saved=Max("saved_at"), number=Count("pk"))
    if not state["number"]:
        return None
    return cache.get_or_set(f"record:{state['saved']:%Y%m%d%H%M%S%f}:{state['number']}", _work_out, KEPT_FOR)


def _settled():
    return Rumour.objects.published().settled().exclude(outcome=Outcome.VOID)


def _work_out():
    first = Assessment.objects.filter(rumour=OuterRef("pk"), probability__isnull=False).order_by("at")
    told = _settled().annotate(said=Subquery(first.values("probability")[:1])).filter(said__isnull=False)
    rows = list(told.order_by("pk").values_list("pk", "kind", "person_id", "outcome", "said"))
    settled = [(Kind(kind), person, outcome == Outcome.CONFIRMED) for _pk, kind, person, outcome, _said in rows]
    forecasts = [
        Forecast(said, base, int(came_true), str(person), kind)
        for (*_rest, said), (kind, person, came_true), base in zip(
            rows, settled, calibration.base_rates(settled), strict=True
        )
    ]
    return _record(forecasts, [pk for pk, *_rest in rows]) if forecasts else None


def _record(forecasts, ids):
    pairs = [(f.probability, f.outcome) for f in forecasts]
    furthest = sorted(zip(forecasts, ids, strict=True), key=lambda pair: -abs(pair[0].probability - pair[0].outcome))
    return Record(
        n=len(forecasts),
        rows=calibration.by_label(forecasts),
        brier=calibration.brier(pairs),
        brier_base=calibration.brier([(f.base, f.outcome) for f in forecasts]),
        skill=calibration.skill(forecasts),
        interval=calibration.skill_interval(forecasts),
        misses=[pk for _forecast, pk in furthest[:MISSES]],
    )
