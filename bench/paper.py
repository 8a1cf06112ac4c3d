"""A newspaper of any number of stories, the same at every run: what the timings of pages are taken on.

Each story has about 400 words, a section, an author, two clubs and two people of the register; the rumours are those
of rumours/data. Django must be set up before this is imported.
"""

import random
from datetime import UTC, datetime, timedelta
from io import StringIO
from urllib.parse import quote

from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from football import gazetteer
from football.models import Club, Person, stamp
from football.topics import STORIES, topics
from newsroom.models import Article, Author, Section
from rumours.models import Rumour, Source
from rumours.vocabulary import Stage, Stance

WORDS = (  # noqa: SIM905
    "rinnovo panchina trattativa esonero rientro prestito riscatto vertice rilancio attesa svolta frenata accordo "
    "firma clausola agente offerta rosa mercato allenatore difesa attacco centrocampo portiere capitano stagione "
    "girone tifosi stadio società presidente direttore contratto scadenza ingaggio bonus cessione acquisto obbligo"
).split()
SECTIONS = ("Serie A", "Panchine", "Estero", "Mercato", "Serie B")
AUTHORS, AT_A_TIME = 20, 2_000
#: The day of the newest story, and how far apart they are.
NEWEST, APART = datetime(2026, 11, 20, 18, tzinfo=UTC), timedelta(minutes=15)


def fill(number, only=None):
    """Load the register and the rumours into an empty database that has its tables, and write `number` stories, or
    `only` the oldest of them. The newest has the highest key, as in life."""
    gazetteer.load()
    call_command("load_rumours", stdout=StringIO())
    cast, last = _cast(), number - (only or number)
    for start in range(number, last, -AT_A_TIME):
        write(range(start - 1, max(start - AT_A_TIME, last) - 1, -1), cast)
    # Not a moment ago: the months of what was saved just now are counted anew for the archive and the sitemaps.
    Article.objects.update(saved_at=F("published_at"))
    _stamp(cast)


def _stamp(cast):
    """What the verbs of each story would have said: to write in bulk goes round them."""
    sections, authors, keys = cast
    lists = topics("section", [s.pk for s in sections]) | topics("author", authors)
    stamp({STORIES, *lists, *topics("club", keys[Club]), *topics("person", keys[Person])})


def _cast():
    sections = [Section.objects.create(name=name) for name in SECTIONS]
    authors = [Author.objects.create(name=f"Firma {n:02}") for n in range(AUTHORS)]
    keys = {model: list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in (Club, Person, Rumour)}
    return sections, [author.pk for author in authors], keys


def write(numbers, cast):
    """Store the stories of these numbers, 0 the newest, and what each is about."""
    sections, authors, keys = cast
    stories = Article.objects.bulk_create([_story(n, sections) for n in numbers])
    for field, choices, each in (
        ("clubs", keys[Club], 2),
        ("people", keys[Person], 2),
        ("authors", authors, 1),
        ("rumours", keys[Rumour], 1),
    ):
        through = getattr(Article, field).through
        column = f"{Article._meta.get_field(field).related_model._meta.model_name}_id"
        through.objects.bulk_create(
            through(article_id=story.pk, **{column: key})
            for number, story in zip(numbers, stories, strict=True)
            for key in _few(f"{field}{number}", choices, each)
        )


def _few(seed, choices, each):
    """A few of the choices, most often the first ones: half of the stories are about a tenth of the clubs."""
    chance = random.Random(seed)
    return {choices[int(len(choices) * chance.random() ** 3)] for _ in range(each)}


def _story(number, sections):
    chance = random.Random(number)
    at = NEWEST - number * APART
    body = "".join(f"<p>{' '.join(chance.choices(WORDS, k=80)).capitalize()}.</p>" for _ in range(5))
    return Article(
        slug=f"articolo-{number}",
        headline=f"{' '.join(chance.sample(WORDS, 6)).capitalize()} {number}",
        standfirst=" ".join(chance.choices(WORDS, k=20)).capitalize() + ".",
        body=body,
        section=chance.choice(sections),
        published_at=at,
        first_published_at=at,
        saved_at=at,
        progress="ready",
    )


def addresses():
    """The address of each kind of page, of what has much to print."""
    club, person, author = Club.objects.order_by("pk")[0], Person.objects.order_by("pk")[0], Author.objects.first()
    story = Article.objects.published().by_news()[9]
    return {
        "home": "/",
        "article": story.get_absolute_url(),
        "section": story.section.get_absolute_url(),
        "club": club.get_absolute_url(),
        "person": person.get_absolute_url(),
        "author": author.get_absolute_url(),
        "rumour": Rumour.objects.published().by_news()[0].get_absolute_url(),
        "rumours": "/voci/",
        "archive": f"/archivio/{NEWEST:%Y/%m/%d}/",
        "search": f"/cerca/?q={quote(club.name)}",
        "feed": "/feed.rss",
        "sitemap": "/sitemap.xml",
        "stories": [story.get_absolute_url() for story in Article.objects.published().by_news().for_lists()[:20_000]],
    }


def publish():
    """Publish a story of a club, as an editor does. Returns a text and the addresses that must tell it."""
    story = Article.objects.create(
        headline=f"Colpo di scena alle {timezone.now():%H:%M:%S.%f}",
        standfirst="Il sommario dice in breve che cosa è successo.",
        body="<p>Il testo.</p>",
        section=Section.objects.first(),
        progress="ready",
    )
    club = Club.objects.order_by("pk")[0]
    story.authors.add(Author.objects.first())
    story.clubs.add(club)
    story.publish()
    addresses = ["/", story.get_absolute_url(), club.get_absolute_url(), story.section.get_absolute_url(), "/feed.rss"]
    return {"text": story.headline, "addresses": addresses}


def change_a_label():
    """Log a report that moves a rumour. Returns a text and the addresses that must tell it."""
    rumour = random.choice(list(Rumour.objects.published().open()[:50]))
    source, address = Source.objects.order_by("pk")[0], f"https://giornale.example/{timezone.now():%H%M%S%f}"
    rumour.reports.create(
        source=source,
        published_at=timezone.now(),
        stance=Stance.SUPPORTS,
        stage=random.choice([Stage.TALKS, Stage.INTEREST, Stage.CONTACTS]),
        url=address,
    )
    rumour.reassess()
    return {"text": address, "addresses": [rumour.get_absolute_url()]}
