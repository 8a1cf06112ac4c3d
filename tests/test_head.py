"""The head of every page: one address, what may be found, what is shown where it is shared. Rows 88 and 104 to 107."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as Picture

from newsroom.shared_pictures import card_of
from newsroom.social_cards import Card, draw
from rumours.vocabulary import Outcome, Stage
from tests.builders import (
    a_club,
    a_coach,
    a_report,
    a_rumour,
    a_section,
    an_article,
    an_author,
    an_editor,
    an_image,
    end,
)
from tests.heads import canonical, head_of, meta

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def test_row_104_tracking_and_filters_are_no_address_of_their_own(client):
    article = an_article()
    for url in (article.get_absolute_url(), "/", "/voci/", "/panchine/", "/club/"):
        for query in ("", "?utm_source=x", "?fbclid=1&prova=%22%3E%3Cb%3E", "?club=lecce", "?competizione=serie-a"):
            assert canonical(head_of(client, url + query)) == SITE + url


def test_row_104_a_later_page_is_its_own_and_kept_out_of_searches(client):
    section = a_section()
    for _number in range(26):
        an_article()
    first = head_of(client, section.get_absolute_url())
    following = first.xpath('//a[@rel="next"]/@href')[0]
    second = head_of(client, section.get_absolute_url() + following + "&utm_source=x")
    assert canonical(second) == SITE + section.get_absolute_url() + following
    assert (meta(first, "robots"), meta(second, "robots")) == ([], ["noindex,follow"])
    assert first.findtext(".//title") != second.findtext(".//title")


def test_row_105_stories_show_large_pictures_and_what_is_not_public_is_not_found(client):
    live, gone = an_article(), an_article()
    draft = an_article(published_days_ago=None)
    gone.withdraw(why="Fonte non attribuibile.")
    assert meta(head_of(client, live.get_absolute_url()), "robots") == ["max-image-preview:large"]
    assert meta(head_of(client, gone.get_absolute_url(), 410), "robots") == ["noindex"]
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(an_editor())
    assert meta(head_of(client, draft.get_absolute_url()), "robots") == ["noindex"]
    for filtered in ("/voci/?attendibilita=probabile", "/panchine/?competizione=serie-a"):
        assert meta(head_of(client, filtered), "robots") == ["noindex,follow"]
    blocked = [line for line in client.get("/robots.txt").content.decode().splitlines() if "Disallow" in line]
    assert blocked == ["Disallow: /cerca/?", "Disallow: /admin/"]


class TestWhatIsNews:
    def rumour(self, stage):
        rumour = a_rumour()
        a_report(rumour, stage=stage, days_ago=1)
        return rumour

    def is_kept_out(self, client, article):
        listed = article.get_absolute_url() in client.get("/sitemap-news.xml").content.decode()
        marked = meta(head_of(client, article.get_absolute_url()), "googlebot-news") == ["noindex"]
        assert listed is not marked
        return marked

    def test_row_88_a_story_whose_rumours_do_not_hold_stays_on_our_pages(self, client):
        weak, firm = self.rumour(Stage.LINKED), self.rumour(Stage.PERSONAL_TERMS)
        assert self.is_kept_out(client, an_article(rumours=[weak]))
        assert not self.is_kept_out(client, an_article(rumours=[weak, firm]))
        assert not self.is_kept_out(client, an_article())
        for rumour, found in ((weak, ["noindex"]), (firm, [])):
            assert meta(head_of(client, rumour.get_absolute_url()), "googlebot-news") == found

    def test_row_88_one_that_grew_stale_is_out_and_one_that_is_settled_is_in(self, client):
        firm = self.rumour(Stage.PERSONAL_TERMS)
        article = an_article(rumours=[firm])
        with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
            assert meta(head_of(client, article.get_absolute_url()), "googlebot-news") == ["noindex"]
        end(firm, Outcome.EXPIRED)
        with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
            assert meta(head_of(client, article.get_absolute_url()), "googlebot-news") == []


class TestWhereItIsShared:
    """Rows 106 and 107."""

    def test_row_106_a_story_says_all_that_is_shown(self, client):
        club, coach = a_club("Lecce"), a_coach("Mister Verdi")
        author = an_author("Livia Ferrante")
        article = an_article("Verdi & il Lecce", clubs=[club], people=[coach], authors=[author], lead_image=an_image())
        page = head_of(client, article.get_absolute_url())
        said = {
            "og:type": ["article"],
            "og:title": ["Verdi & il Lecce"],
            "og:url": [canonical(page)],
            "og:locale": ["it_IT"],
            "og:site_name": ["Panchina"],
            "og:image:width": ["1200"],
            "og:image:height": ["630"],
            "og:image:alt": ["Una panchina vuota"],
            "article:section": ["Panchine"],
            "article:author": [SITE + author.get_absolute_url()],
            "article:tag": ["Mister Verdi", "Lecce"],
        }
        assert {name: meta(page, name) for name in said} == said
        assert len(meta(page, "article:published_time")) == len(meta(page, "article:modified_time")) == 1

    def test_rows_106_107_what_has_no_picture_has_one_drawn_of_the_size_that_it_says(self, client):
        things = [an_article(), a_rumour("Verdi → Lecce"), a_club("Como"), a_coach("Mister Rosa"), an_author("Livia")]
        for url in [*(thing.get_absolute_url() for thing in things), "/", "/club/"]:
            page = head_of(client, url)
            assert meta(page, "twitter:card") == ["summary_large_image"]
            [image] = meta(page, "og:image")
            response = client.get(image.removeprefix(SITE))
            assert (response.status_code, response["Content-Type"]) == (200, "image/png"), image
            assert "immutable" in response["Cache-Control"]
            assert Picture.open(io.BytesIO(response.content)).size == (1200, 630)
            assert meta(page, "og:image:alt") != [""]

    def test_a_card_is_drawn_once_and_the_one_before_it_goes(self, client):
        rumour = a_rumour("Verdi → Lecce")
        [before] = meta(head_of(client, rumour.get_absolute_url()), "og:image")
        client.get(before.removeprefix(SITE))
        folder = f"copertine/voce/{rumour.pk}"
        kept = default_storage.listdir(folder)[1]
        stamp = default_storage.get_modified_time(f"{folder}/{kept[0]}")
        client.get(before.removeprefix(SITE))
        assert default_storage.get_modified_time(f"{folder}/{kept[0]}") == stamp
        a_report(rumour, stage=Stage.PERSONAL_TERMS, days_ago=1)
        [after] = meta(head_of(client, rumour.get_absolute_url()), "og:image")
        moved = client.get(before.removeprefix(SITE))
        assert after != before
        assert (moved.status_code, SITE + moved["Location"]) == (302, after)
        client.get(after.removeprefix(SITE))
        assert [f"{card_of(rumour.__class__.objects.get()).digest}.png"] == default_storage.listdir(folder)[1]

    @pytest.mark.parametrize(
        "wrong", ["voce/1-x", "voce/99999999999999999999-x", "nulla/1-x", "testata/7-x", "articolo/0-x"]
    )
    def test_an_address_that_names_nothing_draws_nothing(self, client, wrong):
        assert client.get(f"/copertine/{wrong}.png").status_code == 404

    def test_a_draft_and_a_withdrawn_story_have_no_card(self, client):
        draft, gone = an_article(published_days_ago=None), an_article()
        gone.withdraw(why="Fonte non attribuibile.")
        for article in (draft, gone):
            url = f"/copertine/articolo/{article.pk}-{card_of(article).digest}.png"
            assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "title",
    [
        "",
        "parola " * 43,
        "x" * 300,
        "مدرب ميلان الجديد",
        "\u202eRTL\u2066 מאמן",
        "😀🏟️",
        "\x00\x0b\ud800 ",
        "Łukasz Šeško, Çalhanoğlu e Ŝĉĥ → Inter",
        "W" * 40 + " " + "i" * 400,
    ],
)
def test_whatever_a_title_holds_a_card_is_drawn(title):
    for size in (0, 5):
        assert draw(Card(title, title, title, title, size)).startswith(b"\x89PNG")
