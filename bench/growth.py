"""What every list costs in a newspaper of a million stories beside what it costs in one of a thousand, and why.

    python bench/growth.py fill NUMBER         into the empty database that DATABASE_URL names
    python bench/growth.py measure FILE        every page of it, written to FILE
    python bench/growth.py compare FEW MANY    the two files side by side

CPU is of the process, and of the backend where PostgreSQL serves it; work is counted in steps of SQLite's machine, or
in rows that PostgreSQL touched, and beneath a page stand those of its queries whose work grew, with what in their plans
reads or sorts a table. bench/filling.py makes the stories.
"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "bench")
os.environ["DEBUG"] = "0"
os.environ["KEPT_PAGES"] = "0"
# What another run left of the same paper, or of another, is not found.
os.environ["KEPT_PIECES_SHARED"] = "0"
# A superuser comes in by their name alone.
os.environ["SECOND_FACTOR_ROLES"] = ""

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.admin import site  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import filling  # noqa: E402
from bench.search import worked  # noqa: E402
from football.models import Club, Person  # noqa: E402
from newsroom.keyset import PARAMETER, _cursor  # noqa: E402
from newsroom.models import Article, Author, User  # noqa: E402
from rumours.models import Rumour  # noqa: E402

ROUNDS, TIMES = 3, 2
#: How many steps of SQLite's machine are counted at a time, and the work from which on a query is told.
STEPS, WORTH_TELLING = 100, 3_000
#: No query is counted beyond so much.
MOST = 30_000_000
PLAIN = ("/club/", "/allenatori/", "/voci/", "/panchine/", "/cosa-e-cambiato/", "/rettifiche/", "/fonti/")
PLAIN += ("/attendibilita/", "/sitemap.xml")
SEARCHES = {
    "in nearly all": "q=mercato",
    "a club": "q=Juventus",
    "two common": "q=mercato+panchina",
    "phrase": "q=%22Real+Madrid%22",
    "rare": "q=codice711",
    "nothing": "q=zzzzzz",
    "of a club": "q=mercato&club=lecce",
    "of a year": "q=mercato&anno=2026",
    "of a section": "q=mercato&sezione=mercato",
}
STORIES = ("p=8", "state=draft", "state=live", "state=withdrawn", "work=mine", "work=followed", "work=due", "q=mercato")
STORIES += ("q=juventus", "q=zzzz", "o=1", "o=4", "section__id__exact=1", "authors__id__exact=1")


def fill(number):
    call_command("migrate", verbosity=0)
    filling.fill(number)
    User.objects.create_superuser("direttore", password="x")  # noqa: S106


def measured(client, path):
    """Return what a page costs: CPU ms, the least of the rounds, and each query that does much, with its plan."""
    response, asked = watched(client, path)
    assert response.status_code in (200, 304), (path, response.status_code)  # noqa: S101
    work = sum(query["work"] for query in asked)
    cpu = min(_spent(client, path) for _ in range(ROUNDS))
    heavy = sorted((query for query in asked if query["work"] > WORTH_TELLING), key=lambda q: -q["work"])
    return {"cpu_ms": cpu, "queries": len(asked), "work": work, "heavy": heavy[:3]}


def _spent(client, path):
    began = worked()
    for _ in range(TIMES):
        client.get(path)
    return (worked() - began) * 1000 / TIMES


def watched(client, path):
    """Return the response, and of each query the SQL and its work: steps of SQLite's machine, rows that PostgreSQL
    touched. Unlike the time, it is the same at every run."""
    asked = []

    def wrapper(execute, sql, params, many, context):
        work, plan = (
            work_of(context["cursor"], sql, params) if sql.lstrip().startswith(("SELECT", "WITH", "(")) else (0, [])
        )
        asked.append({"sql": sql, "work": work, "plan": plan})
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        response = client.get(path)
    return response, asked


def work_of(cursor, sql, params):
    return BY_VENDOR[connection.vendor](cursor, sql, params)


def _on_sqlite(cursor, sql, params):
    ours, steps = connection.connection.cursor(), [0]
    sql = cursor.cursor.convert_query(sql) if params is not None else sql

    def step():
        steps[0] += 1
        return steps[0] * STEPS > MOST

    plan = [row[3] for row in ours.execute(f"EXPLAIN QUERY PLAN {sql}", params or ())]
    connection.connection.set_progress_handler(step, STEPS)
    try:
        ours.execute(sql, params or ()).fetchall()
    except Exception:
        print(f"more than {MOST} steps: {sql[-1500:]} {plan}")
    connection.connection.set_progress_handler(None, STEPS)
    plan = [row[3] for row in ours.execute(f"EXPLAIN QUERY PLAN {sql}", params or ())]
    return steps[0] * STEPS, [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step]


def _on_postgresql(cursor, sql, params):
    with connection.connection.cursor() as ours:
        ours.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        told = ours.fetchone()[0]
    nodes = list(_nodes((told if isinstance(told, list) else json.loads(told))[0]["Plan"]))
    plan = [f"{name} {rows:.0f}" for name, rows in nodes if rows > WORTH_TELLING]
    return int(sum(rows for _name, rows in nodes)), plan


BY_VENDOR = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}


def _nodes(node):
    rows = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    yield f"{node['Node Type']} {node.get('Index Name') or node.get('Relation Name') or ''}", rows
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def readers_pages():
    """{name: path}: every list of the site, its first page and one from the middle of the archive."""
    number = Article.objects.count()
    story = Article.objects.by_news()[9]
    middle = Article.objects.get(pk=number - min(number // 2, 500_000))
    cursor = f"?{PARAMETER}={_cursor(middle.published_at, middle.pk)}"
    day = timezone.localdate(middle.published_at)
    lists = {
        "section": story.section,
        "club": Club.objects.order_by("pk")[0],
        "club, seldom": Club.objects.order_by("-pk")[0],
        "person": Person.objects.order_by("pk")[0],
        "person, seldom": Person.objects.order_by("-pk")[0],
        "author": Author.objects.order_by("pk")[0],
    }
    paths = {name: thing.get_absolute_url() for name, thing in lists.items()}
    month = f"{day:%Y-%m}"
    return {
        "home": "/",
        "article": story.get_absolute_url(),
        **paths,
        **{f"{name}, deep": path + cursor for name, path in paths.items()},
        "rumour": Rumour.objects.published().order_by("pk")[0].get_absolute_url(),
        "archive": "/archivio/",
        "archive, year": f"/archivio/{day:%Y}/",
        "archive, month": f"/archivio/{day:%Y/%m}/",
        "archive, day": f"/archivio/{day:%Y/%m/%d}/",
        **{path: path for path in PLAIN},
        "feed": "/feed.rss",
        "feed, deep": f"/feed.rss{cursor}",
        **{f"{name}, feed": f"{path}feed.rss" for name, path in paths.items()},
        **{f"{name}, feed, deep": f"{path}feed.rss{cursor}" for name, path in paths.items()},
        **{f"sitemap, {name}": f"/sitemap-{name}.xml" for name in ("club-0", "persone-0", "voci-0", "elenchi", "news")},
        "sitemap, month": f"/sitemap-articoli-{month}.xml",
        **{f"search, {name}": f"/cerca/?{query}" for name, query in SEARCHES.items()},
    }


def desk_pages():
    """{name: path}: the first page, the list of every model that the admin has, and the pages of a story."""
    stories, story = reverse("admin:newsroom_article_changelist"), Article.objects.by_news()[9]
    lists = [(m._meta, reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist")) for m in site._registry]
    return {
        "desk": reverse("admin:index"),
        **{f"desk, {meta.model_name}": path for meta, path in lists},
        **{f"stories, {query}": f"{stories}?{query}" for query in STORIES},
        "story, form": reverse("admin:newsroom_article_change", args=[story.pk]),
        "story, new": reverse("admin:newsroom_article_add"),
        "calendar": reverse("admin:newsroom_article_calendar"),
    }


def measure(file, wanted):
    settings.ALLOWED_HOSTS.append("testserver")
    reader, editor = Client(), Client()
    editor.force_login(User.objects.get(username="direttore"))
    found = {}
    for client, pages in ((reader, readers_pages()), (editor, desk_pages())):
        for name, path in pages.items():
            if wanted in name:
                found[name] = measured(client, path)
                print(f"{name:<28}{found[name]['cpu_ms']:>9.2f} ms{found[name]['queries']:>4} queries", flush=True)
    Path(file).write_text(json.dumps(found, indent=1))


def compare(few, many):
    few, many = (json.loads(Path(file).read_text()) for file in (few, many))
    print(f"{'page':<28}{'few: ms':>9}{'many: ms':>10}{'times':>7}{'queries':>10}{'work: few':>11}{'many':>11}")
    for name in many:
        one, other = few[name], many[name]
        print(
            f"{name:<28}{one['cpu_ms']:>9.2f}{other['cpu_ms']:>10.2f}{other['cpu_ms'] / one['cpu_ms']:>7.2f}"
            f"{one['queries']:>5}/{other['queries']:<4}{one['work']:>11}{other['work']:>11}"
        )
        for query in other["heavy"]:
            if query["work"] > 2 * one["work"] / one["queries"]:
                print(f"    {query['work']}: {'; '.join(query['plan'])}\n        {query['sql'][:1000]}")


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "fill":
        fill(int(rest[0]))
    elif what == "measure":
        plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
        with override_settings(STORAGES=settings.STORAGES | plain):
            measure(rest[0], rest[1] if rest[1:] else "")
    else:
        compare(*rest)
