"""Whatever is asked of a public address is answered: with a page, with “not found”, never with a fault of ours."""

import re
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from newsroom.desk.rights import addresses
from rumours.models import Report, Rumour
from tests.builders import a_club, a_coach, a_report, a_rumour, a_source, an_article, an_author, an_editor, an_image
from tests.hostile import SCHEMES
from tests.test_admin import a_report_row, rumour_form
from tests.test_settings import setting

PUBLIC = sorted({url for _name, url in addresses(get_resolver().url_patterns) if not url.startswith("admin/")})
#: Names and values of query strings: those that pages read, and any others.
NAMES = ["club", "persona", "tipo", "attendibilita", "stato", "dal", "al", "dopo", "prima", "pagina", "q", "giorno"]
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
ODD = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "9" * 30,
        "253402300799000000-1",
        "-62135596800000000-1",
        "1e9",
        "NaN",
        "\x00",
        "%00",
        "../..",
        "2025-02-30",
        "0000-00-00",
        "𝟚",
        "a" * 500,
        "[]",
        "null",
    ]
)
VALUES = st.one_of(ODD, TEXT, st.integers().map(str), st.dates().map(str))
QUERY = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), TEXT), VALUES), max_size=6)
BOUNDED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


class TestPublicAddresses(TestCase):
    @classmethod
    def setUpTestData(cls):
        club, coach, source = a_club("Lecce", slug="lecce"), a_coach("Mister Verdi", at=None), a_source("Gazzetta")
        rumour = a_rumour("Verdi → Lecce", person=coach, to_club=club)
        a_report(rumour, source)
        article = an_article("Uscito", clubs=[club], people=[coach], rumours=[rumour], authors=[an_author("Firma")])
        things = (club, coach, source, rumour, article, article.section)
        cls.known = [thing.get_absolute_url() for thing in things] + [f"/{url}" for url in PUBLIC if "<" not in url]

    @BOUNDED
    @given(data=st.data())
    def test_query_strings(self, data):
        response = Client().get(data.draw(st.sampled_from(self.known)), data.draw(QUERY))
        assert response.status_code < 500 or response.request["PATH_INFO"] == "/readyz"

    @BOUNDED
    @given(data=st.data())
    def test_paths(self, data):
        """Every pattern with anything at all where it takes a part; and addresses that are none of ours."""
        pattern = data.draw(st.sampled_from([*PUBLIC, "<any>", "admin/<any>"]))
        pattern = re.sub("<[^>]*>", lambda _part: data.draw(VALUES), pattern)
        response = Client().get("/" + pattern.replace("?", "%3F").replace("#", "%23"))
        assert response.status_code < 500 or response.request["PATH_INFO"] == "/readyz"

    @BOUNDED
    @given(method=st.sampled_from(["post", "put", "delete", "patch", "options", "head", "trace"]), data=st.data())
    def test_methods(self, method, data):
        response = getattr(Client(), method)(data.draw(st.sampled_from(self.known)))
        assert response.status_code < 500 or response.request["PATH_INFO"] == "/readyz"


