"""The demonstration newsroom: sections, invented bylines, logins, and stories on the real rumours of 2024-25.

Every story is loaded once and never again (see LoadedRow): one that an editor changed or deleted stays as it is.
"""

import io
import tomllib
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from football.models import Club, LoadedRow, Person
from football.names import slug_of
from newsroom.demo.illustrations import draw
from newsroom.models import Article, Author, Correction, Image, Section, State, User
from newsroom.models.uploads import CleanPicture
from rumours.models import Rumour

HERE = Path(__file__).parent
STORIES = HERE / "stories"
FENCE = "+++\n"
PASSWORD = "panchina-demo"  # noqa: S105  printed on the login page of the demonstration, on purpose
CREDIT = "Illustrazione generata per Panchina"
NOTE = "firma inventata"


def load(*, now=None):
    """Apply what was not applied before. Returns the number of stories added."""
    now = now or timezone.now()
    newsroom = tomllib.loads((HERE / "newsroom.toml").read_text(encoding="utf-8"))
    with transaction.atomic():
        _load_people(newsroom)
    return sum(_load_story(path, now) for path in _new_stories())


def _load_people(newsroom):
    done = LoadedRow.keys("newsroom")
    for section in newsroom["sections"]:
        _once(done, f"section|{section['slug']}", lambda s=section: Section.objects.create(**s))
    for user in newsroom["users"]:
        _once(done, f"user|{user['username']}", lambda u=user: _user(**u))
    for author in newsroom["authors"]:
        _once(done, f"author|{author['slug']}", lambda a=author: _author(**a))


def _once(done, key, make):
    if key not in done:
        LoadedRow.record("newsroom", {key: make().pk})


def _user(*, username, role, **names):
    user, created = User.objects.get_or_create(username=username, defaults=names | {"is_staff": True})
    if created:
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=role))
    return user


def _author(*, user=None, **fields):
    return Author.objects.create(user=User.objects.filter(username=user).first(), note=NOTE, **fields)


def _new_stories():
    done = LoadedRow.keys("stories")
    return [path for path in sorted(STORIES.glob("*.html")) if path.stem not in done]


def read_story(path):
    """Return (front matter, body) of a story file. Raises ValueError when its fences are missing."""
    opening, front, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    if opening:
        raise ValueError(f"{path.name}: text before the first +++")
    return tomllib.loads(front), body.strip()


def _load_story(path, now):
    """Add one story with its picture, in a transaction of its own, since pictures take time. Returns 1."""
    story, body = read_story(path)
    clubs = list(Club.objects.filter(pk__in=_ids("clubs", story["clubs"])))
    image = story["image"]
    picture = _illustration(image["motif"], clubs, story["slug"])
    with transaction.atomic():
        article = _article(story, body, now, uid=LoadedRow.uid_of("stories", path.stem))
        article.lead_image = _image(image, picture, story)
        article.clubs.set(clubs)
        article.people.set(_people(story["people"]))
        article.rumours.set(Rumour.objects.filter(pk__in=_ids("rumours", story["rumours"])))
        article.authors.set(Author.objects.filter(slug__in=story["authors"]))
        article.save()
        _after_publication(article, story)
        article.link_mentions()
        LoadedRow.record("stories", {path.stem: article.pk})
    return 1


def _article(story, body, now, **identity):
    published_at = story.get("published_at")
    if "scheduled_in_hours" in story:
        published_at = now + timedelta(hours=story["scheduled_in_hours"])
    return Article.objects.create(
        **identity,
        slug=story["slug"],
        kicker=story["kicker"],
        headline=story["headline"],
        standfirst=story["standfirst"],
        body=body,
        section=Section.objects.get(slug=story["section"]),
        published_at=published_at,
        progress=State.READY if published_at else State.DRAFT,
        updated_at=story.get("updated_at"),
        created_at=published_at or now,
        created_by=User.objects.filter(author__slug=story["authors"][0]).first(),
    )


def _after_publication(article, story):
    for correction in story.get("corrections", []):
        Correction.objects.create(article=article, text=correction["text"], published_at=correction["at"])
        article.mark_updated(at=correction["at"])
    article.save()
    if "withdrawn_at" in story:
        article.withdraw(why=story["withdrawal_reason"], at=story["withdrawn_at"])


def _ids(dataset, keys):
    """Return what the rows with these keys made. Raises KeyError for a key that no file has."""
    known = LoadedRow.keys(dataset)
    return [known[key] for key in keys]


def _people(keys):
    """Coaches by their key in the register, players by the slug of their name."""
    coaches = LoadedRow.keys("coaches")
    found = [Person.objects.get(pk=coaches[key]) if key in coaches else _person(key) for key in keys]
    return [person for person in found if person]


def _person(key):
    return Person.objects.get(slug=slug_of(key))


def _illustration(motif, clubs, seed):
    colours = [colour for club in clubs for colour in (club.primary_colour, club.secondary_colour) if colour]
    encoded = io.BytesIO()
    draw(motif, colours[:4], seed).save(encoded, "JPEG", quality=90)
    return CleanPicture(encoded.getvalue(), name=f"{seed}.jpg")


def _image(image, picture, story):
    return Image.objects.create(
        file=picture,
        title=story["headline"][:120],
        alt=image["alt"],
        caption=image.get("caption", ""),
        credit=CREDIT,
    )
