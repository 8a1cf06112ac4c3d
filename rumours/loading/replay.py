"""The labels that rumours would have had, report by report, for reports that arrive all at once."""

from collections import defaultdict

from football.models import stamp
from rumours.circle import judge
from rumours.models import Assessment, Rumour
from rumours.models.judged import Draft, with_company
from rumours.track_record import Ledger
from rumours.vocabulary import Outcome


def replay(rumours):
    """Append, for each of `rumours` (a queryset), an Assessment at every instant at which a report changed something,
    in one story for all of them: what was known then of the rivals and of outcomes counts, and nothing that came later.

    Settled rumours are replayed up to their last report. Returns the number of assessments. Eight queries, and two
    bulk writes.
    """
    story = Story(list(rumours.for_judgement()))
    assessments = [assessment for at in sorted(story.reported) for assessment in story.tell(at)]
    Assessment.objects.bulk_create(assessments, batch_size=500)
    fields = [*Rumour.KEPT_FROM_ASSESSMENT, "news_at"]
    Rumour.objects.bulk_update(story.rumours.values(), fields, batch_size=200)
    stamp(Rumour.printed_everywhere([*story.rumours]))
    return len(assessments)


class Story:
    """Rumours with their reports and outcomes, told in the order in which they became known."""

    def __init__(self, rumours):
        self.rumours = {rumour.pk: rumour for rumour in rumours}
        self.settled_news = {rumour.pk: rumour.news_at for rumour in rumours if rumour.outcome}
        self.outcomes = {rumour.pk: rumour.outcome for rumour in rumours}
        self.latest, self.ledger = {}, Ledger()
        self.evidence = {r.pk: tuple(report.as_evidence() for report in r.reports.all()) for r in rumours}
        self.waiting = sorted(
            (r for r in rumours if r.outcome and r.outcome != Outcome.VOID), key=lambda r: r.outcome_known_at
        )
        self.waiting.reverse()
        self.circles = _circles(rumours)

        self.reported = defaultdict(set)
        for pk, reports in self.evidence.items():
            for report in reports:
                self.reported[report.learnt_at].add(pk)

    def tell(self, at):
        """Yield the Assessments of `at`: of those on which there was a report, and of what moves with them."""
        self._learn_outcomes(at)
        reported = self.reported[at]
        concerned = {other for pk in reported for other in self.circles[pk]}
        members = [self._member(pk, at, pk in reported) for pk in sorted(concerned)]
        judged = judge(members, at=at, past=self.ledger)
        for draft in with_company([self._draft(pk, result, at) for pk, result in judged.items()]):
            draft.settle_into_the_row()
            pk = draft.rumour.pk
            self.latest[pk] = [draft.assessment]
            draft.rumour.news_at = self.settled_news.get(pk, draft.rumour.news_at)
            yield draft.assessment

    def _draft(self, pk, result, at):
        rumour = self.rumours[pk]
        rumour._prefetched_objects_cache["assessments"] = self.latest.get(pk, [])
        return Draft.of(rumour, result, None, override=None, past=self.ledger, at=at)

    def _member(self, pk, at, reported):
        """Until its outcome is known a rumour is open; one on which a report came even then is weighed once more."""
        rumour, known = self.rumours[pk], [e for e in self.evidence[pk] if e.known_by(at)]
        rumour.outcome = (
            "" if reported or not rumour.outcome_known_at or rumour.outcome_known_at > at else self.outcomes[pk]
        )
        member = rumour.as_member(tuple(known))
        rumour.outcome = self.outcomes[pk]
        return member

    def _learn_outcomes(self, at):
        while self.waiting and self.waiting[-1].outcome_known_at <= at:
            self.ledger.add(self.waiting.pop().as_settled())


def _circles(rumours):
    """Return {pk: the pks that move with it, itself included}."""
    by_race, opened_by = defaultdict(set), {}
    for rumour in rumours:
        if rumour.race_id:
            by_race[rumour.race_id].add(rumour.pk)
        for race in rumour.races_it_opens.all():
            opened_by[race.pk] = rumour.pk
    circles = {}
    for rumour in rumours:
        races = {rumour.race_id} | {race for race, opener in opened_by.items() if opener == rumour.pk}
        around = set().union(*(by_race[race] for race in races if race))
        circles[rumour.pk] = {rumour.pk} | around | {opened_by[race] for race in races if race in opened_by}
    return circles
