"""What is found for a question, in which order, and by what it can be narrowed. Nothing here reads a text: the index
has the words, the tables have the rest, which is why no draft can be found and no tag can be out of date."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from football.fulltext import index

#: Of more than so many, the newest are ranked and counted: "oltre 500".
MOST = 500
#: Words in the headline or the standfirst count for as much as so much freshness does. The order of two stories is
#: therefore the same today and in a year.
IN_THE_LINES = timedelta(days=365)
#: How many of each the page offers for narrowing.
OFFERED = 8


@dataclass(frozen=True)
class Found:
    """Keys in their order, and the (instant, section) of each."""

    keys: list
    facts: dict
    #: Whether there may be more.
    more: bool

    @property
    def counted(self):
        return min(len(self.keys), MOST)


NOTHING = Found([], {}, False)


def find(terms, among, *facts, about=()):
    """Return what of the queryset `among` has all `terms`, and those of it whose keys are `about` whom they name;
    `facts` names its instant, and what else to keep. Three queries."""
    if not terms:
        return NOTHING
    anywhere = index.newest(terms, among=among, limit=MOST + 1)
    # The newest that have a common word in their lines are brought in, however far behind those that only mention it.
    in_lines = set(index.newest(terms, among=among, limit=MOST, lines_only=True))
    keys = {*anywhere[:MOST], *in_lines, *about[:MOST]}
    told = {row[0]: row[1:] for row in among.filter(pk__in=keys).values_list("pk", *facts)}
    order = sorted(told, key=lambda key: (told[key][0] + IN_THE_LINES * (key in in_lines), key), reverse=True)
    return Found(order, told, max(len(anywhere), len(about)) > MOST)


def stories_about(question, articles):
    """Return the highest keys of the stories of a model, public or not, that are tagged with all whom a question of
    nothing but names is about. One query, of the tables of the tags alone."""
    if not question.only_names:
        return []
    (first, field, pk), *others = [_tag(articles, owner) for owner in question.owners]
    rows = first.objects.filter(**{field: pk})
    for through, field, pk in others:
        rows = rows.filter(article__in=through.objects.filter(**{field: pk}).values("article"))
    return list(rows.order_by("-article").values_list("article", flat=True)[: MOST + 1])


def _tag(articles, owner):
    is_club, pk = owner
    return (articles.clubs.through, "club", pk) if is_club else (articles.people.through, "person", pk)


def rumours_about(question, rumours):
    """Return the highest keys of those of a queryset that are about all whom a question of nothing but names is about.
    One query."""
    if not question.only_names:
        return []
    for is_club, pk in question.owners:
        rumours = rumours.about_club(pk) if is_club else rumours.filter(person=pk)
    return list(rumours.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])


def clubs_of(found, articles):
    return _tagged(found, articles.clubs, "club")


def people_of(found, articles):
    return _tagged(found, articles.people, "person")


def _tagged(found, tags, name):
    """Return (slug, name, number) of the things of a kind that most of what was found is about. One query."""
    rows = tags.through.objects.filter(article__in=found.keys).values_list(f"{name}__slug", f"{name}__name")
    return list(rows.annotate(number=Count("pk")).order_by("-number", f"{name}__name")[:OFFERED])


def years_of(found):
    """Return (year, number), the latest first."""
    years = Counter(timezone.localtime(at).year for at, *_rest in found.facts.values())
    return sorted(years.items(), reverse=True)


def sections_of(found, sections):
    """Return (Section, number), the fullest first."""
    numbers = Counter(section for _at, section in found.facts.values())
    known = {section.pk: section for section in sections}
    return [(known[pk], number) for pk, number in numbers.most_common() if pk in known]
