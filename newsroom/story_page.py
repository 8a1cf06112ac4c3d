"""The page of a story: the same for its readers, for an editor who previews it, and for whoever is shown a draft."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from football.models import Tenure
from football.topics import REGISTER, topic, topics
from newsroom.kept.printing import prints
from newsroom.related import read_after


@dataclass(frozen=True)
class Banner:
    """What a page that is not the published one says of itself, and which fields it lacks."""

    told: str
    missing: tuple[str, ...] = ()


def story_page(request, story, *, preview=None):
    """Return the response with the page of a story that was loaded `for_page`, or that stands for one (`preview` is
    then its Banner). It is asked for at any address, and names its own."""
    around = topics("club", [club.pk for club in story.clubs.all()]) | topics(
        "person", [person.pk for person in story.people.all()]
    )
    prints(topic("story", story.pk), REGISTER, *around)
    related, latest = read_after(story)
    context = {
        "article": story,
        "canonical": settings.SITE_URL + story.get_absolute_url(),
        "people": _people_then(story),
        "preview": preview,
        "related": related,
        "latest": latest,
        "rumours": story.rumours_then_and_now(),
    }
    response = render(request, "newsroom/article.html", context)
    if preview or not story.is_published:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _people_then(story):
    """The people of a story, each with the club at which they were when it came out and are no longer, as
    `club_then`. One query when they are loaded."""
    people, today = list(story.people.all()), timezone.localdate()
    day = timezone.localdate(story.first_published_at) if story.first_published_at else today
    then = Tenure.objects.left_since([person.pk for person in people], day=day, today=today)
    for one in people:
        one.club_then = then.get(one.pk)
    return people
