"""Sites of their own, each with its database and its media, to move between and to lose."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

#: Pages tell how long ago things were: all are read at one instant.
READ_AT = time.time() + 600
ROOT = Path(__file__).parent.parent
POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
SET_UP = """
import sys, django
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
"""
#: Every public page and feed as a reader gets it, and the tags by which copies are renewed, as [status, checksum, tag].
PAGES = """
import hashlib, json, re, sys, time_machine
time_machine.travel(float(sys.argv[1]), tick=False).start()
from django.test import Client
from django.urls import reverse
from football.models import Club, Person
from newsroom.models import Article, Author, Section
from rumours.models import Rumour, Source
things = [t for m in (Article, Author, Section, Club, Person, Rumour, Source) for t in m._base_manager.order_by("pk")]
names = ("home", "corrections", "masthead", "clubs", "coaches", "rumours", "changes", "benches", "reliability")
names += ("sources", "sitemap", "sitemap-news")
feeds = [(name, kind) for name in ("feed", "rumours-feed", "changes-feed") for kind in ("rss", "atom", "json")]
paths = [reverse(name) for name in names] + [reverse(name, args=[kind]) for name, kind in feeds]
paths += [thing.get_absolute_url() for thing in things] + ["/vecchia/notizia/"]
paths += [f"{t.get_absolute_url()}feed.rss" for t in things if isinstance(t, (Club, Person))]
found, client = {}, Client()
for path in paths:
    answer = client.get(path)
    body = re.sub(rb'nonce="[^"]*"', b"", answer.content)
    found[path] = [answer.status_code, hashlib.sha256(body).hexdigest(), answer.get("ETag"), answer.get("Location")]
print(json.dumps(found))
"""
SEED = """
from datetime import timedelta
from django.utils import timezone
from tests.builders import *
from newsroom.models import FormerAddress
club, coach, section = a_club("Napoli"), a_coach("Antonio Conte"), a_section("Panchine")
rumour = a_rumour("Conte al Napoli", person=coach, to_club=club)
a_report(rumour); told_then(rumour, days_ago=1)
editor = an_editor("Direttore")
for number in range(3):
    article = an_article(f"Notizia {number}", clubs=[club], people=[coach], rumours=[rumour], section=section)
article.lead_image = an_image()
article.body = f'<p>Conte e il Napoli.</p><figure data-image="{an_image().pk}"></figure>'
article.body += f'<div data-rumour="{rumour.pk}"></div>'
article.save()
article.link_mentions()
article.correct("Era martedì.", by=editor)
article.notes.create(author=editor, text="Attenzione.")
gone = an_article("Ritirata"); gone.withdraw(why="Era falsa.", by=editor)
an_article("Bozza", published_days_ago=None)
moved = an_article("Spostata", slug="prima"); moved.slug = "dopo"; moved.save()
FormerAddress.keep("/vecchia/notizia/", moved)
"""

#: Writes stories and assessments one after the other, and says of each when it was acknowledged, until it is stopped.
WRITER = """
import time
from itertools import count
from pathlib import Path
from tests import builders
from tests.builders import a_report, a_rumour, a_section, an_article
said, stop = Path(sys.argv[1]).open("w", buffering=1), Path(sys.argv[2])
# Two that make the same address at once are told so, and here nobody would answer.
builders.numbers = count(int(sys.argv[3]) * 1_000_000)
section = a_section()
while not stop.exists():
    article = an_article(section=section)
    rumour = a_rumour()
    a_report(rumour)
    print(time.time(), "article", article.pk, file=said)
    print(time.time(), "assessment", rumour.assessments.order_by("-pk").first().pk, file=said)
"""
KEPT = """
import json
from django.db import connection
from newsroom.models import Article
from rumours.models import Assessment
connection.check_constraints()
print(json.dumps({"article": [*Article.objects.values_list("pk", flat=True)],
                  "assessment": [*Assessment.objects.values_list("pk", flat=True)]}))
"""


class House:
    """`with House("uno") as house` has the tables and no rows; `manage` and `run` act in it."""

    def __init__(self, name, folder):
        self.name, self.folder = name, Path(folder, name)

    def __enter__(self):
        self.folder.mkdir()
        self.media = self.folder / "media"
        if POSTGRES:
            parts = urlsplit(os.environ["DATABASE_URL"])
            self.database = f"{parts.path.strip('/')}_{self.name}_{os.getpid()}"
            self._url = urlunsplit(parts._replace(path=f"/{self.database}"))
            self._on_server(f'CREATE DATABASE "{self.database}"')
        else:
            self._url = f"sqlite:///{self.folder}/site.sqlite3"
        self.environment = os.environ | {
            "DATABASE_URL": self._url,
            "SECRET_KEY": "only-for-tests",
            "ENV_FILE": os.devnull,
            "DEBUG": "0",
            "LOG_LEVEL": "CRITICAL",
            "SITE_URL": "http://testserver",
            "MEDIA_ROOT": str(self.media),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        self.manage("migrate", "-v0")
        return self

    def __exit__(self, *_error):
        self._drop()

    def lose(self):
        """Everything: the tables, the rows and the pictures."""
        self._drop()
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        if POSTGRES:
            self._on_server(f'CREATE DATABASE "{self.database}"')

    def _drop(self):
        if POSTGRES:
            self._on_server(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def _on_server(self, statement):
        import psycopg  # noqa: PLC0415 (not installed where there is only SQLite)

        address = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def manage(self, *arguments, check=True):
        command = [sys.executable, "manage.py", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if check and done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        return done

    def begin(self, code, *arguments):
        """A process of its own that works on the site."""
        code = SET_UP + code
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)

    def run(self, code, *arguments):
        process = self.begin(code, *arguments)
        out, _error = process.communicate()
        assert process.returncode == 0, out
        return out

    def pages(self):
        return json.loads(self.run(PAGES, READ_AT))


def keep_through_writes(house, other, folder, seconds):
    """Back up in the midst of so many seconds in which two processes write. Returns how many rows had been acknowledged
    before it began, those of them that the copy lacks, and how long it took."""
    stop, files = folder.parent / "basta", [folder.parent / f"scritto{number}" for number in (1, 2)]
    writers = [house.begin(WRITER, file, stop, number) for number, file in enumerate(files, start=1)]
    end = time.time() + seconds
    while time.time() < end - seconds / 2 or not all(_lines(file)[3:] for file in files):
        assert all(writer.poll() is None for writer in writers)
        time.sleep(0.1)
    begun = time.time()
    house.manage("backup", folder)
    took = time.time() - begun
    time.sleep(max(0, end - time.time()))
    stop.touch()
    assert [writer.wait() for writer in writers] == [0, 0]
    other.manage("restore", folder)
    kept = json.loads(other.run(KEPT))
    said = [line.split() for file in files for line in _lines(file)]
    before = [(kind, int(pk)) for at, kind, pk in said if float(at) < begun]
    assert any(float(at) > begun + took for at, _kind, _pk in said), "nobody wrote while the backup was made"
    return len(before), [(kind, pk) for kind, pk in before if pk not in kept[kind]], took


def _lines(file):
    return file.read_text().splitlines() if file.exists() else []
