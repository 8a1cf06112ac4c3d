"""What else to read after a story: others about the same people and clubs, and the latest about its clubs."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from football.models import Club
from newsroom.models import Article

#: The newest stories among which those are looked for that share most with this one.
NEWEST = 60
#: How many stand beneath a story; and beside it, of how many clubs.
BENEATH, OF_A_CLUB, CLUBS = 4, 3, 2
#: Two stories about one person have more in common than two about one club.
PERSON, CLUB = 2, 1


@dataclass(frozen=True)
class Latest:
    """The latest stories about a club of the story."""

    club: Club
    stories: list


def read_after(article):
    """Return the stories that share most with `article`, and the Latest of its clubs without these. Seven queries for
    any number of tags and stories."""
    shared = _sharing_most(article)
    latest = _of_its_clubs(article, without={article.pk, *shared})
    stories = (
        Article.objects.published().for_cards().in_bulk([*shared, *(pk for keys in latest.values() for pk in keys)])
    )
    clubs = [Latest(club, [stories[pk] for pk in latest[club.pk]]) for club in article.clubs.all() if club.pk in latest]
    return [stories[pk] for pk in shared], clubs[:CLUBS]


def _sharing_most(article):
    """The keys of those that share most, the newest first among equals."""
    newest = list(Article.objects.published().related_to(article).values_list("pk", flat=True)[:NEWEST])
    weights = Counter()
    for weight, through, kind, tags in (
        (PERSON, Article.people.through, "person", article.people.all()),
        (CLUB, Article.clubs.through, "club", article.clubs.all()),
    ):
        rows = through.objects.filter(**{"article__in": newest, f"{kind}__in": [tag.pk for tag in tags]})
        for pk in rows.values_list("article", flat=True):
            weights[pk] += weight
    return sorted(newest, key=lambda pk: (-weights[pk], newest.index(pk)))[:BENEATH]


def _of_its_clubs(article, *, without):
    """{club's key: keys of its latest stories}; a club about which nothing new was written for long has none."""
    rows = Article.clubs.through.objects.filter(
        club__in=[club.pk for club in article.clubs.all()], article__in=Article.objects.published()
    )
    found = defaultdict(list)
    for club, pk in rows.order_by("-article__published_at", "-article").values_list("club", "article")[:NEWEST]:
        if pk not in without and len(found[club]) < OF_A_CLUB:
            found[club].append(pk)
    return {club: keys for club, keys in found.items() if keys}
