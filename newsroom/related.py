"""What else to read after a story: others about the same people and clubs, and the latest about its clubs."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone

from football.models import Club
from newsroom.models import ListedClub, ListedPerson
from newsroom.prepared import Prepared

#: The newest stories among which those are looked for that share most with this one.
NEWEST = 60
#: How many stand beneath a story; and beside it, of how many clubs.
BENEATH, OF_A_CLUB, CLUBS = 4, 3, 2
#: Two stories about one person have more in common than two about one club.
PERSON, CLUB = 2, 1


@dataclass(frozen=True)
class Latest:
    """The keys of the latest stories about a club of the story."""

    club: Club
    stories: list


@dataclass(frozen=True)
class After:
    """What to read after a story: the keys of those that share most with it, and the Latest of its clubs."""

    related: list
    latest: list


def read_after(key, clubs, people):
    """Return what stands After the story with this key, about these Clubs and the people with these keys, no story
    twice. Two queries for any number of tags and stories."""
    of_clubs, of_people = _newest(ListedClub, key, [club.pk for club in clubs]), _newest(ListedPerson, key, people)
    shared = _sharing_most(of_clubs, of_people)
    latest = _of_its_clubs(of_clubs, without=shared)
    return After(shared, [Latest(club, latest[club.pk]) for club in clubs if club.pk in latest][:CLUBS])


def _newest(listed, key, tags):
    """(instant, key, tag) of the newest of each tag of a story but itself, the newest first, the instants as the
    database writes them. One query, none without tags."""
    asked = _others(listed, len(tags)) if tags else None
    return sorted(asked.rows(timezone.now(), key, *tags), reverse=True) if asked else []


@lru_cache(maxsize=64)
def _others(listed, number):
    def make(now, key, *tags):
        return listed.objects.published(at=now).exclude(article=key).newest_of_each(tags, NEWEST)

    return Prepared(make)


def _sharing_most(of_clubs, of_people):
    """The keys of those that share most, the newest first among equals."""
    newest = list(dict.fromkeys(key for _at, key, _tag in sorted([*of_clubs, *of_people], reverse=True)))[:NEWEST]
    weights = Counter()
    for weight, rows in ((CLUB, of_clubs), (PERSON, of_people)):
        for _at, key, _tag in rows:
            weights[key] += weight
    return sorted(newest, key=lambda pk: (-weights[pk], newest.index(pk)))[:BENEATH]


def _of_its_clubs(of_clubs, *, without):
    """{club's key: keys of its latest stories}; a club about which nothing new was written for long has none."""
    found = defaultdict(list)
    for _at, pk, club in of_clubs[:NEWEST]:
        if pk not in without and len(found[club]) < OF_A_CLUB:
            found[club].append(pk)
    return {club: keys for club, keys in found.items() if keys}
