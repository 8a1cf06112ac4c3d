"""A plain reader is answered by fewer middlewares, and sees what everybody sees who is not signed in."""

import gzip
import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from config.readers import Readers
from tests.builders import a_club, a_coach, a_report, a_rumour, a_section, an_article, an_author

pytestmark = pytest.mark.django_db
#: Of these each answer has its own.
OWN = {"Date"}


@pytest.fixture(autouse=True)
def open_connection():
    """A request closes what a test still needs: Django's own client sees to it in the same way."""
    signals = (request_started, request_finished)
    [signal.disconnect(close_old_connections) for signal in signals]
    yield
    [signal.connect(close_old_connections) for signal in signals]


@pytest.fixture
def site():
    club, coach, section = a_club("Lecce"), a_coach("Mister Verdi"), a_section("Panchine")
    rumour = a_rumour("Verdi → Lecce", person=coach, to_club=club)
    a_report(rumour)
    article = an_article(
        "Verdi", section=section, clubs=[club], people=[coach], rumours=[rumour], authors=[an_author("Livia Ferrante")]
    )
    gone = an_article("Una voce infondata")
    gone.withdraw(why="Era infondata.")
    things = (article, gone, club, coach, rumour, section, article.authors.get())
    return [thing.get_absolute_url() for thing in things]


PATHS = [
    "/",
    "/?utm_source=posta",
    "/voci/",
    "/voci/?stato=aperte",
    "/cerca/?q=verdi",
    "/archivio/",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
    "/sitemap.xml",
    "/robots.txt",
    "/club",
    "/non-esiste/",
    "/articoli/2020/01/verdi/",
    "/sezioni/panchine/?prima=abc",
    "/readyz",
]


def answer(application, path, *, method="GET", **headers):
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    told = []
    response = application(environ | headers, lambda status, headers: told.append((status, headers)))
    body = b"".join(response)
    status, headers = told[-1]
    return status, sorted((name, value) for name, value in headers if name not in OWN), body


def both(path, **asked):
    whole = WSGIHandler()
    return [answer(application, path, **asked) for application in (whole, Readers(whole))]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same_by_both_ways(site, path):
    whole, short = both(path)
    assert short == whole


def test_the_pages_of_things_are_the_same_by_both_ways(site):
    for path in site:
        for method in ("GET", "HEAD"):
            whole, short = both(path, method=method)
            assert short == whole


def test_a_page_that_is_not_kept_is_compressed(site):
    # Each time by other bytes, so that nobody can guess at what a page holds from how long it is.
    for _status, headers, body in both(site[0], HTTP_ACCEPT_ENCODING="gzip"):
        assert ("Content-Encoding", "gzip") in headers
        assert b"<h1>Verdi</h1>" in gzip.decompress(body)


def test_a_foreign_host_is_refused(site):
    assert [status for status, *_ in both("/", HTTP_HOST="altrove.example")] == ["400 Bad Request"] * 2


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/admin/", {}),
        ("/static/site/site.css", {}),
        ("/anteprima/x/", {}),
        ("/", {"method": "POST"}),
        ("/", {"HTTP_COOKIE": "sessionid=abc"}),
        ("/", {"HTTP_COOKIE": "sessionid =abc"}),
    ],
)
def test_whoever_is_no_plain_reader_is_answered_by_the_whole(path, asked):
    status, *_ = answer(Readers(lambda environ, start: start("299 Whole", []) or []), path, **asked)
    assert status == "299 Whole"


@pytest.mark.parametrize("cookie", ["sessionid=x", "sessionid =x", "sessionid\t=x", "sessionid", "a=b; sessionid =x"])
@pytest.mark.parametrize("path", ["/voci/nessuna/", "/2026/11/nessuna/"])
def test_an_odd_cookie_is_no_fault(site, path, cookie):
    assert [status for status, *_ in both(path, HTTP_COOKIE=cookie)] == ["404 Not Found"] * 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        # The last instants that a clock can tell, which in another zone are none.
        ("/voci/?prima=253402300799000000-1", "404 Not Found"),
        ("/rettifiche/?prima=253402300799000000-1", "404 Not Found"),
        ("/cosa-e-cambiato/?prima=-62135596800000000-1", "404 Not Found"),
        ("/voci/?prima=99999999999999999999-1", "404 Not Found"),
        ("/?" + "&" * 6000, "400 Bad Request"),
        ("/cerca/?" + "&".join(f"x{n}=1" for n in range(6000)), "400 Bad Request"),
    ],
)
def test_hostile_queries_are_refused(site, path, status):
    assert [told for told, *_ in both(path)] == [status] * 2


def test_the_desk_keeps_its_middlewares(settings):
    before = list(settings.MIDDLEWARE)
    Readers(WSGIHandler())
    assert before == settings.MIDDLEWARE
    assert set(settings.NOT_FOR_READERS) < set(before)
