"""How a rumour comes by its label: its reports are weighed, its rivals heard, and what is said is appended."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Count, Max
from django.utils import timezone

from football.models import stamp
from rumours import reliability
from rumours.circle import Member, ids_around, judge, left_by_judgements
from rumours.fingerprint import fingerprint
from rumours.labels import label_for
from rumours.models.source import Source
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

    def reassess(self, *, at=None, corrected=False):
        """Weigh what is known at `at` (now by default) of this rumour and of those that move with it, and append an
        Assessment to each of which something changed: its reports, its label, or the probability by DRIFT.

        `corrected` says that what had been logged of it was put right. Returns this rumour's Assessment, or None when
        nothing changed or it is settled. Eight queries for any number of
        reports and rivals, ten when something changed.
        """
        with transaction.atomic(savepoint=False):
            circle = self._circle_in_turn()
            # The clock is read once it is one's turn: an assessment is never dated before one that it follows.
            at = at or timezone.now()
            rumours = {rumour.pk: rumour for rumour in circle.for_judgement()}
            rumours[self.pk] = self._with_what_was_loaded(rumours.get(self.pk))
            put_right = {self.pk} if corrected else set()
            made = reassess_together(list(rumours.values()), past=past_at(type(self), at), at=at, put_right=put_right)
        # What was loaded to be weighed is not what a caller would now read.
        self._prefetched_objects_cache = {}
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
        return Settled(
            self.claim(), evidence, self.outcome == Outcome.CONFIRMED, self.outcome_known_at, self.outcome_on
        )

    def take_over(self, assessment, *, news_at):
        """Copy onto the row what its latest assessment says. The caller saves."""
        if assessment.label != self.label or not self.label_since:
            self.label_since = assessment.at
        for name in ("probability", "label", "confidence", "origin_count", "report_count", "flags"):
            setattr(self, name, getattr(assessment, name))
        self.model_probability, self.model_label = assessment.model_probability, assessment.model_label
        self.override_until = assessment.override.until if assessment.override else None
        self.news_at = news_at


def reassess_open(rumours, *, among=None, at=None, corrected=False):
    """Weigh every open rumour anew, as it ages and as judgements expire; with a Q `among` those it finds, and who moves
    with them; `corrected` when what had been logged of those was put right. `rumours` is the model. Returns
    {pk: Assessment} of what changed. Eight queries for any number, ten when something changed."""
    chosen = rumours.objects.open().filter(among or models.Q()).values("pk")
    around = models.Q(pk__in=chosen) | models.Q(race__vacancy__in=chosen)
    around |= models.Q(race__rumours__in=chosen) | models.Q(races_it_opens__rumours__in=chosen)
    with transaction.atomic(savepoint=False):
        turn = rumours.objects.select_for_update(no_key=True).order_by("pk")
        concerned = turn.filter(pk__in=rumours.objects.filter(around).values("pk"))
        loaded = list(concerned.for_judgement())
        at = at or timezone.now()
        put_right = set(chosen.values_list("pk", flat=True)) if corrected else set()
        return reassess_together(loaded, past=past_at(rumours, at), at=at, put_right=put_right)


def reassess_together(rumours, *, past, at, put_right=frozenset()):
    """Append what is new of the open ones among `rumours` (loaded by `for_judgement`). `put_right` are the keys of
    those of which something that was logged has been corrected. Returns {pk: Assessment}."""
    evidence = {r.pk: tuple(report.as_evidence() for report in r.reports.all()) for r in rumours if not r.outcome}
    members = [r.as_member(evidence.get(r.pk, ())) for r in rumours]
    judged = judge(members, at=at, past=past)
    standing = {r.pk: in_force(r.overrides.all(), at=at) for r in rumours if r.pk in judged}
    left = left_by_judgements(members, judged, {pk: o.probability for pk, o in standing.items() if o})
    drafts = [
        Draft.of(r, judged[r.pk], left.get(r.pk), override=standing[r.pk], past=past, at=at)
        for r in rumours
        if r.pk in judged
    ]
    news = with_company(drafts)
    for draft in news:
        draft.settle_into_the_row(corrected=draft.rumour.pk in put_right)
    store(news)
    return {draft.rumour.pk: draft.assessment for draft in news}


def with_company(drafts):
    """Return those of `drafts` that are news, and those of their races that moved at all: what is stored of a race at
    one moment adds up."""
    news = [draft for draft in drafts if draft.is_news]
    stirred = {race for draft in news for race in draft.races}
    return [d for d in drafts if d.is_news or (d.has_moved and d.races & stirred)]


def store(news):
    """Write new assessments and the columns that repeat them, and stamp what prints them. A constant number of queries,
    or none."""
    if news:
        type(news[0].assessment).objects.bulk_create(draft.assessment for draft in news)
        changed = [draft.rumour for draft in news]
        for rumour in changed:
            # The instant by which feeds and pages tell that something changed: bulk_update does not move it.
            rumour.saved_at = timezone.now()
        model = type(changed[0])
        _rewrite(model, changed, [*Judged.KEPT_FROM_ASSESSMENT, "news_at", "saved_at"])
        stamp(_printed(model, news))


def _rewrite(model, changed, fields):
    """One statement for any number. A report mostly moves one rumour, and for one the cases of `bulk_update` take
    longer to put together than all the rest of a report's log."""
    if len(changed) > 1:
        model.objects.bulk_update(changed, fields, batch_size=200)
    else:
        model.objects.filter(pk=changed[0].pk).update(**{name: getattr(changed[0], name) for name in fields})


