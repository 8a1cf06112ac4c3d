"""RSS 2.0, Atom 1.0 and JSON Feed 1.1: the same things in the same order, whole, and for programs to understand."""

import gzip
import io

import feedparser
import pytest
from lxml import etree
from PIL import Image as Picture

from football.models import Merge
from rumours.vocabulary import Label, Outcome, Stage
from tests.builders import (
    a_club,
    a_coach,
    a_player,
    a_report,
    a_rumour,
    a_section,
    an_article,
    an_author,
    an_image,
    end,
)
from tests.feeds import FORMATS, NAMES, document, ids, items, titles

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/sezioni/panchine/",
    "/club/lecce/",
    "/allenatori/verdi/",
    "/giocatori/ala/",
    "/autori/anna/",
    "/voci/",
    "/voci/?club=lecce&attendibilita=probabile",
    "/cosa-e-cambiato/",
    "/rettifiche/",
]
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def feed_of(page, format):
    path, _question, query = page.partition("?")
    return f"{path}feed.{format}" + (f"?{query}" if query else "")


@pytest.fixture
def newsroom():
    """A story tagged with everything, with a picture and a correction; a rumour whose label has changed."""
    lecce, coach, player = a_club("Lecce"), a_coach("Verdi", slug="verdi"), a_player("Ala Destra", slug="ala")
    rumour = a_rumour("Verdi → Lecce", person=coach, to_club=lecce)
    a_report(rumour, stage=Stage.LINKED, days_ago=3)
    a_report(rumour, stage=Stage.PERSONAL_TERMS)
    story = an_article(
        "Verdi & Lecce",
        body='<p>Il testo <a href="/club/lecce/">intero</a>.</p>',
        section=a_section("Panchine"),
        authors=[an_author("Anna"), an_author("Bruno")],
        clubs=[lecce],
        people=[coach, player],
        rumours=[rumour],
        lead_image=an_image(alt="Una panca", caption="La panchina", credit="Foto di Nessuno"),
    )
    story.correct("Erano due, non tre.")
    an_article("Un'altra", section=a_section("Panchine"), clubs=[lecce], people=[coach, player])
    return story


@pytest.mark.parametrize("page", PAGES)
def test_every_listing_has_three_formats_with_the_same_identities_in_the_same_order(client, newsroom, page):
    known = [ids(client, feed_of(page, format)) for format in FORMATS]
    assert known[0] == known[1] == known[2]
    assert known[0]
    for format in FORMATS:
        response = client.get(feed_of(page, format))
        assert response["Content-Type"] == f"{TYPES[format]}; charset=utf-8"
        if format != "json":
            assert not feedparser.parse(response.content).bozo


@pytest.mark.parametrize("page", PAGES)
def test_a_page_offers_its_own_feeds_first_and_they_answer_get_and_head_alike(client, newsroom, page):
    html = etree.HTML(client.get(page).content.decode())
    found = html.xpath("//link[@rel='alternate']")
    assert [link.get("type") for link in found[:3]] == list(TYPES.values())
    assert [link.get("href") for link in found[:3]] == [feed_of(page, format) for format in FORMATS]
    assert all(link.get("title") for link in found)
    for link in found[:3]:
        get, head = client.get(link.get("href")), client.head(link.get("href"))
        assert (get.status_code, head.status_code, head.content) == (200, 200, b"")
        same = ("ETag", "Last-Modified", "Cache-Control", "Content-Type", "Link", "Vary")
        assert [head[name] for name in same] == [get[name] for name in same]


def test_an_item_tells_what_the_story_tells(client, newsroom):
    """Text, authors, categories by kind, picture with its true size, the label in words and for programs."""
    [item] = [i for i in document(client, "/feed.json")["items"] if i["id"] == newsroom.guid]
    assert [author["name"] for author in item["authors"]] == ["Anna", "Bruno"]
    for told in (
        'href="http://testserver/club/lecce/"',
        'alt="Una panca"',
        "Quasi fatta 80-99%",
        "Erano due, non tre.",
    ):
        assert told in item["content_html"], told
    assert item["date_modified"] >= item["date_published"]
    [standing] = item["_calcio"]["rumours"]
    assert (standing["label"], standing["percent"]) == ("quasi-fatta", [80, 99])
    assert [club["id"] for club in item["_calcio"]["clubs"]] == ["lecce"]
    [picture] = item["attachments"]
    served = newsroom.lead_image.file.storage.open(newsroom.lead_image.file.process("social")).read()
    assert picture["size_in_bytes"] == len(served)
    assert Picture.open(io.BytesIO(served)).size == (1200, 630)


