"""The readers' site as a paper: what its pages carry, weigh, allow and say of themselves."""

import gzip
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone
from lxml import html

from football.models import Tenure
from newsroom.pages.front import LATEST, OF_A_SECTION, SECOND, lay_out
from newsroom.related import BENEATH
from rumours.models import Assessment
from rumours.movements import latest_day
from rumours.vocabulary import Kind, Label, Stage
from tests.builders import (
    a_club,
    a_coach,
    a_player,
    a_report,
    a_rumour,
    a_section,
    a_source,
    an_article,
    an_author,
    an_editor,
    an_image,
)

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent
ROME = ZoneInfo("Europe/Rome")
NOON = datetime(2025, 6, 10, 12, tzinfo=ROME)


@pytest.fixture(scope="module")
def css():
    return (ROOT / "static/site/site.css").read_text()


def page_of(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return html.fromstring(response.content)


def text_of(element):
    return " ".join(element.text_content().split())


class TestTheFrontPage:
    def test_no_story_stands_in_two_places(self):
        recent = [(pk, pk % 3) for pk in range(100, 0, -1)]
        lead, second, latest, sections = lay_out(recent)
        told = [lead, *second, *(pk for pk, _ in latest), *(pk for keys in sections.values() for pk in keys)]
        assert len(told) == len(set(told)) == 1 + SECOND + LATEST + 3 * OF_A_SECTION

    def test_the_newest_leads_and_every_place_is_newest_first(self):
        lead, second, latest, sections = lay_out([(pk, 1) for pk in range(100, 0, -1)])
        assert lead == 100
        assert [*second, *(pk for pk, _ in latest), *sections[1]] == list(range(99, 77, -1))

    def test_nothing_to_print_is_an_empty_page(self):
        assert lay_out([])[0] is None

    def test_a_section_stands_there_in_the_order_of_the_menu(self, client):
        last, first = a_section("Zona"), a_section("Altro")
        first.position, last.position = 2, 1
        first.save(), last.save()
        for number in range(1 + SECOND + LATEST + 2):
            an_article(section=first if number % 2 else last, published_days_ago=number + 1)
        page = page_of(client, "/")
        assert [text_of(title) for title in page.cssselect(".sections h2")] == ["Zona", "Altro"]

    def test_it_counts_what_rose_and_what_fell_on_the_last_day(self, client):
        for number in range(3):
            rumour = a_rumour(f"Sale {number}")
            a_report(rumour, stage=Stage.LINKED, days_ago=3)
            a_report(rumour, stage=Stage.PERSONAL_TERMS, days_ago=0)
        (moves,) = page_of(client, "/").cssselect(".moves")
        up, down = (text_of(count) for count in moves.cssselect(".tally span"))
        assert (up.split()[0], down.split()[0]) == ("3", "0")
        assert len(moves.cssselect("li")) == 3

    def test_a_rumour_that_moved_twice_in_a_day_counts_once_with_its_last_word(self):
        evening, morning = (Assessment(at=NOON + timedelta(hours=hour), rumour_id=1) for hour in (6, -2))
        morning.label_before, morning.label = Label.REMOTE, Label.LIKELY
        evening.label_before, evening.label = Label.LIKELY, Label.OPEN
        yesterday = Assessment(at=NOON - timedelta(days=1), rumour_id=2, label_before=Label.OPEN, label=Label.LIKELY)
        movements = latest_day([evening, morning, yesterday])
        assert (movements.changes, movements.risen, movements.fallen) == ([evening], 0, 1)
        assert movements.day == NOON.date()
        assert latest_day([]) is None

    def test_the_benches_tell_who_may_go_and_who_has_come(self, client):
        club, coach = a_club("Lecce"), a_coach("Mister Verdi")
        Tenure.objects.create(person=coach, club=club, start=timezone.localdate() - timedelta(days=9))
        Tenure.objects.create(
            person=a_coach("Mister Domani"), club=club, start=timezone.localdate() + timedelta(days=9)
        )
        a_report(a_rumour("Verdi lascia", kind=Kind.COACH_DEPARTURE, person=coach, from_club=club))
        goes, came = page_of(client, "/").cssselect(".pair > div")
        assert "Verdi lascia" in text_of(goes)
        assert "Mister Verdi" in text_of(came)
        assert "Mister Domani" not in text_of(came)


class TestAStory:
    def test_it_offers_first_what_shares_most_with_it(self, client):
        club, coach = a_club("Lecce"), a_coach("Mister Verdi")
        for _ in range(BENEATH):
            an_article(clubs=[club], published_days_ago=1)
        an_article("Verdi e il Lecce", clubs=[club], people=[coach], published_days_ago=40)
        an_article("Solo Verdi", people=[coach], published_days_ago=30)
        story = an_article(clubs=[club], people=[coach], published_days_ago=0)
        related = page_of(client, story.get_absolute_url()).cssselect(".related h3")
        assert [text_of(title) for title in related][:2] == ["Verdi e il Lecce", "Solo Verdi"]
        assert len(related) == BENEATH

    def test_it_tells_the_latest_of_its_clubs_and_nothing_twice(self, client):
        club = a_club("Lecce")
        for number in range(9):
            an_article(f"Lecce {number}", clubs=[club], published_days_ago=number + 2)
        story = an_article(clubs=[club, a_club("Torino")], published_days_ago=1)
        page = page_of(client, story.get_absolute_url())
        beside = [text_of(title) for title in page.cssselect(".rail h3")]
        beneath = [text_of(title) for title in page.cssselect(".related h3")]
        assert beneath == [f"Lecce {number}" for number in range(4)]
        assert beside == ["Lecce 4", "Lecce 5", "Lecce 6"]

    def test_what_readers_may_not_see_is_offered_nowhere(self, client):
        club = a_club()
        an_article("Bozza", clubs=[club], published_days_ago=None)
        an_article("Domani", clubs=[club], published_days_ago=-1)
        an_article("Ritirata", clubs=[club]).withdraw(why="Falsa.")
        page = text_of(page_of(client, an_article(clubs=[club]).get_absolute_url()))
        assert not [title for title in ("Bozza", "Domani", "Ritirata") if title in page]

    def test_it_is_passed_on_by_plain_links(self, client):
        story = an_article("Milan & Inter: “sì” al 50%?")
        address = "http://testserver" + story.get_absolute_url()
        links = {
            urlsplit(link).netloc or "mail": link
            for link in page_of(client, story.get_absolute_url()).xpath("//nav[@class='pass-on']//a/@href")
        }
        assert parse_qs(urlsplit(links["wa.me"]).query) == {"text": [f"{story.headline} {address}"]}
        assert parse_qs(urlsplit(links["t.me"]).query) == {"url": [address], "text": [story.headline]}
        assert parse_qs(urlsplit(links["x.com"]).query) == {"url": [address], "text": [story.headline]}
        assert parse_qs(urlsplit(links["mail"]).query) == {"subject": [story.headline], "body": [address]}
        assert "+" not in links["mail"]

    def test_a_title_that_means_mischief_ends_no_attribute(self, client):
        story = an_article('"><script>alert(1)</script>')
        page = page_of(client, story.get_absolute_url())
        assert [script.get("type") for script in page.iter("script")] == ["application/ld+json"]

    def test_a_correction_stands_above_everything(self, client):
        story = an_article("Titolo")
        story.correct("Era un biennale.")
        article = page_of(client, story.get_absolute_url()).cssselect("article.story")[0]
        assert "Era un biennale." in text_of(article[0])

    def test_its_own_picture_is_asked_for_first_and_the_others_when_they_are_near(self, client):
        club = a_club()
        an_article(clubs=[club], lead_image=an_image())
        story = an_article(clubs=[club], lead_image=an_image())
        page = page_of(client, story.get_absolute_url())
        first, *others = page.iter("img")
        assert (first.get("fetchpriority"), first.get("loading")) == ("high", None)
        assert others
        assert {other.get("loading") for other in others} == {"lazy"}
        for image in page.iter("img"):
            assert image.get("width")
            assert image.get("height")
            sources = image.xpath("ancestor::picture//source")
            assert [source.get("type") for source in sources] == ["image/avif", "image/webp"]
            assert all(source.get("sizes") and "480w" in source.get("srcset") for source in sources)


class TestTimeInWords:
    """On a card; not "two hours ago", which a copy that is kept makes a lie."""

    @pytest.mark.parametrize(
        ("ago", "words"),
        [
            (timedelta(0), "oggi alle 12:00"),
            (timedelta(hours=11, minutes=59), "oggi alle 00:01"),
            (timedelta(hours=12, minutes=1), "ieri alle 23:59"),
            (timedelta(hours=36), "ieri alle 00:00"),
            (timedelta(hours=36, minutes=1), "8 giugno 2025, 23:59"),
        ],
    )
    def test_a_card_says_the_day_and_carries_the_exact_time(self, client, ago, words):
        with time_machine.travel(NOON, tick=False):
            story = an_article(section=a_section("Estero"), at=NOON - ago)
            (time,) = page_of(client, "/sezioni/estero/").cssselect(".card time")
        assert text_of(time) == words
        assert datetime.fromisoformat(time.get("datetime")) == story.published_at

    def test_a_story_has_the_whole_date_beside_the_word(self, client):
        with time_machine.travel(NOON, tick=False):
            story = an_article(at=NOON - timedelta(hours=20))
            dates = text_of(page_of(client, story.get_absolute_url()).cssselect(".dates")[0])
        assert "Pubblicato ieri, 9 giugno 2025, 16:00" in dates


class TestHowLongACopyIsKept:
    def kept(self, client, url="/", **headers):
        return client.get(url, **headers)["Cache-Control"]

    def test_a_minute(self, client):
        with time_machine.travel(NOON, tick=False):
            assert self.kept(client) == "public, max-age=60"

    @pytest.mark.parametrize("url", ["/", "/voci/", "/club/", "/rettifiche/", "/robots.txt", "/sitemap.xml", "/nulla/"])
    def test_every_public_answer_says_so_and_depends_on_no_cookie(self, client, url):
        response = client.get(url)
        assert response["Cache-Control"].startswith("public, max-age=")
        assert "Cookie" not in response.get("Vary", "")

    def test_never_past_the_next_story_rumour_or_end_of_a_judgement(self, client):
        with time_machine.travel(NOON, tick=False):
            an_article(at=NOON + timedelta(seconds=40))
            assert self.kept(client) == "public, max-age=40"
            a_rumour(published_at=NOON + timedelta(seconds=30))
            assert self.kept(client, "/club/") == "public, max-age=30"
            rumour = a_rumour()
            type(rumour).objects.filter(pk=rumour.pk).update(override_until=NOON + timedelta(seconds=20))
            assert self.kept(client, rumour.get_absolute_url()) == "public, max-age=20"

    def test_never_past_midnight_in_rome(self, client):
        with time_machine.travel(datetime(2025, 6, 10, 23, 59, 50, tzinfo=ROME), tick=False):
            assert self.kept(client) == "public, max-age=10"

    def test_a_page_shown_to_an_editor_is_nobody_elses(self, client):
        draft = an_article(published_days_ago=None)
        client.force_login(an_editor())
        assert "private" in self.kept(client, draft.get_absolute_url())
        assert "private" in self.kept(client, a_rumour(published=False).get_absolute_url())
        assert "private" in self.kept(client)

    def test_what_is_sent_is_kept_by_nobody(self, client):
        assert client.post("/")["Cache-Control"] == "no-store"

    def test_without_a_database_nothing_is_kept(self, client):
        def broken(*query):
            raise DatabaseError

        with connection.execute_wrapper(broken):
            assert self.kept(client, "/manifest.webmanifest") == "public, max-age=0"


class TestWhatAPageMayLoad:
    def test_itself_and_nothing_else(self, client):
        policy = dict(part.split(" ", 1) for part in client.get("/")["Content-Security-Policy"].split("; "))
        assert policy == {
            "default-src": "'none'",
            "img-src": "'self'",
            "style-src": "'self'",
            "font-src": "'self'",
            "manifest-src": "'self'",
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }

    def test_errors_too(self, client):
        assert "default-src 'none'" in client.get("/nulla/")["Content-Security-Policy"]

    def test_the_desk_has_its_own_rules(self, client):
        assert "script-src 'self' 'nonce-" in client.get("/admin/login/")["Content-Security-Policy"]

    def test_no_page_needs_what_it_forbids(self, client):
        club = a_club("Lecce", primary_colour="#FFCC00")
        rumour = a_rumour(to_club=club)
        a_report(rumour)
        for url in ("/", club.get_absolute_url(), rumour.get_absolute_url(), "/attendibilita/"):
            page = page_of(client, url)
            assert not page.xpath(
                "//@style | //style | //iframe | //object | //script[not(@type='application/ld+json')]"
            )


class TestWeight:
    """In kilobytes as they travel."""

    def test_the_stylesheet(self, css):
        assert len(gzip.compress(css.encode())) < 15 * 1024

    def test_the_faces(self):
        faces = list((ROOT / "static/site/fonts").glob("*.woff2"))
        assert 0 < len(faces) <= 2
        assert all(face.stat().st_size < 30 * 1024 for face in faces)

    def test_a_full_front_page_and_a_long_story(self, client):
        club, coach, image = a_club(), a_coach(), an_image()
        rumours = [a_rumour(to_club=club, person=coach) for _ in range(12)]
        for number in range(60):
            an_article(
                f"Un titolo di lunghezza normale, numero {number}",
                clubs=[club],
                people=[coach],
                lead_image=image,
                rumours=rumours[:2],
                section=a_section(f"Sezione {number % 6}"),
            )
        body = "".join(
            f"<p>Paragrafo {n}. {'Le parole di un paragrafo lungo, ogni volta altre. ' * 8}</p>" for n in range(40)
        )
        story = an_article(body=body, clubs=[club], people=[coach, *(a_player() for _ in range(10))], rumours=rumours)
        for url in ("/", story.get_absolute_url(), club.get_absolute_url()):
            sent = client.get(url, headers={"Accept-Encoding": "gzip"})
            assert sent["Content-Encoding"] == "gzip"
            assert len(sent.content) < 30 * 1024, url


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_ink_can_be_read_on_every_ground(css, scheme):
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", re.findall(r":root \{(.*?)\n *\}", css, re.S)[scheme]))
    inks = ["ink", "soft", "accent", "yes", "no", *(f"l{step}" for step in range(6))]
    pairs = [(ink, ground) for ink in inks for ground in ("paper", "sheet")]
    pairs += [("ink", "mark"), ("band-ink", "band"), ("accent-ink", "accent")]
    faint = {pair: round(ratio, 2) for pair in pairs if (ratio := contrast(*map(colours.get, pair))) < 4.5}
    assert faint == {}


class TestPaperAndOwnColours:
    """What no program sees on the screen."""

    def test_on_paper_the_address_and_the_day_stand_beneath_the_text(self, client, css):
        with time_machine.travel(NOON, tick=False):
            printed = text_of(
                page_of(client, an_article("Titolo", slug="titolo", at=NOON).get_absolute_url()).cssselect(".printed")[
                    0
                ]
            )
        assert printed == "http://testserver/articoli/2025/06/titolo/ · 10/06/2025"
        paper = css[css.index("@media print") :]
        assert ".printed { display: block" in paper
        assert ".masthead nav" in paper

    def test_who_chose_less_motion_or_own_colours_is_heard(self, css):
        assert "transition" not in css.replace(
            css[css.index("@media (prefers-reduced-motion: no-preference)") :].split("\n")[0], ""
        )
        assert "@media (forced-colors: active)" in css


class TestIcons:
    def test_the_manifest_names_icons_that_are_there(self, client):
        response = client.get(reverse("manifest"))
        told = json.loads(response.content)
        assert response["Content-Type"] == "application/manifest+json"
        assert (told["name"], told["start_url"], told["lang"]) == ("Panchina", "/", "it")
        assert all((ROOT / icon["src"].lstrip("/")).is_file() for icon in told["icons"])

    def test_its_colours_are_those_of_the_page(self, client, css):
        told = json.loads(client.get(reverse("manifest")).content)
        assert f"--paper: {told['background_color']};" in css
        assert f"--accent: {told['theme_color']};" in css
        heads = page_of(client, "/").xpath("//meta[@name='theme-color']/@content")
        assert all(f"--paper: {colour};" in css for colour in heads)

    def test_who_asks_as_browsers_once_did_is_sent_on(self, client):
        assert client.get("/favicon.ico")["Location"].endswith("icon-48.png")


class TestLists:
    def test_the_pages_of_a_list_have_titles_of_their_own(self, client):
        section = a_section("Estero")
        for number in range(50):
            an_article(section=section, published_days_ago=number + 1)
        url, titles = "/sezioni/estero/", []
        while url:
            page = page_of(client, url)
            titles.append(page.findtext(".//title"))
            url = next((f"/sezioni/estero/{link.get('href')}" for link in page.cssselect("a[rel=next]")), None)
        assert len(titles) == len(set(titles)) == 3

    def test_a_filter_kept_in_a_bookmark_goes_on_to_the_next_page(self, client):
        for number in range(45):
            a_report(a_rumour(f"Voce {number}"), stage=Stage.PERSONAL_TERMS, days_ago=0)
        a_report(a_rumour("Solo accostato"), stage=Stage.LINKED)
        first = page_of(client, "/voci/?attendibilita=probabile")
        (following,) = first.cssselect("a[rel=next]")
        assert "attendibilita=probabile" in following.get("href")
        second = page_of(client, f"/voci/{following.get('href')}")
        told = text_of(first) + text_of(second)
        assert len(second.cssselect("li.rumour")) == 5
        assert "Solo accostato" not in told
        assert [chip.get("href") for chip in first.cssselect(".chips [aria-current]")] == ["?attendibilita=probabile"]
        assert [link.get("href") for link in second.cssselect(".next a")] == ["?attendibilita=probabile"]


#: No pages, and checked by tests of their own.
FEEDS = (".rss", ".atom", ".json", ".opml")


def test_a_walk_of_every_link_finds_no_error_no_orphan_and_no_title_twice(client):
    club, other, coach, player = a_club("Lecce"), a_club("Torino"), a_coach("Mister Verdi"), a_player("Ala Destra")
    source, author = a_source("Gazzettino"), an_author("Livia Ferrante")
    for number in range(30):
        rumour = a_rumour(f"Voce numero {number}", person=coach if number % 2 else player, to_club=club)
        a_report(rumour, source)
        an_article(
            f"Storia numero {number}",
            clubs=[club, other],
            people=[coach, player],
            rumours=[rumour],
            authors=[author],
            section=a_section("Estero"),
            published_days_ago=number + 1,
        ).correct("Era ieri.")
    seen, waiting, titles = {"/"}, ["/"], {}
    while waiting:
        url = waiting.pop()
        page = page_of(client, url)
        if "noindex" not in "".join(page.xpath("//meta[@name='robots']/@content")):
            titles.setdefault(page.findtext(".//title"), []).append(url)
        for link in page.xpath("//a/@href"):
            found = urldefrag(urljoin(url, link)).url.removeprefix("http://testserver")
            if found.startswith("/") and not urlsplit(found).path.endswith(FEEDS) and found not in seen:
                seen.add(found)
                waiting.append(found)
    assert {title: urls for title, urls in titles.items() if len(urls) > 1} == {}
    named = set()
    for section in re.findall(r"<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode()):
        named |= set(re.findall(r"<loc>http://testserver(.*?)</loc>", client.get(section).content.decode()))
    assert named
    assert named - seen == set()


def test_who_is_in_no_rumour_leads_to_no_list_of_rumours(client):
    """The list knows only those of whom something is said, and would show all the rumours."""
    quiet, told = a_club("Lecce"), a_club("Como")
    a_rumour("Verdi al Como", person=a_coach("Aldo Verdi"), to_club=told)
    links = {club: page_of(client, club.get_absolute_url()).xpath("//main//a/@href") for club in (quiet, told)}
    assert f"/voci/?club={told.slug}" in links[told]
    assert not [link for link in links[quiet] if link.startswith("/voci/?")]


def test_rumours_of_one_name_are_told_apart_by_their_deadline_and_by_the_day_on_which_they_came_up(client):
    today = timezone.localdate()
    rumours = [
        a_rumour("Verdi al Lecce", deadline=today + timedelta(days=days), opened_on=today - timedelta(days=ago))
        for days, ago in ((30, 8), (90, 8), (90, 60))
    ]
    assert len({page_of(client, rumour.get_absolute_url()).findtext(".//title") for rumour in rumours}) == 3


def test_two_people_of_one_name_are_told_apart_by_their_year(client):
    """Where the year stands in their address."""
    a_coach("Luis Castro", slug="luis-castro-1961"), a_coach("Luis Castro", slug="luis-castro-1980")
    titles = {page_of(client, f"/allenatori/luis-castro-{year}/").findtext(".//title") for year in (1961, 1980)}
    assert len(titles) == 2
