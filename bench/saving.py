"""What an editor's save costs, and a report's: CPU of the whole request, on a newspaper that is there, beside a bare
view (bench/bare.py) in the same run.

    python bench/saving.py [-v]         in the database that DATABASE_URL names (bench/growth.py fills one)

A story with ten tags and 600 words is opened in its form; its headline and a word of its text are changed and it is
saved, twenty times. A report is logged by the quick form as often. With -v, what the time goes to.
"""

import cProfile
import os
import pstats
import statistics
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "bench")
os.environ["DEBUG"] = "0"
os.environ["SECOND_FACTOR_ROLES"] = ""

import django  # noqa: E402

django.setup()

import lxml.html  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.filling import sentences  # noqa: E402
from bench.search import worked  # noqa: E402
from football.models import Club, Person  # noqa: E402
from newsroom.models import Article, User  # noqa: E402
from rumours.models import Rumour, Source  # noqa: E402
from rumours.vocabulary import Kind  # noqa: E402

TIMES, WORDS = 20, 600


def a_story():
    text = " ".join(" ".join(sentences() * 9).split()[:WORDS])
    story = Article.objects.published().by_news()[3]
    story.body = "".join(f"<p>{part}.</p>" for part in text.split(". "))
    story.save()
    story.clubs.set(Club.objects.order_by("pk")[:4])
    story.people.set(Person.objects.order_by("pk")[:4])
    story.rumours.set(Rumour.objects.published().order_by("pk")[:2])
    return story


def form_of(client, path, form_id):
    page = lxml.html.fromstring(client.get(path).content.decode())
    return dict(page.get_element_by_id(form_id).form_values()) | {
        name: [v for n, v in page.get_element_by_id(form_id).form_values() if n == name]
        for name in ("clubs", "people", "rumours", "authors")
    }


def save(client, path, number):
    """Return the CPU ms of one save."""
    values = form_of(client, path, "article_form")
    values["headline"] = f"Il mercato si apre con una trattativa {number}"
    values["body"] = values["body"].replace("</p>", f" Parola{number}.</p>", 1)
    values["_continue"] = "1"
    # As a browser sends a form without files.
    sent = urlencode(values, doseq=True)
    began = worked()
    response = client.post(path, sent, content_type="application/x-www-form-urlencoded")
    taken = (worked() - began) * 1000
    assert response.status_code == 302, refusals(response)  # noqa: S101
    return taken


def a_rumour():
    """An open rumour with the reports of a fortnight."""
    today, now = timezone.localdate(), timezone.now()
    rumour = Rumour.objects.create(
        title="Una voce che corre",
        kind=Kind.COACH_APPOINTMENT,
        rule="Vale se il club annuncia l'allenatore entro la scadenza.",
        opened_on=today - timedelta(days=20),
        deadline=today + timedelta(days=30),
        published_at=now - timedelta(days=20),
        person=Person.objects.order_by("pk")[0],
        to_club=Club.objects.order_by("pk")[0],
    )
    for day, source in enumerate(Source.objects.order_by("pk")[:14]):
        at = now - timedelta(days=day + 1)
        rumour.reports.create(
            source=source, published_at=at, stance="supports", stage="talks", url=f"https://a.it/{day}"
        )
    rumour.reassess()
    return rumour


def log(client, rumour, number):
    values = {
        "url": f"https://giornale.example/{number}-{os.getpid()}",
        "rumour": rumour.pk,
        "outlet": Source.objects.order_by("pk")[number % 5].pk,
        "day": f"{timezone.localdate():%d/%m/%Y}",
        "stance": "supports",
        "stage": "talks",
    }
    began = worked()
    response = client.post(reverse("admin:rumours_rumour_log"), values)
    taken = (worked() - began) * 1000
    assert response.status_code == 302, refusals(response)  # noqa: S101
    return taken


def refusals(response):
    page = lxml.html.fromstring(response.content.decode())
    return response.status_code, [e.text_content().strip() for e in page.find_class("errorlist")]


def a_bare_view():
    """The CPU ms of one, in a process of its own. Asked before and after each figure: the machine may have changed."""
    script = ROOT / "bench" / "bare.py"
    return float(subprocess.run([sys.executable, script], check=True, capture_output=True, text=True).stdout)  # noqa: S603


def told(name, taken, bare):
    middle = statistics.median(taken)
    print(
        f"{name:<12}{min(taken):>8.1f} ms at least{middle:>8.1f} in the middle{max(taken):>8.1f} at most"
        f"{middle / bare:>8.0f} bare views of {bare:.3f}"
    )


def main():
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(User.objects.get(username="direttore"))
    path = reverse("admin:newsroom_article_change", args=[a_story().pk])
    save(client, path, 0)
    rumour = a_rumour()
    log(client, rumour, 59)
    profile = cProfile.Profile() if "-v" in sys.argv else None
    for name, one in (("a save", lambda n: save(client, path, n + 1)), ("a report", lambda n: log(client, rumour, n))):
        before = a_bare_view()
        taken = [one(n) for n in range(TIMES)]
        told(name, taken, (before + a_bare_view()) / 2)
        if profile:
            profile.enable()
            one(TIMES)
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
            profile = cProfile.Profile()


if __name__ == "__main__":
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain):
        main()
