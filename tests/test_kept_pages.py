"""Whatever happens, no worker serves a page that is not what would be rendered now."""

import gc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch
from wsgiref.util import setup_testing_defaults

import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.utils import timezone

from football.models import Merge
from newsroom.kept import freshness, layer, moment, pieces
from newsroom.kept.layer import KeptPages
from newsroom.kept.memory import Memory
from newsroom.models import Article, FormerAddress, PendingChange, Verb
from newsroom.models.bulk import create_stories
from newsroom.prepared import Prepared
from newsroom.related import read_after
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
        self.outlet, self.author, self.section = a_source("Agenzia Nord"), an_author("Livia Ferrante"), a_section()
        self.source, self.empty = a_source("Gazzettino", outlet=self.outlet), a_section("Coppe")
        self.rumour = a_rumour("Verdi al Lecce", person=self.coach, to_club=self.club, race=a_race(self.club))
        self.report = a_report(self.rumour, self.source)
        self.other = a_rumour("Verdi resta", person=self.coach, from_club=self.other_club)
        self.secret = a_source("Voce riservata", attributable=False)
        a_report(self.other, self.secret, weighed=False)
        a_report(self.other, a_source("Corriere"), via=self.outlet)
        tagged = {"clubs": [self.club], "people": [self.coach], "rumours": [self.rumour], "authors": [self.author]}
        self.article = an_article("Verdi, primo contatto", section=self.section, **tagged)
        self.beside = an_article("Verdi, che cosa cambia", published_days_ago=2, section=self.section, **tagged)
        self.draft = an_article("Verdi, secondo incontro", published_days_ago=None, progress="ready", **tagged)
        self.article.correct("Era il 2027.")
        self.coming = timezone.now() + timedelta(hours=1)

    @property
    def searches(self):
        """Never kept whole, but put together from pieces."""
        found = ["Verdi", "verdi+contatto", "svolta", "Lecce", f"verdi&club={self.club.slug}", "Como&solo=voci"]
        found += ["Lecce&sezione=coppe", "Lecce&sezione=supercoppa", "verdi&anno=2026", "Lecce+verdi&pagina=2"]
        return [f"/cerca/?q={query}" for query in found]

    @property
    def pages(self):
        things = (self.article, self.beside, self.section, self.club, self.other_club, self.coach, self.author)
        paths = [thing.get_absolute_url() for thing in (*things, self.rumour, self.other, self.source)]
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


def name_the_secret(world):
    world.secret.attributable = True
    world.secret.save()


def to_come(world):
    """As an import makes it: with its instant from the beginning."""
    told = {"headline": "Verdi, il giorno dopo", "body": "<p>Verdi.</p>", "section": world.section, "progress": "ready"}
    return Article(slug="il-giorno-dopo", published_at=world.coming, **told)


def bring_in(world):
    tags = {"clubs": [world.club], "people": [world.coach], "authors": [world.author]}
    create_stories([(to_come(world), tags)])


def recolour(world):
    """What the page of a club prints, and nobody else."""
    world.club.primary_colour = "#112233"
    world.club.save()


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
    "outlet renamed": lambda w: rename(w.outlet, "Agenzia Sud"),
    "source named": name_the_secret,
    "competition renamed": lambda w: rename(w.club.competition, "Prima serie"),
    "club renamed": lambda w: rename(w.club, "Unione Lecce"),
    "coach renamed": lambda w: rename(w.coach, "Aldo Maria Verdi"),
    "section renamed": lambda w: rename(w.section, "Dalle panchine"),
    "new section": lambda w: a_section("Supercoppa"),
    "section deleted": lambda w: w.empty.delete(),
    "author renamed": lambda w: rename(w.author, "L. Ferrante"),
    "new author": lambda w: an_author("Ada Neri"),
    "colours": recolour,
    "tenure": lambda w: a_tenure(f"{timezone.localdate()}", club=w.club, person=a_coach("Bruno Neri")),
}
BY_ITSELF = {
    "scheduled": lambda w: w.draft.schedule(w.coming),
    "imported": bring_in,
    "imported alone": lambda w: to_come(w).save(),
    "pending": lambda w: PendingChange.objects.create(
        article=w.article, fields={"headline": [w.article.headline, "Verdi ha detto sì"]}, publish_at=w.coming
    ),
    "a judgement lapses": lambda w: judge(w, until=w.coming),
    "a rumour": lambda w: a_rumour("Verdi al Como", person=w.coach, to_club=w.other_club, published_at=w.coming),
}


