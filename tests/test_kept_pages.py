"""Whatever happens, no worker serves a page that is not what would be rendered now."""

from datetime import timedelta
from wsgiref.util import setup_testing_defaults

import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.utils import timezone

from football.models import Merge
from newsroom.kept import freshness, layer
from newsroom.kept.layer import KeptPages
from newsroom.models import PendingChange, Verb
from rumours.models import Override
from rumours.vocabulary import Outcome, Stage
from tests.builders import (
    a_club,
    a_coach,
    a_race,
    a_report,
    a_rumour,
    a_section,
    a_source,
    a_tenure,
    an_article,
    an_author,
    an_editor,
)

pytestmark = pytest.mark.django_db(transaction=True)


class World:
    """A small paper in which everything hangs together, and the address of each kind of page that prints it."""

    def __init__(self):
        self.club, self.other_club, self.double = a_club("Lecce"), a_club("Como"), a_club("U.S. Lecce")
        self.coach = a_coach("Aldo Verdi", at=self.other_club)
        self.source, self.author, self.section = a_source("Gazzettino"), an_author("Livia Ferrante"), a_section()
        self.rumour = a_rumour("Verdi al Lecce", person=self.coach, to_club=self.club, race=a_race(self.club))
        self.report = a_report(self.rumour, self.source)
        tagged = {"clubs": [self.club], "people": [self.coach], "rumours": [self.rumour], "authors": [self.author]}
        self.article = an_article("Verdi, primo contatto", section=self.section, **tagged)
        self.beside = an_article("Verdi, che cosa cambia", published_days_ago=2, section=self.section, **tagged)
        self.draft = an_article("Verdi, secondo incontro", published_days_ago=None, progress="ready", **tagged)
        self.article.correct("Era il 2027.")
        self.coming = timezone.now() + timedelta(hours=1)

    @property
    def pages(self):
        things = (self.article, self.beside, self.section, self.club, self.other_club, self.coach, self.author)
        paths = [thing.get_absolute_url() for thing in (*things, self.rumour, self.source)]
        day = timezone.localdate(self.article.first_published_at)
        paths += ["/", "/club/", "/allenatori/", "/voci/", f"/voci/?club={self.club.slug}", "/cosa-e-cambiato/"]
        paths += ["/panchine/", "/fonti/", "/attendibilita/", "/rettifiche/", "/redazione/", "/archivio/"]
        paths += [f"/archivio/{day:%Y/%m}/", f"/archivio/{day:%Y/%m/%d}/"]
        listings = ("/", "/voci/", "/cosa-e-cambiato/", "/rettifiche/", *paths[2:4], *paths[5:7])
        paths += [f"{listing}feed.{kind}" for listing in listings for kind in ("rss", "atom", "json")]
        paths += ["/sitemap.xml", "/sitemap-news.xml", f"/sitemap-articoli-{day:%Y-%m}.xml", "/sitemap-elenchi.xml"]
        return [*paths, "/sitemap-voci-0.xml", "/sitemap-club-0.xml", "/sitemap-persone-0.xml"]