def _printed(model, news):
    """The topics that print what is new: where only the probability or the reports moved, stories print nothing else
    than before."""
    relabelled = [d.rumour.pk for d in news if not d.latest or d.latest.label != d.assessment.label]
    own = model.listed_on(model.objects.filter(pk__in=[draft.rumour.pk for draft in news]))
    return own | model.printed_everywhere(relabelled) if relabelled else own


@dataclass
class Draft:
    """What would be appended to a rumour, beside what was said of it last; `fresh` are the reports since."""

    rumour: Judged
    assessment: models.Model
    latest: models.Model | None
    fresh: list

    @classmethod
    def of(cls, rumour, result, left, *, override, past, at):
        """`left` is what editors' judgements of its rivals leave of it, where that is less than the model gives."""
        latest = max(rumour.assessments.all(), key=lambda a: a.at, default=None)
        digest = fingerprint(result.weighing, at=at, past=past)
        reports = list(rumour.reports.all())
        assessment = rumour.assessments.model.from_result(
            rumour, result, at=at, reports=reports, inputs_hash=digest, override=override, left=left
        )
        assessment.naive_probability = without_grouping(result, at=at, past=past)
        fresh = [r for r in reports if r.known_by(at) and not (latest and r.known_by(latest.at))]
        return cls(rumour, assessment, latest, fresh)

    @property
    def races(self):
        opened = {race.pk for race in self.rumour.races_it_opens.all()}
        return opened | ({self.rumour.race_id} - {None})

    @property
    def is_news(self):
        """A rumour of which nothing has been reported has no first label."""
        return not says_the_same(self.latest, self.assessment) if self.latest else self.assessment.report_count > 0

    @property
    def has_moved(self):
        return self.latest is not None and self.latest.probability != self.assessment.probability

    def settle_into_the_row(self, *, corrected=False):
        self.assessment.put_down_to(newest_origin(self.fresh), self.latest, corrected=corrected)
        self.rumour.take_over(self.assessment, news_at=self._news_at())

    def _news_at(self):
        """A report is news as of its own day, a change of label as of now; mere ageing is no news."""
        if self.latest is None:
            return max((report.published_at for report in self.fresh), default=self.assessment.at)
        moments = [self.rumour.news_at, *(report.published_at for report in self.fresh)]
        return max(*moments, self.assessment.at) if self.assessment.changed_label else max(moments)


def says_the_same(latest, new):
    """Whether appending `new` would tell nobody anything."""
    if (latest.inputs_hash, latest.label, latest.override_id) != (new.inputs_hash, new.label, new.override_id):
        return False
    pairs = ((latest.model_probability, new.model_probability), (latest.probability, new.probability))
    return all(before == now or (None not in (before, now) and abs(before - now) < DRIFT) for before, now in pairs)


def in_force(overrides, *, at):
    """Return the override that stands at `at`: of those that need no second editor or have one, the last to have begun
    to stand. One without a probability gives the word back to the model."""
    valid = [o for o in overrides if o.is_confirmed and o.stands_from <= at]
    latest = max(valid, key=lambda o: o.stands_from, default=None)
    return latest if latest and latest.probability is not None and at < latest.until else None


def newest_origin(reports):
    """Return the report to which a change of label is put down: of the latest ones the first that repeats nobody."""
    latest = max((r.published_at for r in reports), default=None)
    together = [r for r in reports if r.published_at == latest]
    return min(together, key=lambda r: (r.echo_of_id is not None, r.pk), default=None)


def past_at(rumours, at):
    """Return the Ledger of the outcomes that the newsroom knew by `at`. One query; three more when it is not kept.

    `rumours` is the model. What is kept is found by the state of the settled rumours and of the sources: a new outcome
    is another key.
    """
    known = rumours.objects.settled().exclude(outcome=Outcome.VOID).filter(outcome_known_at__lte=at)
    state = known.aggregate(
        number=Count("pk"), latest=Max("outcome_known_at"), saved=Max("saved_at"), sources=Source.objects.last_saved()
    )
    key = "past:" + ":".join(str(value).replace(" ", "") for value in (reliability.PARAMETERS.version, *state.values()))
    return cache.get_or_set(key, lambda: Ledger(r.as_settled() for r in known.for_records()), PAST_KEPT_FOR)


def shown(result, override, left=None):
    """Return (probability, label, flags) that readers see: an editor's judgement in the model's place, while it stands
    and unless an official act has decided; what judgements of its rivals `left` of it; or what the model says."""
    if result.probability in (0.0, 1.0) or not (override or left):
        return result.probability, result.label, list(result.flags)
    if override:
        return override.probability, Label(label_for(override.probability)), [*result.flags, Flag.EDITORS_CALL]
    return left, Label(label_for(left)), list(result.flags)
