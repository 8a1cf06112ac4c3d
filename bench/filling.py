"""A newspaper of so many stories that Django could not write them in an hour: a million in five minutes.

The stories are those of bench/paper.py with a paragraph of the demonstration as their text: what lists cost does not
depend on its length. The first BLOCK is written by Django, the others are copies of it in the database, each later than
the one before. A small newspaper is made in the same way, and has as many months as a large one. Django must be set up
before this is imported.
"""

import random
import re
import sys
import time
from datetime import UTC, datetime

from django.core.management.color import no_style
from django.db import connection
from django.db.models import F

from bench import paper
from football.fulltext import index
from football.models import stamp
from newsroom.demo.load import STORIES, read_story
from newsroom.models import Article

BLOCK = 5_000
#: Every newspaper has the months in which so many stories came out.
LARGEST = 1_000_000
#: How many have the length of a story, the newest: those that are opened; and that length, in words.
WHOLE, WORDS = 20, 400
TAGS = ("clubs", "people", "authors", "rumours")


def fill(number):
    """Into an empty database that has its tables. The newest story has the highest key, as in life."""
    began, base = time.monotonic(), min(number, BLOCK)
    paper.fill(number, base)
    write_texts()
    for _done in index.rebuild(Article):
        pass
    for start in range(base, number, base):
        copy_stories(start, number)
    copy_words(number)
    spread(number)
    write_newest()
    stamp(Article.printed_on(Article.objects.all()))
    count_on()
    print(f"{connection.vendor}: {number} stories in {time.monotonic() - began:.0f} s", file=sys.stderr)


def sentences():
    texts = [re.sub(r"<[^>]+>", " ", read_story(path)[1]) for path in sorted(STORIES.glob("*.html"))]
    return [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if len(s.split()) > 4]


def write_texts():
    chance, pool, stories = random.Random(1), sentences(), list(Article.objects.all())
    for story in stories:
        story.headline = f"{' '.join(chance.choice(pool).split()[:9])[:140]} {story.pk}"
        story.body = f"<p>{' '.join(chance.choices(pool, k=4))} Pratica codice{story.pk}.</p>"
    Article.objects.bulk_update(stories, ["headline", "body"], batch_size=500)
    # `bulk_update` dates them as saved now.
    Article.objects.update(saved_at=F("published_at"))


def copy_stories(start, number):
    """Copy the first block once more, or what is wanted of it, `start` stories later."""
    columns, last = [field.column for field in Article._meta.concrete_fields], min(BLOCK, number - start)
    told = {column: f'"{column}"' for column in columns}
    told |= {"id": f"id + {start}", "slug": f"'articolo-' || ({number} - id - {start})", "uid": uid()}
    told |= {c: later(c, start) for c in ("published_at", "first_published_at", "saved_at", "created_at")}
    with connection.cursor() as cursor:
        names = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(
            f"INSERT INTO newsroom_article ({names}) SELECT {', '.join(told[c] for c in columns)} "  # noqa: S608
            f"FROM newsroom_article WHERE id <= {last}"
        )
        for field in TAGS:
            through = getattr(Article, field).through._meta
            other = next(f.column for f in through.fields if f.name not in ("id", "article"))
            cursor.execute(
                f"INSERT INTO {through.db_table} (article_id, {other}) SELECT article_id + {start}, {other} "  # noqa: S608
                f"FROM {through.db_table} WHERE article_id <= {last}"
            )
    print(start, end="\r", file=sys.stderr, flush=True)


def copy_words(number):
    """What the first block is found by, for its copies."""
    columns = "lines, whole" if connection.vendor == "postgresql" else "lines, body"
    key = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Built in one go: kept row by row they would take an hour.
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname ~ 'newsroom_article_words_(lines|whole)'")
            indexes = [row[0] for row in cursor.fetchall()]
            cursor.execute("DROP INDEX newsroom_article_words_lines, newsroom_article_words_whole")
        for offset in range(BLOCK, number, BLOCK):
            cursor.execute(
                f"INSERT INTO newsroom_article_words ({key}, {columns}) SELECT {key} + {offset}, {columns} "  # noqa: S608
                f"FROM newsroom_article_words WHERE {key} <= {min(BLOCK, number - offset)}"
            )
        for statement in indexes if connection.vendor == "postgresql" else ():
            cursor.execute(statement)


def spread(number):
    """Date the oldest stories a month apart, as far back as those of the LARGEST newspaper go: in what lists months the
    stories alone are to differ."""
    first, last = (_month(paper.NEWEST - n * paper.APART) for n in (LARGEST, number))
    oldest = Article.objects.order_by("pk")[: max(0, last - first)].values_list("pk", flat=True)
    for month, pk in enumerate(list(oldest), first):
        at = datetime(month // 12, month % 12 + 1, 15, tzinfo=UTC)
        Article.objects.filter(pk=pk).update(published_at=at, first_published_at=at, saved_at=at)


def _month(instant):
    return instant.year * 12 + instant.month - 1


def write_newest():
    chance, pool = random.Random(2), sentences()
    for story in Article.objects.order_by("-pk")[:WHOLE]:
        words = " ".join(chance.choices(pool, k=WORDS // 4)).split()[:WORDS]
        story.body = "".join(f"<p>{' '.join(words[start : start + 80])}.</p>" for start in range(0, WORDS, 80))
        Article.objects.filter(pk=story.pk).update(body=story.body, saved_at=F("published_at"))
        index.put(story)


def count_on():
    """The keys of what is written afterwards go on from those that were copied, and the database knows how many."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Article]):
            cursor.execute(statement)
        # What PostgreSQL does by itself within a minute.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def uid():
    return "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"


def later(column, start):
    minutes = int(start * paper.APART.total_seconds() // 60)
    if connection.vendor == "postgresql":
        return f"{column} + interval '{minutes} minutes'"
    return f"datetime({column}, '{minutes} minutes')"
