"""How a rumour comes by its label: its reports are weighed, its rivals heard, and what is said is appended."""

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Count, Max
from django.utils import timezone

from rumours import reliability
from rumours.circle import Member, ids_around, judge
from rumours.fingerprint import fingerprint
from rumours.labels import label_for
from rumours.races import without_grouping
from rumours.track_record import Ledger, Settled
from rumours.vocabulary import Flag, Label, Outcome

#: With the same reports and the same label, an assessment is appended once the probability has moved by this much.
DRIFT = 0.02
PAST_KEPT_FOR = 24 * 3600


class Judged(models.Model):
    """What a Rumour does to be judged. Only `take_over` writes the columns that repeat its latest assessment."""

    class Meta:
        abstract = True

    KEPT_FROM_ASSESSMENT = (
        *("probability", "label", "confidence", "label_since", "origin_count", "report_count", "flags"),
        *("model_probability", "model_label", "override_until"),
    )

    def reassess(self, *, at=None):
        """Weigh what is known at `at` (now by default) of this rumour and of those that move with it, and append an
        Assessment to each of which something changed: its reports, its label, or the probability by DRIFT.

        Returns this rumour's Assessment, or None when nothing changed or it is settled. Eight queries for any number of
        reports and rivals, ten when something changed.
        """
        with transaction.atomic(savepoint=False):
            circle = self._circle_in_turn()
            # The clock is read once it is one's turn: an assessment is never dated before one that it follows.
            at = at or timezone.now()
            rumours = {rumour.pk: rumour for rumour in circle.for_judgement()}
            rumours[self.pk] = self._with_what_was_loaded(rumours.get(self.pk))
            made = reassess_together(list(rumours.values()), past=past_at(type(self), at), at=at)
        return made.get(self.pk)

    def _circle_in_turn(self):
        """Those that move with this one, locked until the transaction ends: of two reports that come in at once the
        second is weighed with the first."""
        everyone = type(self).objects
        around = ids_around(self).values("pk")
        turn = everyone.select_for_update(no_key=True).filter(pk__in=around).order_by("pk").values_list("pk", flat=True)
        return everyone.filter(pk__in=list(turn))

    def _with_what_was_loaded(self, loaded):
        """This very object, so that its caller sees the new label, with the reports that were loaded for its double."""
        self._prefetched_objects_cache = dict(getattr(loaded, "_prefetched_objects_cache", {}))
        return self

    def as_member(self, evidence):
        """The rumour as `circle.judge` needs it."""
        return Member(
            key=self.pk,
            claim=self.claim(),
            evidence=evidence,
            previous=self.model_label,
            race=self.race_id,
            opens=frozenset(race.pk for race in self.races_it_opens.all()),
            outcome=self.outcome,
        )

    def as_settled(self):
        """The rumour as the records of the past take it. No query after `for_judgement`."""
        evidence = tuple(report.as_evidence() for report in self.reports.all())
        return Settled(self.claim(), evidence, self.outcome == Outcome.CONFIRMED, self.outcome_known_at)

    def take_over(self, assessment, *, news_at):
        """Copy onto the row what its latest assessment says. The caller saves."""
        if assessment.label != self.label or not self.label_since:
            self.label_since = assessment.at
        for name in ("probability", "label", "confidence", "origin_count", "report_count", "flags"):
            setattr(self, name, getattr(assessment, name))
        self.model_probability, self.model_label = assessment.model_probability, assessment.model_label
        self.override_until = assessment.override.until if assessment.override else None
        self.news_at = news_at


def reassess_open(rumours, *, at=None):
    """Weigh every open rumour anew, as it ages and as judgements expire. `rumours` is the model. Returns {pk:
    Assessment} of what changed. Eight queries for any number, ten when something changed."""
    at = at or timezone.now()
    is_open = models.Q(outcome="")
    around = models.Q(race__rumours__outcome="") | models.Q(races_it_opens__rumours__outcome="")
    concerned = rumours.objects.filter(is_open | around).distinct().for_judgement()
    return reassess_together(list(concerned), past=past_at(rumours, at), at=at)


