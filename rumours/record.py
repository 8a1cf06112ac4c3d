"""The site's public record: how often what its labels said came true, how its sources did, and its editors.

Each part is worked out once for each state of the rumours, and kept until the next.
"""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Exists, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_date

from football.models import Role, Tenure
from rumours import calibration
from rumours.calibration import Forecast
from rumours.evidence import SETBACKS
from rumours.models import Assessment, Override, Report, Rumour, Source
from rumours.reliability import PARAMETERS, opening_rate
from rumours.track_record import Ledger, Records, Settled, held, tell
from rumours.vocabulary import FAMILY_OF, Kind, Outcome, SourceKind, Stance

KEPT_FOR = 24 * 3600
#: The misses that are listed, the worst first.
MISSES = 12
#: For how long an expression of confidence is asked to have held.
CONFIDENCE_DAYS = (30, 60, 90)


@dataclass(frozen=True)
class Record:
    """Scores of the first label that each rumour had, against how it ended. `rows` are `calibration.by_label`,
    `families` `calibration.by_family`."""

    n: int
    #: Of how many the label was made by constants that were fitted after the outcome: no forecast, strictly.
    in_hindsight: int
    rows: list
    families: list
    brier: float
    brier_base: float
    skill: float
    interval: tuple[float, float]
    #: Ids of the rumours on which the site was furthest off, and what it had said of each.
    misses: list[int]
    said: dict[int, float]
    editors: "Editors | None"


@dataclass(frozen=True)
class Editors:
    """What editors said in the model's place, beside what the model said at that moment, of `n` settled rumours."""

    n: int
    brier: float
    brier_model: float
    better: int


def _settled():
    """What readers may open: no figure of the record knows more."""
    return Rumour.objects.published().settled().exclude(outcome=Outcome.VOID)


def _kept(name, work_out):
    """Return what `work_out` returns, kept for the present state of the settled rumours. One query."""
    state = _settled().aggregate(saved=Max("saved_at"), sources=Source.objects.last_saved(), number=Count("pk"))
    if not state["number"]:
        return None
    moments = ":".join(f"{state[of]:%Y%m%d%H%M%S%f}" if state[of] else "" for of in ("saved", "sources"))
    key = f"{name}:{PARAMETERS.version}:{moments}:{state['number']}"
    return cache.get_or_set(key, work_out, KEPT_FOR)


def public_record():
    """Return the Record of the published rumours that are settled, or None when there is none. One query; four more and
    half a second when a rumour has changed since it was last asked for."""
    return _kept("record", _work_out)


def _work_out():
    said = Assessment.objects.filter(rumour=OuterRef("pk"), model_probability__isnull=False)
    standing = said.filter(at__lte=OuterRef("published_at")).order_by("-at").values("pk")
    first = said.filter(at__gt=OuterRef("published_at")).order_by("at").values("pk")
    counted = _settled().annotate(told=Coalesce(Subquery(standing[:1]), Subquery(first[:1])))
    rumours = list(counted.filter(told__isnull=False))
    assessments = Assessment.objects.in_bulk([rumour.told for rumour in rumours])
    for rumour in rumours:
        said = assessments[rumour.told]
        rumour.at, rumour.said, rumour.in_hindsight = said.at, said.probability, _made_after(said, rumour.outcome_on)
    rumours = sorted(filter(_was_a_forecast, rumours), key=lambda rumour: (rumour.at, rumour.pk))
    if not rumours:
        return None
    forecasts = list(_forecasts(rumours))
    in_hindsight = sum(rumour.in_hindsight for rumour in rumours)
    return _record(forecasts, [rumour.pk for rumour in rumours], in_hindsight)


def _made_after(assessment, outcome_on):
    """Whether the constants of an assessment were fitted, as their version says, once its outcome was there to see."""
    fitted_on = parse_date(assessment.model_version[:10])
    return bool(fitted_on and fitted_on > outcome_on)


def _was_a_forecast(rumour):
    """What an official act or a passed deadline had decided, or what was first said on the day of the outcome, was no
    forecast any more."""
    return 0 < rumour.said < 1 and timezone.localdate(rumour.at) < rumour.outcome_on


def _forecasts(rumours):
    """Yield the Forecast of each of `rumours`, in the order of their first labels: the base rate is that of the day."""
    outcomes = [r for r in _settled().order_by("-outcome_known_at") if r.outcome_known_at]
    past = Ledger()
    for rumour in rumours:
        while outcomes and outcomes[-1].outcome_known_at <= rumour.at:
            past.add(_without_reports(outcomes.pop()))
        base = opening_rate(rumour.claim(), past=past)
        came_true = int(rumour.outcome == Outcome.CONFIRMED)
        yield Forecast(rumour.said, base, came_true, str(rumour.person_id), FAMILY_OF[Kind(rumour.kind)])


