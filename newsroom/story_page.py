"""The page of a story: the same for its readers, for an editor who previews it, and for whoever is shown a draft."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from football.models import Tenure
from football.topics import MENU, REGISTER, topic, topics
from newsroom.cards import Look, together
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.models import Article
from newsroom.prepared import Prepared
from newsroom.related import read_after

#: How the cards of what to read after a story look.
RELATED, LATEST = Look("large"), Look("small")


#: The keys of what a story is about.
CLUBS = Prepared(lambda story: Article.clubs.through.objects.filter(article=story).values_list("club"))
PEOPLE = Prepared(lambda story: Article.people.through.objects.filter(article=story).values_list("person"))


@dataclass(frozen=True)
class Banner:
    """What a page that is not the published one says of itself, and which fields it lacks."""

    told: str
    missing: tuple[str, ...] = ()


def public_page(request, key):
    """Return the response with the page of a public story, asked for at its address: what is kept of the page is not
    asked for again. No query while all of it is."""
    whole = SimpleLazyObject(lambda: Article.objects.for_page().get(pk=key))
    own = {topic("story", key), REGISTER, MENU}
    around = own | piece(("about", key), {topic("story", key)}, lambda: _about(key), size=_size)
    prints(*around)
    return render(request, "newsroom/article.html", _context(whole, key, request.path) | {"own": own, "around": around})


def _about(key):
    """The topics of what a story is about. Two queries."""
    clubs, people = ([of for (of,) in tagged.rows(key)] for tagged in (CLUBS, PEOPLE))
    return topics("club", clubs) | topics("person", people)


def _size(told):
    return 100 * len(told)


def story_page(request, story, *, preview=None):
    """Return the response with the page of a story that was loaded `for_page` and is not public, or that stands for one
    (`preview` is then its Banner). It is asked for at any address, and names its own."""
    context = _context(story, story.pk, story.get_absolute_url()) | {"preview": preview}
    response = render(request, "newsroom/article.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _context(story, key, path):
    return {
        "article": story,
        "key": key,
        "canonical": settings.SITE_URL + path,
        "people": SimpleLazyObject(lambda: _people_then(story)),
        "after": SimpleLazyObject(lambda: _after(story)),
        "rumours": SimpleLazyObject(lambda: list(story.rumours_then_and_now())),
    }


def _after(story):
    """The cards of what to read after a story: what is related, and (club, the latest) of its clubs."""
    keys = read_after(story)
    related, *latest = together([(keys.related, RELATED), *((of_club.stories, LATEST) for of_club in keys.latest)])
    clubs = [of_club.club for of_club in keys.latest]
    return {"related": related, "latest": list(zip(clubs, latest, strict=True))}


def _people_then(story):
    """The people of a story, each with the club at which they were when it came out and are no longer, as
    `club_then`. One query when they are loaded."""
    people, today = list(story.people.all()), timezone.localdate()
    day = timezone.localdate(story.first_published_at) if story.first_published_at else today
    then = Tenure.objects.left_since([person.pk for person in people], day=day, today=today)
    for one in people:
        one.club_then = then.get(one.pk)
    return people
