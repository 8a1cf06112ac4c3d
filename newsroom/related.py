"""What else to read after a story: others about the same people and clubs, and the latest about its clubs."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from football.models import Club
from newsroom.models import ListedClub, ListedPerson

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


def read_after(article):
    """Return what stands After `article`, no story twice. Two queries for any number of tags and stories."""
    of_clubs, of_people = _newest(ListedClub, article, article.clubs), _newest(ListedPerson, article, article.people)
    shared = _sharing_most(of_clubs, of_people)
    latest = _of_its_clubs(of_clubs, without=shared)
    clubs = [Latest(club, latest[club.pk]) for club in article.clubs.all() if club.pk in latest]
    return After(shared, clubs[:CLUBS])


def _newest(listed, article, tags):
    """(instant, key, tag) of the newest of each tag of a story but itself, the newest first. One query."""
    others = listed.objects.published().exclude(article=article)
    return others.newest_of_each([tag.pk for tag in tags.all()], NEWEST)


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