@pytest.fixture
def site(settings, tmp_path):
    """The application as Django answers, and two workers with memories of their own and a store that they share."""
    in_memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    settings.CACHES = settings.CACHES | {"pages": in_memory, "pages_with_query": in_memory}
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


def from_nothing(application, path):
    """A page of which no piece was kept."""
    with patch.object(moment, "current", return_value=None):
        return ask(application, path)


def from_the_file(application, path):
    """A page as a worker renders it that has made no piece itself."""
    with patch.object(pieces, "_kept", Memory(2**20)):
        return ask(application, path)


def old_ones(site, pages):
    """The pages of which a worker serves another than Django renders from nothing, or of which Django has kept another
    piece, in its memory or in the file of all."""
    application, workers = site
    # As in a process that has made no query yet. `isinstance` would load the lazy objects that earlier tests left.
    for prepared in filter(lambda thing: type(thing) is Prepared, gc.get_objects()):
        prepared.made = None
    found, by_another = [], {path: from_the_file(application, path) for path in pages}
    for path in pages:
        fresh = from_nothing(application, path)
        found += [path] if by_another[path][::2] != fresh[::2] else []
        found += [path for worker in [*workers, application] if ask(worker, path)[::2] != fresh[::2]]
    return found


@pytest.mark.parametrize("event", EVENTS)
def test_after_an_event_every_page_of_every_worker_is_fresh(site, event):
    """Row 12 of the newsroom's complaints: whatever happens to a story, all that prints it tells it at once."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        world = World()
        pages = world.pages
        warm(site[1], pages)
        clock.shift(1)
        shown = [*pages, *world.searches]
        assert old_ones(site, shown) == []
        before = [ask(site[0], path)[2] for path in pages]
        EVENTS[event](world)
        assert before != [ask(site[0], path)[2] for path in pages], "the event changes nothing that readers see"
        assert old_ones(site, shown) == []


@pytest.mark.parametrize("arranged", ["before the pages were kept", "while they are kept"])
@pytest.mark.parametrize("event", BY_ITSELF)
def test_what_comes_by_itself_is_on_every_page_at_its_second(site, event, arranged):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        world = World()
        clock.shift(1)
        pages = world.pages
        if arranged == "while they are kept":
            warm(site[1], pages)
        BY_ITSELF[event](world)
        warm(site[1], pages)
        clock.move_to(world.coming - timedelta(seconds=1))
        shown = [*pages, *world.searches]
        assert old_ones(site, shown) == []
        before = [ask(site[0], path)[2] for path in pages]
        clock.move_to(world.coming)
        assert before != [ask(site[0], path)[2] for path in pages]
        assert old_ones(site, shown) == []


@pytest.mark.parametrize("event", ["scheduled", "pending", "imported", "imported alone"])
def test_a_page_that_was_kept_before_learns_what_is_to_come(site, event):
    """At noon: a page knows of midnight in any case."""
    application, workers = site
    with time_machine.travel("2026-11-26T12:00:00+00:00", tick=False) as clock:
        world = World()
        pages = ["/", world.article.get_absolute_url(), world.club.get_absolute_url()]
        warm(workers, pages)
        before = [ask(workers[0], path)[2] for path in pages]
        BY_ITSELF[event](world)
        clock.move_to(world.coming)
        # The workers first: nobody else asks.
        now = [ask(workers[0], path)[2] for path in pages]
        assert now == [ask(application, path)[2] for path in pages]
        assert now != before


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


def test_bytes_that_are_made_for_one_answer_are_not_held(site):
    worker = site[1][0]
    warm([worker], ["/"])
    for number in range(5):
        ask(worker, f"/?x={number}", HTTP_ACCEPT_ENCODING="identity")
    assert all(question.count("identity") == 0 for question in worker.ready.state[1])
    ask(worker, "/", HTTP_ACCEPT_ENCODING="gzip")
    assert any("gzip" in question for question in worker.ready.state[1])


def test_a_page_that_is_compressed_in_another_way_for_a_reader_is_counted_anew(site):
    worker = site[1][0]
    warm([worker], ["/"])
    before = worker.memory.plain.used
    ask(worker, "/", HTTP_ACCEPT_ENCODING="br")
    assert worker.memory.plain.used == before + len(worker.memory.get("/").bodies["br"])


def test_a_foreign_host_is_refused_although_the_page_is_kept(site):
    warm(site[1], ["/"])
    assert ask(site[1][0], "/", HTTP_HOST="altrove.example")[0] == "400 Bad Request"


def test_a_bot_with_queries_of_its_own_makes_no_entry(site):
    worker = site[1][0]
    asked = [ask(worker, f"/?x={number}") for number in range(30)]
    rendered, *kept = [headers["Cache-Status"] for _, headers, _ in asked]
    assert (rendered, set(kept)) == ("panchina; fwd=miss; stored", {"panchina; hit"})
    assert {body for *_, body in asked} == {ask(worker, "/")[2]}
    assert list(worker.memory.queries.pages) == []


def test_an_address_of_the_site_before_leads_on_although_the_front_page_is_kept(site):
    worker, article = site[1][0], World().article
    FormerAddress.keep("/?p=12", article)
    for _ in range(2):
        warm(site[1], ["/", "/?x=1"])
        status, headers, _body = ask(worker, "/?p=12")
        assert (status, headers["Location"]) == ("301 Moved Permanently", article.get_absolute_url())


def test_whoever_is_sent_on_takes_along_what_he_came_with(site):
    status, headers, _body = ask(site[1][0], f"{World().club.get_absolute_url().rstrip('/')}?utm_source=posta")
    assert (status, headers["Location"][-24:]) == ("301 Moved Permanently", "/lecce/?utm_source=posta")


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
        # Past the instant at which it would have been made anew, no copy of it is kept any more.
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            status, headers, _body = ask(site[1][0], "/")
        assert (status, headers["Cache-Control"]) == ("200 OK", "public, max-age=0")
        assert len([r for r in caplog.records if "database is away" in r.message]) == 2
        monkeypatch.undo()
        put_right(world.article, headline="Verdi, la svolta")
        assert old_ones(site, pages) == []

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="a file ends no connection")
    def test_a_connection_that_was_ended_is_no_reason_for_an_old_page(self, site):
        """As after a restart of the database: the thread that looks whether a page still stands finds its own dead."""
        world = World()
        warm(site[1], ["/"])

        def end_the_other_and_change(pid):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            put_right(world.article, headline="Verdi, la svolta")
            connection.close()

        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(end_the_other_and_change, connection.connection.info.backend_pid).result()
        assert "la svolta" in ask(site[1][0], "/")[2].decode()

    def test_with_the_shared_store_away_pages_are_exact_and_it_is_said_once(self, site, settings, caplog):
        away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
        settings.CACHES = settings.CACHES | {"pages": away, "pages_with_query": away}
        world = World()
        worker = KeptPages(site[0])
        pages = ["/", world.article.get_absolute_url()]
        warm([worker], pages)
        put_right(world.article, headline="Verdi, la svolta")
        assert old_ones((site[0], [worker]), pages) == []
        assert len([r for r in caplog.records if "cannot be shared" in r.message]) == 1


def test_a_kept_page_costs_one_query_and_none_on_sqlite(site, django_assert_num_queries):
    world = World()
    warm(site[1], ["/", world.article.get_absolute_url()])
    with django_assert_num_queries(connection.vendor == "postgresql"):
        ask(site[1][0], "/")


def test_a_page_that_a_change_left_alone_asks_nothing_of_its_own(site, django_assert_num_queries):
    world = World()
    elsewhere = [an_article(f"Altrove {n}", section=a_section("Estero")) for n in range(20)]
    pages = [article.get_absolute_url() for article in elsewhere]
    warm(site[1], pages)
    # The first change that a worker sees: from here on it knows what moves.
    put_right(world.article, headline="Verdi, la svolta")
    warm(site[1], pages)
    put_right(world.article, headline="Verdi, ancora")
    # Which change is the last, and what it moved.
    with django_assert_num_queries(2 if connection.vendor == "sqlite" else 21):
        assert [ask(site[1][0], page)[1]["Cache-Status"] for page in pages] == ["panchina; hit"] * 20


def test_the_newest_of_a_club_are_asked_for_once_for_all_its_stories(site, django_assert_num_queries):
    club = a_club("Bari")
    one, two, three = (an_article(f"Bari {n}", clubs=[club]) for n in range(3))
    moment.note_anew(now=timezone.now())
    assert read_after(one.pk, [club], []).related == [three.pk, two.pk]
    with django_assert_num_queries(0):
        assert read_after(two.pk, [club], []).related == [three.pk, one.pk]
    four = an_article("Bari 4", clubs=[club])
    moment.note_anew(now=timezone.now())
    assert read_after(two.pk, [club], []).related == [four.pk, three.pk, one.pk]