def test_categories_say_of_which_kind_they_are(client, newsroom):
    told = {}
    for item in document(client, "/feed.rss").findall("channel/item"):
        told |= {category.text: category.get("domain") for category in item.findall("category")}
    assert told["Lecce"] == "http://testserver/club/"
    assert told["Verdi"] == "http://testserver/allenatori/"
    assert told["Ala Destra"] == "http://testserver/giocatori/"
    assert told["Panchine"] == "http://testserver/sezioni/"
    assert told["Quasi fatta"] == "http://testserver/attendibilita/"
    entries = document(client, "/feed.atom").findall("atom:entry/atom:category", NAMES)
    assert ("lecce", "http://testserver/club/", "Lecce") in [
        (e.get("term"), e.get("scheme"), e.get("label")) for e in entries
    ]


def test_the_picture_is_told_to_programs_with_its_credit(client, newsroom):
    [media] = document(client, "/feed.rss").findall("channel/item/media:content", NAMES)
    assert (media.get("medium"), media.get("type"), media.get("width"), media.get("height")) == (
        "image",
        "image/jpeg",
        "1200",
        "630",
    )
    assert media.findtext("media:credit", namespaces=NAMES) == "Foto di Nessuno"
    assert media.findtext("media:description", namespaces=NAMES) == "La panchina"
    enclosure = document(client, "/feed.rss").find("channel/item/enclosure")
    assert enclosure.get("length") == media.get("fileSize")


def test_a_picture_whose_file_is_gone_is_left_out(client, newsroom):
    image = newsroom.lead_image
    image.file.storage.delete(image.file.process("social"))
    image.file.storage.delete(image.file.name)
    assert document(client, "/feed.rss").find("channel/item/enclosure") is None


def test_the_rumours_feed_takes_the_filters_of_its_page(client):
    lecce, como = a_club("Lecce"), a_club("Como")
    near, far = a_rumour("Vicina", to_club=lecce), a_rumour("Lontana", to_club=lecce)
    a_report(near, stage=Stage.PERSONAL_TERMS)
    a_report(far, stage=Stage.LINKED)
    a_report(a_rumour("D'altri", to_club=como), stage=Stage.PERSONAL_TERMS)
    assert titles(client, "/voci/feed.rss?club=lecce&attendibilita=probabile") == ["Vicina: Quasi fatta 80-99%"]
    assert len(titles(client, "/voci/feed.atom?club=lecce")) == 2
    assert len(titles(client, "/voci/feed.json?club=mai-sentito")) == 3
    head = document(client, "/voci/feed.json?club=lecce&attendibilita=probabile")
    assert "Lecce" in head["title"]
    assert head["home_page_url"] == "http://testserver/voci/?club=lecce&attendibilita=probabile"
    assert head["feed_url"] == "http://testserver/voci/feed.json?club=lecce&attendibilita=probabile"


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("?attendibilita=probabile&club=lecce", "?club=lecce&attendibilita=probabile"),
        ("?utm_source=altrove&club=lecce", "?club=lecce"),
        ("?club=&stato=aperte", "?stato=aperte"),
        ("?club=a&club=lecce", "?club=lecce"),
    ],
)
def test_a_filtered_feed_has_one_address(client, asked, known):
    response = client.get("/voci/feed.rss" + asked)
    assert (response.status_code, response["Location"]) == (301, "/voci/feed.rss" + known)


@pytest.mark.parametrize(
    "query", ["?club=%00", "?club=%FF%FE", "?dal=ieri", "?persona=" + "x" * 3000, "?stato=%F0%9F%90%B7"]
)
def test_hostile_filters_are_left_aside(client, query):
    a_rumour()
    response = client.get("/voci/feed.rss" + query, follow=True)
    assert response.status_code == 200
    assert b"<item>" in response.content


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_that_moved_leads_to_the_same_format_and_none_is_404(client, format):
    kept, removed, coach = a_club("Inter"), a_club("Internazionale"), a_coach("Verdi", slug="verdi")
    Merge.of(kept, removed)
    moved = client.get(f"/club/internazionale/feed.{format}")
    assert (moved.status_code, moved["Location"]) == (301, f"/club/inter/feed.{format}")
    assert client.get(f"/giocatori/verdi/feed.{format}")["Location"] == f"{coach.get_absolute_url()}feed.{format}"
    assert client.get(f"/club/mai-visto/feed.{format}").status_code == 404
    assert client.get("/feed.xml").status_code == 404
    assert client.post(f"/feed.{format}").status_code == 405


@pytest.mark.parametrize("format", FORMATS)
def test_an_identity_outlives_slug_title_section_domain_and_https(client, settings, newsroom, format):
    before = ids(client, f"/feed.{format}")
    newsroom.slug, newsroom.headline, newsroom.section = "altrove", "Tutt'altro", a_section("Estero")
    newsroom.save()
    settings.SITE_URL = "https://www.esempio.it"
    assert ids(client, f"/feed.{format}") == before
    newsroom.redate(newsroom.published_at)
    assert set(ids(client, f"/feed.{format}")) == set(before)


