"""What newsrooms complain of, as far as the body of a story and its tags go: each test names its row."""
# ruff: noqa: E501 — HTML reads best in a line

import time
from datetime import timedelta

import feedparser
import pytest
from django.urls import reverse
from lxml import etree

from newsroom import betting, typography
from newsroom.models import Article
from newsroom.models.prose import clean_body
from tests.builders import a_club, a_coach, a_report, a_rumour, an_article, an_editor, an_image
from tests.clipboard import GOOGLE, WORD
from tests.test_admin import add, article_form

HOSTILE = [
    WORD,
    GOOGLE,
    "<p>]]></p><p>&#0;&#11;\x0b</p>",
    '<p><a href="/club/lecce/" onclick="x()">a</a><img src="/x.png" onerror="x()"></p>',
    "<script>alert(1)</script><style>p{}</style><iframe src='//x'></iframe>",
    "<p>&amp;amp; &lt;b&gt; <b>a</p>",
    "<table><tr><td><form action='/x'><input></form></table>",
    "<p>\ud83d\ude00 \u2028 \ufffe</p>".encode("utf-16", "surrogatepass").decode("utf-16"),
    '<div data-rumour="1"></div><div data-article="999"></div><figure data-image="5"><figcaption>a</figcaption></figure>',
]


@pytest.fixture
def desk(client):
    client.force_login(an_editor("Caporedattore"))
    return client


@pytest.mark.django_db
class TestComplaints:
    @pytest.mark.parametrize(("field", "typed"), [("clubs", "caykur"), ("clubs", "ÇAYKUR"), ("people", "ozturk")])
    def test_tags_complete_themselves_on_both_kinds(self, desk, field, typed):
        """Row 17 of the newsroom's complaints: no autocomplete for tags in Django's admin."""
        a_club("Çaykur Rizespor"), a_coach("Mehmet Öztürk")
        asked = {"app_label": "newsroom", "model_name": "article", "field_name": field, "term": typed}
        found = desk.get(reverse("admin:autocomplete"), asked).json()["results"]
        assert [one["text"] for one in found] == [{"clubs": "Çaykur Rizespor", "people": "Mehmet Öztürk"}[field]]

    def test_tags_are_proposed_with_the_sentence_and_never_set_alone(self, desk):
        """Row 18 of the newsroom's complaints: suggest from the text, do not tag automatically."""
        club = a_club("Lecce")
        body = "<p>Il Lecce cerca un tecnico.</p>"
        add(desk, article_form(body=body))
        article = Article.objects.get()
        assert not article.clubs.exists()
        url = reverse("admin:newsroom_article_suggest")
        [proposal] = desk.post(url, {"body": body}).json()["proposals"]
        assert (proposal["pk"], proposal["sentence"]) == (club.pk, "Il Lecce cerca un tecnico.")
        assert desk.post(url, {"body": body, "refused": f"clubs:{club.pk}"}).json()["proposals"] == []

    @pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
    def test_a_feed_is_valid_whatever_the_body(self, client, body):
        """Row 23 of the newsroom's complaints: feeds invalid because of content."""
        rumour = a_rumour("Verdi & <b>Lecce</b> ]]>")
        an_article("Pezzo", body=f'{body}<p>a</p><div data-rumour="{rumour.pk}"></div>', lead_image=an_image())
        answer = client.get("/feed.rss")
        etree.fromstring(answer.content)
        [entry] = feedparser.parse(answer.content, sanitize_html=False, resolve_relative_uris=False).entries
        html = entry.content[0].value
        for forbidden in (
            "<script",
            "<style",
            "<iframe",
            "<form",
            " on",
            "javascript:",
            'href="/',
            'src="/',
            "data-rumour",
        ):
            assert forbidden not in html, forbidden

    def test_a_card_that_changes_makes_no_item_new(self, client):
        """Row 24 of the newsroom's complaints: old items come back as unread."""
        rumour = a_rumour("Verdi → Lecce")
        a_report(rumour, stage="talks")
        an_article("Pezzo", body=f'<div data-rumour="{rumour.pk}"></div>')

        def item():
            [entry] = feedparser.parse(client.get("/feed.rss").content).entries
            return (entry.id, entry.published, entry.link), entry.content[0].value

        before, text = item()
        a_report(rumour, stage="official")
        after, later = item()
        assert before == after
        assert text != later


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "a-" * 100_000, "'a " * 70_000, '"' * 100_000, "<b>x</b>" * 30_000, "e' " * 60_000, "." * 200_000],
    ids=["word", "dashes", "quoted", "quotes", "runs", "accents", "dots"],
)  # fmt: skip
def test_a_huge_text_is_read_in_time(text):
    """Every rule reads a text once: what is pasted by mistake holds nobody up."""
    started = time.monotonic()
    clean_body(text)
    typography.changes(text)
    betting.words_in(text), betting.calls_in(text)
    assert timedelta(seconds=time.monotonic() - started) < timedelta(seconds=20)
