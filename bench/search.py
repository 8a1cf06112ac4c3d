"""How long the readers' search takes with a hundred thousand stories of about 400 words, and how it grows.

    python bench/search.py [NUMBER]

Makes a thousand stories, then NUMBER (100,000 by default), out of the sentences of the demonstration, and asks for each
search 20 times through the whole site, one thread. Without DATABASE_URL in a scratch SQLite database; with one, in that
PostgreSQL database, which has to be empty.
"""

import os
import random
import re
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = tempfile.TemporaryDirectory()
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH.name}/search.sqlite3")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "bench")
# The development storage of static files, without the toolbar that comes with it: nothing is collected for this.
os.environ["DEBUG"] = "0"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from football import gazetteer  # noqa: E402
from football.fulltext import index  # noqa: E402
from football.models import Club, Person  # noqa: E402
from newsroom.demo.load import STORIES, read_story  # noqa: E402
from newsroom.models import Article, Section  # noqa: E402

WORDS, TIMES, ANALYSED = 400, 20, 5_000
SEARCHES = {
    "in nearly all": "q=mercato",
    "common": "q=panchina",
    "common, stemmed": "q=trattative",
    "a club": "q=Juventus",
    "a byname": "q=Carletto",
    "two clubs": "q=inter+milan",
    "two common": "q=mercato+panchina",
    "phrase": "q=%22Real+Madrid%22",
    "rare": "q=codice711",
    "rare and common": "q=mercato+codice711",
    "nothing": "q=zzzzzz",
    "a letter wrong": "q=Ancelloti",
    "common, of a club": "q=mercato&club=lecce",
    "common, of a year": "q=mercato&anno=2025",
    "common, of a section": "q=mercato&sezione=mercato",
    "page 30": "q=mercato&pagina=30",
    "no query": "q=",
}


def sentences():
    texts = [re.sub(r"<[^>]+>", " ", read_story(path)[1]) for path in sorted(STORIES.glob("*.html"))]
    return [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if len(s.split()) > 4]


def make(numbers):
    """Add the stories of these numbers, an hour apart, each about two clubs and a person."""
    chance, pool, now = random.Random(numbers.start), sentences(), timezone.now()
    clubs, people = list(Club.objects.values_list("pk", flat=True)), list(Person.objects.values_list("pk", flat=True))
    sections = [Section.objects.get_or_create(name=name)[0] for name in ("Mercato", "Panchine", "Estero")]
    for start in range(numbers.start, numbers.stop, 2_000):
        some = range(start, min(start + 2_000, numbers.stop))
        made = Article.objects.bulk_create(_story(n, chance, pool, now, sections) for n in some)
        tags = ((Article.clubs.through, "club_id", clubs, 2), (Article.people.through, "person_id", people, 1))
        for through, field, keys, each in tags:
            # A few are written of far more often than the others.
            rows = [(a, keys[int(len(keys) * chance.random() ** 3)]) for a in made for _ in range(each)]
            through.objects.bulk_create(through(article_id=a.pk, **{field: key}) for a, key in dict.fromkeys(rows))


def _story(n, chance, pool, now, sections):
    at = now - timedelta(hours=100_000 - n)
    text, words = [], 0
    while words < WORDS:
        text.append(chance.choice(pool))
        words += len(text[-1].split())
    body = f"<p>{' '.join(text)} Pratica codice{n}.</p>"
    return Article(
        headline=" ".join(chance.choice(pool).split()[:9])[:150],
        standfirst=chance.choice(pool)[:390],
        slug=f"storia-{n}",
        body=body,
        section=chance.choice(sections),
        published_at=at,
        first_published_at=at,
        progress="ready",
    )


def measured(client):
    """Return {search: (p50, p95, processor) in milliseconds}: the clock tells of whatever else the machine does, the
    processor's time, a mean, of the site and its database alone."""
    found = {}
    for name, query in SEARCHES.items():
        client.get(f"/cerca/?{query}")
        taken, began = [], worked()
        for _ in range(TIMES):
            start = time.perf_counter()
            response = client.get(f"/cerca/?{query}")
            taken.append((time.perf_counter() - start) * 1000)
            assert response.status_code == 200, (query, response.status_code)  # noqa: S101
        processor = (worked() - began) * 1000 / TIMES
        found[name] = (statistics.median(taken), sorted(taken)[int(TIMES * 0.95) - 1], processor)
    return found


def worked():
    """Seconds of the processor: of this process, and of the one that serves it when PostgreSQL runs on this machine."""
    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    ticks = sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13])) if stat.exists() else 0
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def fill(number):
    """Bring the stories up to `number`. The first are analysed one by one; the words of the others are copied from them
    in the database, since a hundred thousand analyses would be most of the time."""
    there = Article.objects.count()
    make(range(there, number))
    start, analysed = time.process_time(), min(number, ANALYSED)
    if there < analysed:
        for _done in index.rebuild(Article):
            pass
        taken = (time.process_time() - start) * 1000 / number
        print(f"{number} stories indexed, {taken:.1f} ms of the processor each", flush=True)
    if number > analysed:
        copy_words(number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copy_words(number):
    columns = "lines, whole" if connection.vendor == "postgresql" else "lines, body"
    key = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Built in one go: kept row by row they would take an hour.
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname ~ 'newsroom_article_words_(lines|whole)'")
            indexes = [row[0] for row in cursor.fetchall()]
            cursor.execute("DROP INDEX newsroom_article_words_lines, newsroom_article_words_whole")
        for offset in range(ANALYSED, number, ANALYSED):
            cursor.execute(
                f"INSERT INTO newsroom_article_words ({key}, {columns}) "  # noqa: S608
                f"SELECT {key} + {offset}, {columns} FROM newsroom_article_words WHERE {key} <= {ANALYSED}"
            )
        for statement in indexes if connection.vendor == "postgresql" else ():
            cursor.execute(statement)


def main(number):
    call_command("migrate", verbosity=0)
    gazetteer.load()
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    fill(1_000)
    few = measured(client)
    fill(ANALYSED)
    fill(number)
    many = measured(client)
    print(f"{connection.vendor}\n{'search':<24}{'p50 ms':>8}{'p95 ms':>8}{'cpu ms':>8}{'1,000: cpu':>12}{'ratio':>8}")
    for name, (p50, p95, cpu) in many.items():
        print(f"{name:<24}{p50:>8.1f}{p95:>8.1f}{cpu:>8.1f}{few[name][2]:>12.1f}{cpu / few[name][2]:>8.1f}")


if __name__ == "__main__":
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
