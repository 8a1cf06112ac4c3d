"""What else to read after a story: others about the same people and clubs, and the latest about its clubs."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from heapq import merge

from django.utils import timezone

from football.models import Club
from football.topics import topic
from newsroom.kept.pieces import pieces
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
    twice. The newest of each of them are a piece for all its stories: no query while they stand, two for those that do
    not, and what pieces cost."""
    of_clubs = _others(key, _newest("club", ListedClub, [club.pk for club in clubs]))
    of_people = _others(key, _newest("person", ListedPerson, people))
    shared = _sharing_most(of_clubs, of_people)
    latest = _of_its_clubs(of_clubs, without=shared)
    return After(shared, [Latest(club, latest[club.pk]) for club in clubs if club.pk in latest][:CLUBS])


def _newest(kind, listed, tags):
    """{tag: ((instant, key) of its newest stories, the newest first)}, the instants as the database writes them, and
    one more than are looked through, which may be the story itself. One query when some are not kept."""

    def make(names):
        found = {name: [] for name in names}
        for at, key, tag in _of_each(listed, len(names)).rows(timezone.now(), *(tag for _name, _kind, tag in names)):
            found["newest", kind, tag].append((at, key))
        return {name: tuple(sorted(rows, reverse=True)) for name, rows in found.items()}

    if not tags:
        return {}
    made = pieces({("newest", kind, tag): {topic(kind, tag)} for tag in tags}, make, size=_size)
    return {tag: rows for (_name, _kind, tag), rows in made.items()}


def _size(rows):
    return 200 * len(rows)


@lru_cache(maxsize=64)
def _of_each(listed, number):
    return Prepared(lambda now, *tags: listed.objects.published(at=now).newest_of_each(tags, NEWEST + 1))


def _others(story, newest):
    """(instant, key, tag) of the newest of each tag but the story itself, the newest first."""
    rows = [(at, key, tag) for tag, rows in newest.items() for at, key in _without(story, rows)]
    return sorted(rows, reverse=True)


def _without(story, rows):
    return [row for row in rows if row[1] != story][:NEWEST]


def _sharing_most(of_clubs, of_people):
    """The keys of those that share most, the newest first among equals."""
    newest = list(dict.fromkeys(key for _at, key, _tag in merge(of_clubs, of_people, reverse=True)))[:NEWEST]
    weights = Counter()
    for weight, rows in ((CLUB, of_clubs), (PERSON, of_people)):
        for _at, key, _tag in rows:
            weights[key] += weight
    # Sorting leaves equals in the order in which they were.
    return sorted(newest, key=lambda key: -weights[key])[:BENEATH]


def _of_its_clubs(of_clubs, *, without):
    """{club's key: keys of its latest stories}; a club about which nothing new was written for long has none."""
    found = defaultdict(list)
    for _at, pk, club in of_clubs[:NEWEST]:
        if pk not in without and len(found[club]) < OF_A_CLUB:
            found[club].append(pk)
    return {club: keys for club, keys in found.items() if keys}