def reassess_together(rumours, *, past, at):
    """Append what is new of the open ones among `rumours` (loaded by `for_judgement`). Returns {pk: Assessment}."""
    evidence = {r.pk: tuple(report.as_evidence() for report in r.reports.all()) for r in rumours if not r.outcome}
    judged = judge([r.as_member(evidence.get(r.pk, ())) for r in rumours], at=at, past=past)
    made = {}
    for rumour in rumours:
        if rumour.pk in judged and (assessment := news_of(rumour, judged[rumour.pk], past=past, at=at)):
            made[rumour.pk] = assessment
    store(rumours, made)
    return made


def store(rumours, made):
    """Write new assessments and the columns that repeat them. Two queries, or none."""
    if made:
        next(iter(made.values()))._meta.model.objects.bulk_create(made.values())
        changed = [rumour for rumour in rumours if rumour.pk in made]
        for rumour in changed:
            # The instant by which feeds and pages tell that something changed: bulk_update does not move it.
            rumour.saved_at = timezone.now()
        fields = [*Judged.KEPT_FROM_ASSESSMENT, "news_at", "saved_at"]
        type(changed[0]).objects.bulk_update(changed, fields, batch_size=200)


def news_of(rumour, result, *, past, at):
    """Return the Assessment to append for what the model says of a rumour, and take it over; None if nothing is new."""
    latest = max(rumour.assessments.all(), key=lambda a: a.at, default=None)
    if latest is None and not result.weighing.known:
        return None
    override = in_force(rumour.overrides.all(), at=at)
    digest = fingerprint(result.weighing, at=at, past=past)
    reports = list(rumour.reports.all())
    assessment = rumour.assessments.model.from_result(
        rumour, result, at=at, reports=reports, inputs_hash=digest, override=override
    )
    assessment.naive_probability = without_grouping(result, at=at, past=past)
    if latest and says_the_same(latest, assessment):
        return None
    fresh = [r for r in reports if r.known_by(at) and not (latest and r.known_by(latest.at))]
    assessment.put_down_to(newest_origin(fresh), latest)
    rumour.take_over(assessment, news_at=_news_at(rumour, assessment, fresh, latest))
    return assessment


def _news_at(rumour, assessment, fresh, latest):
    """A report is news as of its own day, a change of label as of now; mere ageing is no news."""
    if fresh:
        return max(report.published_at for report in fresh)
    return assessment.at if latest is None or latest.label != assessment.label else rumour.news_at


def says_the_same(latest, new):
    """Whether appending `new` would tell nobody anything."""
    if (latest.inputs_hash, latest.label, latest.override_id) != (new.inputs_hash, new.label, new.override_id):
        return False
    before, now = latest.model_probability, new.model_probability
    return before == now or (None not in (before, now) and abs(before - now) < DRIFT)


def in_force(overrides, *, at):
    """Return the override that stands at `at`: the latest that needs no second editor or has one. One without a
    probability gives the word back to the model."""
    valid = [o for o in overrides if o.is_confirmed and o.at <= at]
    latest = max(valid, key=lambda o: o.at, default=None)
    return latest if latest and latest.probability is not None and at < latest.until else None


def newest_origin(reports):
    """Return the report to which a change of label is put down: of the latest ones the first that repeats nobody."""
    latest = max((r.published_at for r in reports), default=None)
    together = [r for r in reports if r.published_at == latest]
    return min(together, key=lambda r: (r.echo_of_id is not None, r.pk), default=None)


def past_at(rumours, at):
    """Return the Ledger of the outcomes that the newsroom knew by `at`. One query; three more when it is not kept.

    `rumours` is the model. What is kept is found by the state of the settled rumours: a new outcome is another key.
    """
    known = rumours.objects.settled().exclude(outcome=Outcome.VOID).filter(outcome_known_at__lte=at)
    state = known.aggregate(number=Count("pk"), latest=Max("outcome_known_at"), saved=Max("saved_at"))
    key = "past:" + ":".join(str(value).replace(" ", "") for value in (reliability.PARAMETERS.version, *state.values()))
    return cache.get_or_set(key, lambda: Ledger(r.as_settled() for r in known.for_records()), PAST_KEPT_FOR)


def shown(result, override):
    """Return (probability, label, flags) that readers see: an editor's judgement in the model's place, while it stands
    and unless an official act has decided."""
    if override is None or result.probability in (0.0, 1.0):
        return result.probability, result.label, list(result.flags)
    label = label_for(override.probability)
    return override.probability, Label(label), [*result.flags, Flag.EDITORS_CALL]