def test_a_feed_keeps_its_identity_when_the_site_moves(client, settings):
    settings.FEED_AUTHORITY = "panchina.example"
    before = document(client, "/feed.atom").findtext("atom:id", namespaces=NAMES)
    settings.SITE_URL = "https://altrove.example"
    assert document(client, "/feed.atom").findtext("atom:id", namespaces=NAMES) == before
    assert before != document(client, "/voci/feed.atom").findtext("atom:id", namespaces=NAMES)


def test_no_two_entries_share_the_date_of_their_update(client):
    at = an_article().published_at.replace(microsecond=0)
    for number in range(5):
        an_article(f"Insieme {number}", at=at)
    updated = [e.text for e in document(client, "/feed.atom").findall("atom:entry/atom:updated", NAMES)]
    assert len(set(updated)) == len(updated) == 6
    assert updated == [e.text for e in document(client, "/feed.atom").findall("atom:entry/atom:updated", NAMES)]


def test_a_label_moves_the_date_of_update_of_its_stories_and_a_typo_does_not(client, newsroom):
    def updated():
        entries = document(client, "/feed.json")["items"]
        return next(entry["date_modified"] for entry in entries if entry["id"] == newsroom.guid)

    before = updated()
    newsroom.headline = "Verdi e Lecce"
    newsroom.save()
    assert updated() == before
    a_report(newsroom.rumours.get(), stage=Stage.TOLD)
    end(newsroom.rumours.get(), Outcome.VOID)
    assert updated() > before


def test_the_feeds_say_a_settled_rumour_by_its_outcome(client):
    end(a_rumour("Chiusa"), Outcome.EXPIRED, note="resta dov'è")
    [item] = document(client, "/voci/feed.json")["items"]
    assert item["_calcio"]["rumours"][0]["outcome"] == Outcome.EXPIRED
    assert item["_calcio"]["rumours"][0]["label"] == "non-valutabile"
    assert Label.NOT_ASSESSABLE not in item["tags"]


class TestAnswers:
    def test_compressed_when_asked(self, client, newsroom):
        plain, packed = client.get("/feed.atom"), client.get("/feed.atom", headers={"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert "Accept-Encoding" in plain["Vary"]
        headers = {"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}
        again = client.get("/feed.atom", headers=headers)
        assert (again.status_code, again.content) == (304, b"")

    def test_open_to_scripts_of_other_sites_and_without_cookies(self, client, newsroom):
        for format in FORMATS:
            response = client.get(f"/feed.{format}")
            assert response["Access-Control-Allow-Origin"] == "*"
            assert not response.cookies
            assert "Cookie" not in response["Vary"]
            assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=30"

    def test_a_304_renews_how_long_a_copy_is_kept(self, client, newsroom):
        first = client.get("/feed.json")
        again = client.get("/feed.json", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Link", "Access-Control-Allow-Origin"):
            assert again[name]


def test_the_list_of_all_clubs_and_coaches_can_be_taken_in_at_once(client):
    lecce, coach = a_club("Lecce & <Co>", slug="lecce"), a_coach("Verdi", slug="verdi")
    response = client.get("/feed/club.opml")
    assert response["Content-Type"] == "text/x-opml; charset=utf-8"
    opml = etree.fromstring(response.content)
    assert opml.get("version") == "2.0"
    assert opml.findtext("head/title")
    outlines = {o.get("htmlUrl"): o for o in opml.iterfind(".//outline[@type]")}
    for thing in (lecce, coach):
        outline = outlines[f"http://testserver{thing.get_absolute_url()}"]
        assert (outline.get("type"), outline.get("xmlUrl")) == ("rss", outline.get("htmlUrl") + "feed.rss")
        assert outline.get("text")
        assert client.get(outline.get("xmlUrl").removeprefix("http://testserver")).status_code == 200


def test_the_page_of_feeds_explains_and_offers_them(client, newsroom):
    page = client.get("/feed/").content.decode()
    for address in ("/feed.rss", "/voci/feed.atom", "/cosa-e-cambiato/feed.json", "/rettifiche/feed.rss"):
        assert f'href="{address}"' in page
    assert 'href="/sezioni/panchine/feed.rss"' in page
    assert 'href="/feed/club.opml"' in page
    assert 'href="/feed/"' in client.get("/").content.decode()


def test_the_corrections_feed_tells_each_once_with_its_story(client, newsroom):
    [item] = items(client, "/rettifiche/feed.atom")
    assert "Erano due, non tre." in item["content"]
    assert newsroom.get_absolute_url() in item["content"]
    newsroom.withdraw(why="Era sbagliata.")
    assert items(client, "/rettifiche/feed.atom") == []
