"""By what the stories that were found can be narrowed, and how many each leaves."""

import json
from collections import Counter
from datetime import UTC

from django.db.models import Count
from django.utils import timezone

from football.models import Club, Person
from newsroom.models import Section
from newsroom.models.listed import ListedClub, ListedPerson
from newsroom.prepared import Prepared, keys_in

#: How many of each the page offers for narrowing.
OFFERED = 8


def _counted(tags):
    """(key, number) of the tags that most of some stories have."""
    return Prepared(
        lambda keys: (
            tags.objects.filter(article_id__in=keys_in(keys))
            .values_list("tag")
            .annotate(number=Count("pk"))
            .order_by("-number", "tag")[:OFFERED]
        )
    )


def _named(model):
    return Prepared(
        lambda keys: model.objects.filter(pk__in=keys_in(keys)).order_by().values_list("pk", "slug", "name")
    )


CLUBS, PEOPLE = (_counted(ListedClub), _named(Club)), (_counted(ListedPerson), _named(Person))
SECTIONS = Prepared(lambda: Section.objects.order_by().values_list("pk", "slug", "name"))


def clubs_of(found):
    return _most_tagged(found, *CLUBS)


def people_of(found):
    return _most_tagged(found, *PEOPLE)


def _most_tagged(found, counted, named):
    """Return (slug, name, number) of what most of what was found is about. Two queries."""
    numbers = dict(counted.rows(json.dumps(found.keys)))
    rows = named.rows(json.dumps([*numbers])) if numbers else []
    return _fullest_first((slug, name, numbers[key]) for key, slug, name in rows)


def sections_of(found):
    """Return (slug, name, number). One query."""
    numbers = Counter(section for _at, section in found.facts.values())
    return _fullest_first((slug, name, numbers[pk]) for pk, slug, name in SECTIONS.rows() if pk in numbers)


def _fullest_first(counted):
    return sorted(counted, key=lambda told: (-told[2], told[1]))


def years_of(found):
    """Return (year, year, number), the latest first."""
    years = Counter(_year_here(at) for at, *_rest in found.facts.values())
    return [(year, year, number) for year, number in sorted(years.items(), reverse=True)]


def _year_here(at):
    """Italy is ahead of UTC: only on the last day may it have come to the next year."""
    last_day = at.month == 12 and at.day == 31
    return at.replace(tzinfo=UTC).astimezone(timezone.get_current_timezone()).year if last_day else at.year
