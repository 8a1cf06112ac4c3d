"""The labels that a rumour would have had, report by report, for rumours whose reports arrive all at once."""

from itertools import groupby

from rumours import reliability
from rumours.models import Assessment, Rumour
from rumours.models.rumour import newest_origin


def replay(rumours):
    """Append, for each of `rumours` (a queryset), an Assessment at every instant at which a report changed something.

    Only what was known at each instant is weighed. Settled rumours are replayed up to their last report. Returns the
    number of assessments. Two queries, and two bulk writes.
    """
    rumours = list(rumours.prefetch_related("reports__source", "reports__echo_of__source"))
    assessments = []
    for rumour in rumours:
        assessments += _replay_one(rumour)
    Assessment.objects.bulk_create(assessments, batch_size=500)
    Rumour.objects.bulk_update(rumours, [*Rumour.KEPT_FROM_ASSESSMENT, "news_at"], batch_size=200)
    return len(assessments)


def _replay_one(rumour):
    reports = sorted(rumour.reports.all(), key=lambda r: (r.published_at, r.pk))
    evidence = [report.as_evidence() for report in reports]
    settled_news, made = rumour.news_at, []
    for at, together in groupby(reports, key=lambda r: r.published_at):
        cause = newest_origin(list(together))
        result = reliability.assess(rumour.claim(), evidence, at=at, previous=rumour.label)
        assessment = Assessment.from_result(rumour, result, at=at, reports=reports, cause=cause)
        rumour.take_over(assessment, news_at=at)
        made.append(assessment)
    rumour.news_at = max(settled_news, rumour.news_at) if rumour.outcome else rumour.news_at
    return made