def put_right(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    article.record(Verb.SAVED)


def retag(world):
    """As a form does it: the row first, then its tags, then the version."""
    world.article.save()
    world.article.clubs.set([world.other_club])
    world.article.record(Verb.SAVED)


def rename(thing, name):
    thing.name = name
    thing.save()


def judge(world, **until):
    editor = an_editor()
    Override.objects.create(
        rumour=world.rumour,
        probability=0.45,
        reason="Lo dicono due dirigenti.",
        by=editor,
        at=timezone.now(),
        **{"until": timezone.now() + timedelta(hours=5)} | until,
    )
    world.rumour.reassess()


EVENTS = {
    "publish": lambda w: w.draft.publish(),
    "update": lambda w: (w.article.mark_updated(), put_right(w.article, headline="Verdi, la svolta")),
    "typo": lambda w: put_right(w.article, headline="Verdi, primo contato"),
    "body": lambda w: put_right(w.article, body=f'<p>Nuovo.</p><div data-rumour="{w.rumour.pk}"></div>'),
    "correction": lambda w: w.article.correct("Non era il 2027."),
    "withdrawal": lambda w: w.article.withdraw(why="La fonte non era attribuibile."),
    "retag": retag,
    "slug": lambda w: put_right(w.article, slug="un-altro-indirizzo"),
    "label": lambda w: a_report(w.rumour, a_source("Relevo"), stage=Stage.CLUBS_AGREED, days_ago=0),
    "judgement": judge,
    "settled": lambda w: w.rumour.settle(
        Outcome.CONFIRMED, on=timezone.localdate(), why="Annuncio del club.", url="https://club.example/annuncio"
    ),
    "new rumour": lambda w: a_report(a_rumour("Verdi al Como", person=w.coach, to_club=w.other_club)),
    "merge": lambda w: Merge.of(w.club, w.double),
    "merge the other way": lambda w: Merge.of(w.double, w.club),
    "source renamed": lambda w: rename(w.source, "Il Gazzettino"),
    "club renamed": lambda w: rename(w.club, "Unione Lecce"),
    "coach renamed": lambda w: rename(w.coach, "Aldo Maria Verdi"),
    "section renamed": lambda w: rename(w.section, "Dalle panchine"),
    "author renamed": lambda w: rename(w.author, "L. Ferrante"),
    "tenure": lambda w: a_tenure(f"{timezone.localdate()}", club=w.club, person=a_coach("Bruno Neri")),
}
BY_ITSELF = {
    "scheduled": lambda w: w.draft.schedule(w.coming),
    "pending": lambda w: PendingChange.objects.create(
        article=w.article, fields={"headline": [w.article.headline, "Verdi ha detto sì"]}, publish_at=w.coming
    ),
    "a judgement lapses": lambda w: judge(w, until=w.coming),
}


@pytest.fixture
def site(settings, tmp_path):
    """The application as Django answers, and two workers with memories of their own and a store that they share."""
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    settings.KEPT_PAGES_LOCKS, settings.ALLOWED_HOSTS = tmp_path, ["testserver"]
    application = get_wsgi_application()
    return application, [KeptPages(application) for _ in range(2)]


def ask(application, path, **more):
    told = []
    bare, _, query = path.partition("?")
    environ = {"HTTP_HOST": "testserver", "PATH_INFO": bare, "QUERY_STRING": query, **more}
    setup_testing_defaults(environ)
    response = application(environ, lambda status, headers, *rest: told.append((status, dict(headers))))
    body = b"".join(response)
    getattr(response, "close", lambda: None)()
    return (*told[0], body)


def warm(workers, pages):
    """Ask each worker for each page until it is kept, and see that it is."""
    for path in pages:
        for worker in workers:
            for _ in range(3):
                status, headers, _body = ask(worker, path)
        assert (status, headers.get("Cache-Status")) == ("200 OK", "panchina; hit"), (path, status, headers)


def old_ones(site, pages):
    """The pages of which a worker serves another than Django renders."""
    application, workers = site
    found = []
    for path in pages:
        fresh = ask(application, path)
        found += [path for worker in workers if ask(worker, path)[::2] != fresh[::2]]
    return found


@pytest.mark.parametrize("event", EVENTS)
def test_after_an_event_every_page_of_every_worker_is_fresh(site, event):
    """Row 12 of the newsroom's complaints: whatever happens to a story, all that prints it tells it at once."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        world = World()
        pages = world.pages
        warm(site[1], pages)
        clock.shift(1)
        before = [ask(site[0], path)[2] for path in pages]
        EVENTS[event](world)
        assert before != [ask(site[0], path)[2] for path in pages], "the event changes nothing that readers see"
        assert old_ones(site, pages) == []


@pytest.mark.parametrize("event", BY_ITSELF)
def test_what_comes_by_itself_is_on_every_page_at_its_second(site, event):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        world = World()
        clock.shift(1)
        BY_ITSELF[event](world)
        pages = world.pages
        warm(site[1], pages)
        clock.move_to(world.coming - timedelta(seconds=1))
        assert old_ones(site, pages) == []
        before = [ask(site[0], path)[2] for path in pages]
        clock.move_to(world.coming)
        assert before != [ask(site[0], path)[2] for path in pages]
        assert old_ones(site, pages) == []


def test_a_change_leaves_the_pages_alone_that_do_not_print_it(site):
    world = World()
    elsewhere = an_article("Altrove", clubs=[a_club("Bari")], section=a_section("Estero"))
    pages = [elsewhere.get_absolute_url(), elsewhere.section.get_absolute_url()]
    warm(site[1], pages)
    put_right(world.article, headline="Verdi, la svolta")
    for path in pages:
        assert [ask(worker, path)[1]["Cache-Status"] for worker in site[1]] == ["panchina; hit"] * 2


def test_a_draft_that_is_saved_leaves_all_pages_alone(site):
    world = World()
    warm(site[1], ["/", world.club.get_absolute_url()])
    put_right(world.draft, headline="Verdi, un altro incontro?")
    assert ask(site[1][0], "/")[1]["Cache-Status"] == "panchina; hit"


@pytest.mark.parametrize("path", ["/admin/login/", "/non-esiste/", "/club/nessuno/", "/healthz", "/static/x.css"])
def test_what_is_no_page_is_not_kept(site, path):
    for worker in site[1]:
        assert [ask(worker, path)[1].get("Cache-Status") for _ in range(2)] == [None, None]


def test_who_is_signed_in_is_answered_by_django(site):
    world = World()
    warm(site[1], ["/"])
    assert "Cache-Status" not in ask(site[1][0], "/", HTTP_COOKIE="sessionid=abc")[1]
    assert "Verdi" in ask(site[1][0], "/")[2].decode() and world


def test_a_foreign_host_is_refused_although_the_page_is_kept(site):
    warm(site[1], ["/"])
    assert ask(site[1][0], "/", HTTP_HOST="altrove.example")[0] == "400 Bad Request"


def test_a_bot_with_queries_of_its_own_makes_no_entry(site):
    worker = site[1][0]
    warm(site[1], ["/"])
    for number in range(30):
        assert ask(worker, f"/?x={number}")[1]["Cache-Status"] == "panchina; hit"
    assert list(worker.memory.queries.pages) == []


def test_another_worker_and_a_restart_find_what_is_kept(site, settings):
    warm(site[1][:1], ["/"])
    assert ask(site[1][1], "/")[1]["Cache-Status"] == "panchina; hit"
    assert ask(KeptPages(site[0]), "/")[1]["Cache-Status"] == "panchina; hit"


def test_a_page_is_rendered_once_by_those_who_want_it_at_the_same_time(site):
    """One after the other here; the bench does it with 200 requests at once."""
    rendered = []
    counting = KeptPages(lambda environ, start: rendered.append(environ["PATH_INFO"]) or site[0](environ, start))
    for _ in range(20):
        ask(counting, "/")
    assert rendered.count("/") <= 2


class TestFaults:
    def broken(self, *args, **kwargs):
        raise OperationalError("gone")

    def test_with_the_database_away_what_is_kept_is_served(self, site, monkeypatch, caplog):
        world = World()
        pages = ["/", world.article.get_absolute_url(), "/feed.rss"]
        warm(site[1], pages)
        monkeypatch.setattr(freshness, "last_change", self.broken)
        monkeypatch.setattr(layer, "last_change", self.broken)
        for path in pages:
            assert [ask(worker, path)[0] for worker in site[1]] == ["200 OK"] * 2
        assert len([r for r in caplog.records if "database is away" in r.message]) == 2
        monkeypatch.undo()
        put_right(world.article, headline="Verdi, la svolta")
        assert old_ones(site, pages) == []

    def test_with_the_shared_store_away_pages_are_exact_and_it_is_said_once(self, site, settings, caplog):
        settings.CACHES = settings.CACHES | {
            "pages": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
        }
        world = World()
        worker = KeptPages(site[0])
        pages = ["/", world.article.get_absolute_url()]
        warm([worker], pages)
        put_right(world.article, headline="Verdi, la svolta")
        assert old_ones((site[0], [worker]), pages) == []
        assert len([r for r in caplog.records if "cannot be shared" in r.message]) == 1


def test_a_kept_page_costs_no_query_on_sqlite_and_one_elsewhere(site, django_assert_num_queries):
    world = World()
    warm(site[1], ["/", world.article.get_absolute_url()])
    with django_assert_num_queries(0 if connection.vendor == "sqlite" else 1):
        ask(site[1][0], "/")