FOREIGN = ["evil.example", "testserver.evil.example", "a b", "", "testserver@evil", "[::1"]
OUTSIDE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "http:///evil.example", *SCHEMES]
INSIDE = [
    "http://169.254.169.254/x",
    "http://localhost:6379/",
    "https://a.example/x",
    "http://[::1]/",
    "http://2130706433/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_answered_by_400_and_never_printed(client, settings, host):
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client.get("/", HTTP_HOST=host)
    assert response.status_code == 400
    assert "evil" not in response.content.decode()


@pytest.mark.django_db
def test_addresses_come_from_the_settings_and_not_from_the_request(client):
    an_article("Uscito")
    for url in ("/", "/feed.rss", "/sitemap-news.xml", "/robots.txt"):
        page = client.get(url, HTTP_X_FORWARDED_HOST="evil.example", HTTP_X_FORWARDED_PROTO="https")
        assert "evil.example" not in page.content.decode(), url


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", OUTSIDE)
def test_the_language_leads_nowhere_else(client, elsewhere):
    client.force_login(an_editor("Redattore"))
    response = client.post(reverse("set_language"), {"language": "en", "next": elsewhere})
    to = urlsplit(response["Location"])
    assert (to.scheme, to.netloc) == ("", "")


@pytest.mark.django_db
class TestNothingIsFetched:
    """Addresses that editors type are stored and printed; the server itself opens none of them."""

    @pytest.fixture
    def no_network(self, monkeypatch):
        asked = []
        true_connect = socket.socket.connect

        def connect(self, address):
            # The database of the tests is on this machine too.
            if self.family != socket.AF_UNIX and address[1:2] not in ((5432,),):
                asked.append(address)
                raise OSError("no network here")
            return true_connect(self, address)

        monkeypatch.setattr(socket.socket, "connect", connect)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: asked.append(a) or [])
        return asked

    @pytest.mark.parametrize("url", INSIDE)
    def test_from_a_report_to_the_page(self, client, no_network, url):
        client.force_login(an_editor("Caporedattore"))
        rumour = a_rumour("Allegri → Lecce")
        client.get(reverse("admin:rumours_rumour_read"), {"url": url})
        client.post(reverse("admin:rumours_rumour_log"), {"url": url, "rumour": rumour.pk})
        row = a_report_row(url=url)
        client.post(reverse("admin:rumours_rumour_change", args=[rumour.pk]), rumour_form(rumour, [row]))
        data = {"outcome": "confirmed", "on": "01/01/2026", "why": "annuncio", "url": url}
        client.post(reverse("admin:rumours_rumour_settle", args=[rumour.pk]), data)
        an_article("Con un collegamento", body=f'<p><a href="{url}">qui</a></p>', lead_image=an_image())
        client.get("/")
        client.get(rumour.get_absolute_url())
        assert no_network == []
        assert Rumour.objects.count() == 1
        assert Report.objects.count() <= 1

    def test_the_product_has_no_client_of_the_network(self):
        """Whoever adds one writes the rules of what it may open, and names it here: hubs and search engines, whose
        addresses are settings (test_hubs.py, test_search_engines.py)."""
        known = {"newsroom/feeds/hub_address.py", "newsroom/feeds/hub_client.py", "newsroom/indexnow.py"}
        libraries = r"^\s*(import|from) (urllib\.request|http\.client|requests|httpx|aiohttp|socket|ftplib|smtplib)"
        found = subprocess.run(
            ["git", "grep", "-nE", libraries, "--", "football", "rumours", "newsroom", "config"],
            cwd=django_settings.BASE_DIR,
            capture_output=True,
            text=True,
        )
        assert {line.partition(":")[0] for line in found.stdout.splitlines()} == known


class TestAdminPath:
    def test_the_desk_stands_where_it_is_told(self):
        names = "('admin:index', 'set_language', 'admin:login')"
        told = setting(
            f"[__import__('django.urls').urls.reverse(n) for n in {names}]",
            SECRET_KEY="x",
            ADMIN_PATH="/redazione-7f3k/",
        )
        assert told == "['/redazione-7f3k/', '/redazione-7f3k/lingua/setlang/', '/redazione-7f3k/login/']"

    @pytest.mark.parametrize("path", ["", "/", "../x", "Re Da", "a//b", "(.*)", "<x>"])
    def test_an_address_that_is_none_stops_the_start(self, path):
        done = subprocess.run(
            [sys.executable, "manage.py", "check"],
            cwd=django_settings.BASE_DIR,
            env={"PATH": "/usr/bin:/bin", "ENV_FILE": "/dev/null", "SECRET_KEY": "x", "ADMIN_PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode != 0
        assert "ADMIN_PATH è fatto di" in done.stderr

    def test_nothing_else_knows_where_it_is(self):
        """Neither code, nor templates, nor scripts: robots.txt alone, of the address that everybody knows."""
        found = subprocess.run(
            [
                "git",
                "grep",
                "-nE",
                "[\"'(]/admin/",
                "--",
                "config",
                "football",
                "rumours",
                "newsroom",
                "templates",
                "static",
            ],
            cwd=django_settings.BASE_DIR,
            capture_output=True,
            text=True,
        )
        assert [line for line in found.stdout.splitlines() if "admin_path" not in line.lower()] == []