def _without_reports(rumour):
    return Settled(rumour.claim(), (), rumour.outcome == Outcome.CONFIRMED, rumour.outcome_known_at, rumour.outcome_on)


def _record(forecasts, ids, in_hindsight):
    furthest = sorted(zip(forecasts, ids, strict=True), key=lambda pair: -abs(pair[0].probability - pair[0].outcome))
    scores = calibration.scores(forecasts)
    return Record(
        n=scores["n"],
        in_hindsight=in_hindsight,
        rows=calibration.by_label(forecasts),
        families=calibration.by_family(forecasts),
        brier=scores["brier"],
        brier_base=scores["brier_base"],
        skill=scores["skill"],
        interval=calibration.skill_interval(forecasts),
        misses=[pk for _forecast, pk in furthest[:MISSES]],
        said={pk: forecast.probability for forecast, pk in furthest[:MISSES]},
        editors=_editors(),
    )


def _editors():
    """The editors' judgements that stood, against the model's word of the same moment; None when there is none."""
    stood = Override.objects.standing().filter(rumour__in=_settled(), model_probability__isnull=False)
    before = stood.filter(at__date__lt=F("rumour__outcome_on"))
    rows = list(before.values_list("probability", "model_probability", "rumour__outcome"))
    if not rows:
        return None
    pairs = [(said, model, int(outcome == Outcome.CONFIRMED)) for said, model, outcome in rows]
    return Editors(
        n=len(pairs),
        brier=calibration.brier([(said, o) for said, _model, o in pairs]),
        brier_model=calibration.brier([(model, o) for _said, model, o in pairs]),
        better=sum(abs(said - o) < abs(model - o) for said, model, o in pairs),
    )


def source_records():
    """Return the Records of all sources from the published rumours that are settled, or None when there is none. One
    query; three more when a rumour has changed since it was last asked for."""
    return _kept("sources", _work_out_sources)


def _work_out_sources():
    known = _settled().filter(outcome_known_at__isnull=False).for_records()
    return Records([row for rumour in known for row in tell(rumour.as_settled())], at=timezone.now())


def standings():
    """Return {source id: its Standing over all families} for every source with a resolved rumour. As `source_records`,
    and a second of drawing when it is not kept."""
    return _kept("standings", _work_out_standings) or {}


def _work_out_standings():
    records = source_records()
    return {int(source): records.of(source)[None] for source in records.by_source}


def skill_of(source):
    """Return by how much in log-odds a source did better than its reports let expect, per family with outcomes:
    {family: skill}. Costs what `source_records` does."""
    ledger = _kept("ledger", lambda: Ledger(r.as_settled() for r in _settled().for_records() if r.outcome_known_at))
    if ledger is None:
        return {}
    at, names = timezone.now(), (str(source.pk), str(source.house_id))
    families = {family for name, family in ledger.surprises if name == names[0]}
    return {family: ledger.skill(_Named(*names), family, at=at) for family in families}


@dataclass(frozen=True)
class _Named:
    """A source as a Ledger is asked for it."""

    source: str
    house: str


def firsts_of(source):
    """Return how many published rumours a source told before anybody else: no other house, and no other source of its
    own, had said so by then. One query."""
    told = Report.objects.filter(echo_of=None, stance=Stance.SUPPORTS).exclude(stage__in=SETBACKS)
    others = told.filter(rumour=OuterRef("rumour"), published_at__lte=OuterRef("published_at")).exclude(source=source)
    mine = told.filter(source=source, rumour__in=Rumour.objects.published())
    return mine.exclude(Exists(others)).aggregate(number=Count("rumour", distinct=True))["number"]


def confidence_record(source):
    """Return [(days, held, judged)] for what a club said of its coaches when it was reported that they would go: how
    many were still there that many days after. Empty for who is no club. One query."""
    if source.kind != SourceKind.CLUB:
        return []
    departures = Rumour.objects.published().filter(kind=Kind.COACH_DEPARTURE)
    said = Report.objects.filter(source=source, stance=Stance.DENIES, rumour__in=departures)
    tenure_end = Subquery(_tenures_then().values("end")[:1])
    rows = said.annotate(gone=tenure_end).values_list("rumour__person_id", "published_at", "gone").distinct()
    statements = {(person, timezone.localdate(at)): gone for person, at, gone in rows}
    dated, today = [(day, gone) for (_person, day), gone in statements.items()], timezone.localdate()
    return [(days, *held(dated, days=days, at=today)) for days in CONFIDENCE_DAYS] if dated else []


def _tenures_then():
    """The tenure that ran when a report on a coach's departure came out."""
    return Tenure.objects.filter(
        person=OuterRef("rumour__person"),
        club=OuterRef("rumour__from_club"),
        role=Role.COACH,
        start__lte=OuterRef("published_at__date"),
    ).order_by(F("start").desc())
