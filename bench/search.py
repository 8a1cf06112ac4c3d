"""How long the readers' search takes with a hundred thousand stories of about 400 words, and how it grows.

    python bench/search.py [NUMBER]

Makes a thousand stories, then NUMBER (100,000 by default), out of the sentences of the demonstration, and asks for each
search 20 times through the whole site, one thread: each time after a publication, by which nothing stands that was
found before. "other" is the same search after a change of something else, "again" with nothing changed, "bare" a view
of Django that answers 30 kB. Without DATABASE_URL in a scratch SQLite database; with one, in that PostgreSQL database,
which has to be empty.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from wsgiref.util import setup_testing_defaults

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
from django.db import connection, transaction  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.filling import BLOCK, copy_words, sentences  # noqa: E402

# The application as it is served, and with its settings of the interpreter.
from config.wsgi import application  # noqa: E402
from football import gazetteer  # noqa: E402
from football.fulltext import index  # noqa: E402
from football.models import Club, Person, stamp  # noqa: E402
from football.topics import RUMOURS, SITE, STORIES  # noqa: E402
from newsroom.kept import moment  # noqa: E402
from newsroom.models import Article, Section  # noqa: E402

WORDS, TIMES = 400, 20
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
    "common, of a year": "q=mercato&anno={year}",
    "common, of a section": "q=mercato&sezione=mercato",
    "page 10": "q=mercato&pagina=10",
    "no query": "q=",
}


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


def measured():
    """Return {search: (p50, p95, processor, after another change, again) in milliseconds}: the clock tells of whatever
    else the machine does, the processor's time, a mean, of the site and its database alone."""
    found, year = {}, timezone.localtime(Article.objects.order_by("pk").last().published_at).year
    for name, query in SEARCHES.items():
        query = query.format(year=year)
        anew = [asked(query, after=publication) for _ in range(TIMES + 1)][1:]
        clock = sorted(clock for clock, _processor in anew)
        other, again = (mean(asked(query, after=change) for _ in range(TIMES)) for change in (another, no))
        found[name] = (statistics.median(clock), clock[int(TIMES * 0.95) - 1], mean(anew), other, again)
    return found


def mean(measured):
    return statistics.mean(processor for _clock, processor in measured)


def publication():
    changed({SITE, STORIES, RUMOURS})


def another():
    changed({SITE})


def no():
    pass


def changed(topics):
    with transaction.atomic():
        stamp(topics)
    # As soon as anybody asks for a page: it is none of the search's cost.
    moment.note_anew(now=timezone.now())


def bare():
    """Milliseconds that a view of Django takes that does nothing: of a process of its own, with settings of its own."""
    command = [sys.executable, str(ROOT / "bench" / "bare.py")]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603


def asked(query, *, after):
    """Return the milliseconds, by the clock and of the processor, that one search takes."""
    after()
    start, began = time.perf_counter(), worked()
    environ = {"PATH_INFO": "/cerca/", "QUERY_STRING": query}
    setup_testing_defaults(environ)
    status = []
    b"".join(application(environ, lambda told, _headers: status.append(told)))
    assert status == ["200 OK"], (query, status)  # noqa: S101
    return (time.perf_counter() - start) * 1000, (worked() - began) * 1000


def worked():
    """Seconds of the processor: of this process, and of the one that serves it when PostgreSQL runs on this machine."""
    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return time.process_time() + (int(told.read_text().split()[0]) / 1e9 if told.exists() else 0)


def fill(number):
    """Bring the stories up to `number`. The first are analysed one by one; the words of the others are copied from them
    in the database, since a hundred thousand analyses would be most of the time."""
    there = Article.objects.count()
    make(range(there, number))
    start, analysed = time.process_time(), min(number, BLOCK)
    if there < analysed:
        for _done in index.rebuild(Article):
            pass
        taken = (time.process_time() - start) * 1000 / number
        print(f"{number} stories indexed, {taken:.1f} ms of the processor each", flush=True)
    if number > analysed:
        copy_words(number)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself within a minute.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main(number):
    call_command("migrate", verbosity=0)
    gazetteer.load()
    fill(1_000)
    few = measured()
    fill(BLOCK)
    fill(number)
    many = measured()
    heads = ("p50 ms", "p95 ms", "cpu ms", "1,000 cpu", "ratio", "other", "again")
    print(
        f"{connection.vendor}, a bare view {bare():.3f} ms\n{'search':<24}" + "".join(f"{head:>10}" for head in heads)
    )
    for name, (p50, p95, cpu, other, again) in many.items():
        told = (p50, p95, cpu, few[name][2], cpu / few[name][2], other, again)
        print(f"{name:<24}" + "".join(f"{number:>10.1f}" for number in told))


if __name__ == "__main__":
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
