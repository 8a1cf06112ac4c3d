"""The page of a story: the same for its readers, for an editor who previews it, and for whoever is shown a draft."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from football.models import Club, Tenure
from football.topics import MENU, REGISTER, topic, topics
from newsroom.cards import Look, together
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.models import Article
from newsroom.prepared import Prepared
from newsroom.related import read_after

#: How the cards of what to read after a story look.
RELATED, LATEST = Look("large"), Look("small")


#: The keys of the rumours of a story.
RUMOURS = Prepared(lambda story: Article.rumours.through.objects.filter(article=story).values_list("rumour"))


@dataclass(frozen=True)
class Banner:
    """What a page that is not the published one says of itself, and which fields it lacks."""

    told: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subjects:
    """What a story is about: all of it on which hangs what stands around its text."""

    clubs: list[Club]
    #: Keys.
    people: list[int]
    has_rumours: bool
    first_published_at: datetime | None


def public_page(request, key):
    """Return the response with the page of a public story, asked for at its address: what is kept of the page is not
    asked for again. No query while all of it is."""
    whole = SimpleLazyObject(lambda: Article.objects.for_page().get(pk=key))
    own = {topic("story", key), REGISTER, MENU}
    about = piece(("about", key), own, lambda: _about(whole, has_rumours=bool(RUMOURS.rows(key))), size=_size)
    around = own | topics("club", [club.pk for club in about.clubs]) | topics("person", about.people)
    prints(*around)
    # What stands around it comes anew whenever anything is written about the same: for that it is not loaded.
    stand_in = Article(pk=key, first_published_at=about.first_published_at)
    context = _context(whole, request.path, about, stand_in, own=own)
    return render(request, "newsroom/article.html", context | {"around": around})


def _about(story, *, has_rumours=True):
    people = [person.pk for person in story.people.all()]
    return Subjects(list(story.clubs.all()), people, has_rumours, story.first_published_at)


def _size(about):
    return 2_000 * len(about.clubs) + 100 * len(about.people)


def story_page(request, story, *, preview=None):
    """Return the response with the page of a story that was loaded `for_page` and is not public, or that stands for one
    (`preview` is then its Banner). It is asked for at any address, and names its own."""
    context = _context(story, story.get_absolute_url(), _about(story), story) | {"preview": preview}
    response = render(request, "newsroom/article.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _context(story, path, about, stand_in, own=None):
    """`stand_in` is the story itself, or what has its key and its day and was not loaded; `own` the topics under which
    what is made of the story alone is kept, if it is."""
    rumours = SimpleLazyObject(lambda: list(stand_in.rumours_then_and_now()) if about.has_rumours else [])
    return {
        "article": story,
        "key": stand_in.pk,
        "canonical": settings.SITE_URL + path,
        "people": SimpleLazyObject(lambda: _people_then(story)),
        "after": SimpleLazyObject(lambda: _after(stand_in.pk, about)),
        "rumours": rumours,
        "linked": SimpleLazyObject(lambda: _linked(stand_in.pk, rumours, own)),
        "own": own,
    }


def _linked(key, rumours, own):
    """The rumours of a story beside it. They stay as they are when something is published about its clubs."""

    def make():
        return render_to_string("newsroom/_linked_rumours.html", {"rumours": rumours}) if rumours else ""

    return piece(("linked", key), own, make) if own else make()


def _after(key, about):
    """The cards of what to read after a story: what is related, and (club, the latest) of its clubs."""
    keys = read_after(key, about.clubs, about.people)
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
