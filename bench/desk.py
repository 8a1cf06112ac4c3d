"""How long the desk's pages take with a hundred thousand stories, and how many queries they ask.

    python bench/desk.py [NUMBER]

Makes the stories in a scratch SQLite database of its own, and asks for each page three times: the median is printed.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = tempfile.TemporaryDirectory()
sys.path.insert(0, str(ROOT))
os.environ["DATABASE_URL"] = f"sqlite:///{SCRATCH.name}/desk.sqlite3"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "bench")
# The development storage of static files: nothing is collected for this.
os.environ["DEBUG"] = "1"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from football import gazetteer  # noqa: E402
from football.fulltext import index  # noqa: E402
from football.models import Club, Person  # noqa: E402
from newsroom.models import Article, Author, Follow, PendingChange, Section, User  # noqa: E402

WORDS = "rinnovo panchina trattativa esonero rientro prestito riscatto vertice rilancio attesa svolta frenata".split()  # noqa: SIM905
#: Of the stories: not out yet, and still to come.
NOT_OUT, SCHEDULED = 2_000, 200


def make(number):
    """Fill the database: one story every quarter of an hour, each about a club and a person."""
    now, chance = timezone.now(), random.Random(7)
    clubs, people = list(Club.objects.values_list("pk", flat=True)), list(Person.objects.values_list("pk", flat=True))
    users, authors, section = _staff()
    for start in range(0, number, 5_000):
        stories = [_story(n, now, chance, users, section) for n in range(start, min(start + 5_000, number))]
        Article.objects.bulk_create(stories)
        for through, field, choices in (
            (Article.clubs.through, "club_id", clubs),
            (Article.people.through, "person_id", people),
            (Article.authors.through, "author_id", [author.pk for author in authors]),
        ):
            through.objects.bulk_create(
                through(article_id=story.pk, **{field: chance.choice(choices)}) for story in stories
            )
    return users[0], clubs[0]


def _staff():
    users = [User.objects.create_superuser(f"redattore-{n}", password="x") for n in range(10)]  # noqa: S106
    authors = [Author.objects.create(name=f"Firma {n}", user=user) for n, user in enumerate(users)]
    return users, authors, Section.objects.create(name="Mercato")


def _story(n, now, chance, users, section):
    at = now - timedelta(minutes=15 * (n - SCHEDULED - NOT_OUT)) if n >= NOT_OUT else None
    progress = "ready" if at else chance.choice(["draft", "draft", "draft", "review", "ready"])
    return Article(
        slug=f"articolo-{n}",
        headline=f"{' '.join(chance.sample(WORDS, 5))} {n}".capitalize(),
        body="<p>" + " ".join(chance.choices(WORDS, k=400)) + "</p>",
        section=section,
        published_at=at,
        first_published_at=at,
        progress=progress,
        created_by=chance.choice(users),
        assigned_to=chance.choice(users) if n % 5 == 0 else None,
        due_at=now + timedelta(hours=chance.randint(-48, 240)) if at is None and n % 3 == 0 else None,
    )


def measured(client, url):
    """Return (queries, whether one counts the whole table, median milliseconds) of a page."""
    client.get(url)
    taken = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            response = client.get(url)
            taken.append((time.perf_counter() - start) * 1000)
        assert response.status_code == 200, (url, response.status_code)  # noqa: S101
    counts = [q["sql"] for q in queries if q["sql"].startswith("SELECT COUNT(") and "LIMIT" not in q["sql"]]
    slowest = max(queries, key=lambda query: float(query["time"]))
    return len(queries), len(counts), statistics.median(taken), slowest


def main(number):
    call_command("migrate", verbosity=0)
    gazetteer.load()
    user, club = make(number)
    Follow.objects.create(user=user, club_id=club)
    live = Article.objects.published().first()
    PendingChange.objects.create(
        article=live, fields={"kicker": ["", "Ecco"]}, publish_at=timezone.now() + timedelta(days=1)
    )
    for _done in index.rebuild(Article):
        pass
    connection.cursor().execute("ANALYZE")
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(user)
    stories = reverse("admin:newsroom_article_changelist")
    pages = {
        "first page": reverse("admin:index"),
        "list": stories,
        "list, page 500": f"{stories}?p=500",
        "list, drafts": f"{stories}?state=draft",
        "list, mine": f"{stories}?work=mine",
        "list, followed": f"{stories}?work=followed",
        "search, common": f"{stories}?q=rinnovo",
        "search, rare": f"{stories}?q=rinnovo+99999",
        "search, nothing": f"{stories}?q=zzzz",
        "calendar": reverse("admin:newsroom_article_calendar"),
        "form": reverse("admin:newsroom_article_change", args=[live.pk]),
    }
    print(f"{Article.objects.count()} stories, {connection.vendor}")
    print(f"{'page':<20}{'queries':>8}{'counts':>8}{'ms':>8}")
    for name, url in pages.items():
        queries, counts, taken, slowest = measured(client, url)
        print(f"{name:<20}{queries:>8}{counts:>8}{taken:>8.0f}", *([slowest] if "-v" in sys.argv else []), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else 100_000)
