"""The body of a story: what it may hold, what it names by number, and what comes of a paste."""
# ruff: noqa: E501 — HTML in and HTML out stand side by side

import json

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newsroom import reading_time
from newsroom.markup import DEEPEST, parse
from newsroom.models import Article
from newsroom.models.linking import text_of
from newsroom.models.prose import clean_body
from newsroom.paste import made_plain
from tests.builders import (
    a_club,
    a_coach,
    a_report,
    a_rumour,
    an_article,
    an_editor,
    an_image,
    withdraw,
)
from tests.clipboard import GOOGLE, GOOGLE_PLAIN, HARD, WORD, WORD_PLAIN
from tests.heads import told
from tests.test_admin import add, article_form

FIGURE = '<figure data-image="12"><figcaption>La <strong>panchina</strong></figcaption></figure>'


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Titolo</h2><h3>Titoletto</h3><p>Testo</p>",
        '<blockquote><p>Resto</p><cite>Allegri, <a href="https://example.com/">Sky</a></cite></blockquote>',
        '<table><tbody><tr><th><p>Club</p></th><td colspan="2"><p>Lecce</p></td></tr></tbody></table>',
        FIGURE,
        '<figure data-image="12"></figure>',
        '<p>a</p><div data-rumour="7"></div><p>b</p><div data-article="9"></div>',
        "<ul><li><p>uno</p></li></ul><ol><li><p>due</p></li></ol>",
    ],
)
def test_what_the_editor_makes_is_kept_to_the_letter(html):
    assert clean_body(html) == html


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('<div data-rumour="7" onclick="x()" class="a">testo<script>alert(1)</script></div>', '<div data-rumour="7"></div>testo'),
        ('<div data-rumour="7&quot;><script>alert(1)</script>"></div>', ""),
        ('<div data-rumour="0"></div><div data-rumour="07"></div><div data-rumour="-1"></div>', ""),
        ('<div data-rumour="٧"></div><div data-rumour="7 OR 1=1"></div>', ""),
        ('<div data-rumour="9999999999999999999"></div>', ""),
        ('<div data-rumour="7" data-article="9"></div>', ""),
        ('<div data-image="7">x</div>', "x"),
        ("<div>a</div>", "a"),
        ('<ol type="a" data-type="decimal" start="3"><li>a</li></ol>', '<ol start="3"><li>a</li></ol>'),
        ('<figure data-image="x"><figcaption>a</figcaption></figure>', "<p>a</p>"),
        ('<figure data-image="12"><img src="//evil/x.png" onerror="x()"><figcaption>a</figcaption></figure>', '<figure data-image="12"><figcaption>a</figcaption></figure>'),
        ('<figure data-image="12"><figcaption><figure data-image="13"><figcaption>a</figcaption></figure></figcaption></figure>', '<figure data-image="12"></figure><figure data-image="13"><figcaption>a</figcaption></figure>'),
        ("<figcaption>a</figcaption>", "a"),
        ("<p><cite>a</cite></p>", "<p>a</p>"),
        ("<blockquote><p>a</p><cite> </cite></blockquote>", "<blockquote><p>a</p></blockquote>"),
        ('<table onclick="x()" border="9"><tr><td style="x" rowspan="2">a</td></tr></table>', '<table><tbody><tr><td rowspan="2"><p>a</p></td></tr></tbody></table>'),
        ('<iframe src="https://x"></iframe><object data="x"></object><embed src="x"><svg><script>1</script></svg>', ""),
        ('<math><mi xlink:href="data:x">a</mi></math><form action="x"><input name="y">b</form>', "b"),
        ('<a href="data:text/html,x">a</a><a href="JaVaScRiPt:x">b</a>', "<a>a</a><a>b</a>"),
        ("<p>a<!-- b --><![CDATA[c]]></p>", "<p>a</p>"),
    ],
)  # fmt: skip
def test_nothing_else_gets_through(typed, kept):
    assert clean_body(typed).replace(' rel=""', "") == kept


def test_a_tower_of_tags_is_no_trap():
    assert len(clean_body("<blockquote>" * 20_000 + "x" + "<b>" * 20_000)) < 100 * DEEPEST
    assert clean_body('<div data-rumour="7"><div>' * 5_000).count("<div") <= 5_000


HOSTILE = st.sampled_from(
    ["<p>", "</p>", "<div data-rumour=7>", "</div>", "<figure data-image=1>", "<figcaption>", "<cite>", "<blockquote>", "<b>", "<i>", "</b>",
     "<ul>", "<li>", "<table>", "<td>", '<p style="mso-list:l0 level2 lfo1">', '<span style="font-weight:700">', "<h1>", "<h4>", "<br>", "x", " ",
     "&nbsp;", "&lt;script&gt;", "<script>", '<a href="//x">', "</a>", "<o:p>", "</figure>", "<style>", "<div>", "'", '"']
)  # fmt: skip


@given(st.lists(HOSTILE, max_size=25).map("".join))
def test_what_was_cleaned_is_clean(html):
    once = clean_body(html)
    assert clean_body(once) == once
    assert not [
        e.tag for e in parse(once).walk() if e.tag in {"span", "b", "i", "script", "style", "h1", "x-item", "item"}
    ]


class TestPaste:
    """What is written elsewhere comes out clean (row 23 of the newsroom's complaints, as far as the body goes)."""

    @pytest.mark.parametrize(("pasted", "plain"), [(WORD, WORD_PLAIN), (GOOGLE, GOOGLE_PLAIN)], ids=["word", "google"])
    def test_only_the_structure_stays(self, pasted, plain):
        assert made_plain(pasted) == plain
        assert clean_body(pasted) == plain
        assert clean_body(plain) == plain

    @pytest.mark.parametrize(("pasted", "plain"), HARD.values(), ids=HARD.keys())
    def test_the_hard_ones(self, pasted, plain):
        assert clean_body(pasted) == plain
        assert clean_body(plain) == plain

    @pytest.mark.parametrize(
        ("pasted", "plain"),
        [
            ('<p style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">a)</span>x</p>', "<ol><li><p>x</p></li></ol>"),
            ('<span style="font-weight:bold">Tutto</span>', "<p><strong>Tutto</strong></p>"),
            ("<div>uno</div><div><br></div><div>due</div>", "<p>uno</p><p>due</p>"),
            ('<p><span>uno<br>due<br></span></p>', "<p>uno<br>due</p>"),
            ('<p><a href="file:///C:/x.doc"><span>x</span></a> <a href="#_Toc1"><span>y</span></a></p>', "<p>x y</p>"),
            ('<p><a name="_Toc"></a><span>x</span></p>', "<p>x</p>"),
            ('<p style="display:none">nascosto</p><p class="a">x</p>', "<p>x</p>"),
            ('<h5><b>x</b></h5><h6 style="a">y</h6>', "<h3>x</h3><h3>y</h3>"),
            ('<b><i>x</i></b>', "<p><strong><em>x</em></strong></p>"),
        ],
    )  # fmt: skip
    def test_in_small(self, pasted, plain):
        assert made_plain(pasted) == plain

    @pytest.mark.django_db
    def test_whatever_the_door(self):
        assert an_article(body=GOOGLE).body == GOOGLE_PLAIN


@pytest.mark.django_db
class TestCards:
    def test_a_rumours_card_shows_todays_label(self, client):
        rumour = a_rumour("Verdi → Lecce")
        a_report(rumour, stage="talks")
        article = an_article(body=f'<p>Prima.</p><div data-rumour="{rumour.pk}"></div><p>Dopo.</p>')
        rumour.refresh_from_db()
        first = rumour.label_in_words
        assert rumour.get_label_display() in article.printed_body
        a_report(rumour, stage="official")
        rumour.refresh_from_db()
        assert rumour.label_in_words != first
        page = client.get(article.get_absolute_url()).content.decode()
        body = page[page.index('class="body"') : page.index("Dopo.")]
        assert "Verdi → Lecce" in body and rumour.get_label_display() in body
        assert "data-rumour" not in body

    def test_read_also_shows_todays_headline(self, client):
        other = an_article("Titolo di ieri")
        article = an_article(body=f'<div data-article="{other.pk}"></div>')
        other.headline = "Titolo di oggi"
        other.save()
        page = client.get(article.get_absolute_url()).content.decode()
        assert f'<a href="{other.get_absolute_url()}">Titolo di oggi</a>' in page

    def test_what_readers_cannot_open_is_not_there(self, client):
        rumour, gone, hidden = (
            a_rumour("Voce tolta"),
            an_article("Ritirato"),
            an_article("Bozza", published_days_ago=None),
        )
        later = an_article("Programmato", published_days_ago=-1)
        keys = [gone.pk, hidden.pk, later.pk, 999_999]
        body = f'<p>Testo</p><div data-rumour="{rumour.pk}"></div>' + "".join(
            f'<div data-article="{k}"></div>' for k in keys
        )
        article = an_article(body=body)
        withdraw(rumour)
        gone.withdraw(why="La fonte non era attribuibile.")
        assert article.printed_body == "<p>Testo</p>"
        assert article.body == body

    def test_a_headline_is_text(self):
        other = an_article("<script>alert(1)</script> & co")
        printed = an_article(body=f'<div data-article="{other.pk}"></div>').printed_body
        assert "<script>" not in printed and "&lt;script&gt;" in printed

    def test_a_feed_tells_them_as_text(self, client):
        rumour = a_rumour("Verdi → Lecce")
        a_report(rumour, stage="talks")
        rumour.refresh_from_db()
        other = an_article("Un altro pezzo", published_days_ago=3)
        an_article("Con cartoline", body=f'<div data-rumour="{rumour.pk}"></div><div data-article="{other.pk}"></div>')
        entry = next(e for e in feedparser.parse(client.get("/feed.rss").content).entries if e.title == "Con cartoline")
        text = entry.content[0].value
        assert (
            f'<a href="http://testserver{rumour.get_absolute_url()}">Verdi → Lecce</a>: {rumour.label_in_words}' in text
        )
        assert f'Leggi anche: <a href="http://testserver{other.get_absolute_url()}">Un altro pezzo</a>' in text
        assert "<svg" not in text and "<aside" not in text

    def test_two_queries_for_any_number(self, django_assert_num_queries):
        rumours, others = [a_rumour() for _ in range(20)], [an_article() for _ in range(20)]
        for number in (2, 20):
            body = "".join(f'<div data-rumour="{rumour.pk}"></div>' for rumour in rumours[:number])
            body += "".join(f'<div data-article="{other.pk}"></div>' for other in others[:number])
            article = an_article(body=body)
            with django_assert_num_queries(2):
                assert article.printed_body.count("<aside") == 2 * number
        with django_assert_num_queries(0):
            assert Article(body="<p>a</p>").printed_body == "<p>a</p>"

    def test_a_feed_costs_the_same_for_2_and_for_20_stories(self, client):
        costs = []
        for more in (2, 18):
            for _ in range(more):
                an_article(
                    body=f'<div data-rumour="{a_rumour().pk}"></div><div data-article="{an_article().pk}"></div>'
                )
            with _counted() as counted:
                client.get("/feed.rss")
            costs.append(len(counted))
        assert costs[0] == costs[1]

    def test_a_mention_in_a_caption_or_a_source_is_no_link(self):
        club = a_club("Lecce")
        article = an_article(
            body="<blockquote><p>Bravi.</p><cite>Il Lecce</cite></blockquote><p>Il Lecce vince.</p>", clubs=[club]
        )
        article.link_mentions()
        assert article.body_linked.count("<a ") == 1
        assert "<cite>Il Lecce</cite>" in article.body_linked

    def test_cells_and_sources_are_lines_of_their_own(self):
        html = "<blockquote><p>Bravi.</p><cite>Il Lecce</cite></blockquote><table><tbody><tr><th>Roma</th><td>Pisa</td></tr></tbody></table>"
        assert text_of(html).split("\n") == ["", "Bravi.", "Il Lecce", "Roma", "Pisa", ""]


def _counted():
    return CaptureQueriesContext(connection)


@pytest.mark.django_db
class TestChoosing:
    @pytest.fixture
    def desk(self, client):
        client.force_login(an_editor("Redattore"))
        return client

    def ask(self, client, kind, **asked):
        return client.get(reverse(f"admin:newsroom_{kind}_choices"), asked)

    def test_open_public_rumours_are_offered_with_their_label(self, desk):
        rumour = a_rumour("Verdi → Lecce", person=a_coach("Aldo Verdi"))
        a_rumour("Segreta", published=False)
        a_rumour("Finita", outcome="confirmed", outcome_on=timezone.localdate())
        rumour.refresh_from_db()
        answer = self.ask(desk, "rumour", q="verdi").json()
        assert answer == {
            "results": [{"id": rumour.pk, "title": "Verdi → Lecce", "detail": rumour.label_in_words}],
            "more": False,
        }
        assert [r["title"] for r in self.ask(desk, "rumour").json()["results"]] == ["Verdi → Lecce"]

    def test_published_stories_are_offered_page_by_page(self, desk):
        for number in range(14):
            an_article(f"Pezzo {number:02}", published_days_ago=number + 1)
        an_article("Bozza", published_days_ago=None)
        first, second = (self.ask(desk, "article", page=page).json() for page in (1, 2))
        assert (len(first["results"]), first["more"], len(second["results"]), second["more"]) == (12, True, 2, False)
        assert first["results"][0]["title"] == "Pezzo 00"

    @pytest.mark.parametrize(
        "asked",
        [
            {"page": "0"},
            {"page": "-1"},
            {"page": "9" * 30},
            {"page": "٣"},
            {"page": "x"},
            {"q": "\0' OR 1=1 --"},
            {"q": "x" * 5000},
        ],
    )
    def test_odd_questions_have_an_answer(self, desk, asked):
        for kind in ("rumour", "article"):
            assert self.ask(desk, kind, **asked).status_code == 200

    def test_one_query_for_any_number(self, desk):
        self.ask(desk, "rumour")
        costs = []
        for more in (2, 18):
            for _ in range(more):
                a_rumour()
            with _counted() as counted:
                self.ask(desk, "rumour")
            costs.append(len(counted))
        assert costs[0] == costs[1] <= 6

    def test_only_the_newsroom_is_answered(self, client):
        for kind in ("rumour", "article"):
            assert self.ask(client, kind).status_code == 302
        outsider = an_editor("Redattore")
        outsider.groups.clear()
        client.force_login(outsider)
        for kind in ("rumour", "article"):
            assert self.ask(client, kind).status_code == 403

    def test_the_form_knows_what_is_in_the_text(self, desk):
        rumour, image = a_rumour("Verdi → Lecce"), an_image("La panchina")
        gone = an_article("Bozza altrui", published_days_ago=None)
        body = f'<div data-rumour="{rumour.pk}"></div><div data-article="{gone.pk}"></div><figure data-image="{image.pk}"></figure>'
        article = an_article(body=body, published_days_ago=None, created_by=desk.get("/admin/").wsgi_request.user)
        page = desk.get(reverse("admin:newsroom_article_change", args=[article.pk])).content.decode()
        known = json.loads(page.split('id="body-known" type="application/json">')[1].split("</script>")[0])
        assert known[f"rumour:{rumour.pk}"]["title"] == "Verdi → Lecce"
        assert known[f"image:{image.pk}"]["thumbnail"]
        assert "non è pubblico" in known[f"article:{gone.pk}"]["detail"]


@pytest.mark.parametrize(
    ("html", "words", "minutes"),
    [
        ("", 0, 0),
        ("<p>una</p>", 1, 1),
        ("<p>due parole</p><p>tre</p>", 3, 1),
        ("<p>" + "parola " * 200 + "</p>", 200, 1),
        ("<p>" + "parola " * 201 + "</p>", 201, 2),
        ('<div data-rumour="7"></div><figure data-image="1"><figcaption>la panchina</figcaption></figure>', 2, 1),
    ],
)
def test_words_and_minutes(html, words, minutes):
    assert reading_time.words_in(html) == words
    assert reading_time.minutes_for(words) == minutes


@pytest.mark.django_db
class TestArtificialIntelligence:
    """Point 20 of the newsroom's wishes: the kind of contribution is said on the page, in the feed and to searches."""

    def test_it_is_said_everywhere(self, client):
        client.force_login(an_editor("Caporedattore"))
        add(client, article_form(headline="Con aiuto", ai_use=["translation", "draft"], _publish="1"))
        client.logout()
        article = Article.objects.get()
        sentence = "Con l'aiuto dell'intelligenza artificiale: traduzione, prima stesura."
        page = client.get(article.get_absolute_url()).content.decode()
        assert sentence in page.replace("&#x27;", "'")
        data = told(html.fromstring(page), "NewsArticle")
        assert data["creditText"] == sentence
        assert data["digitalSourceType"].endswith("CompositeWithTrainedAlgorithmicMediaDigitalSource")
        [entry] = feedparser.parse(client.get("/feed.rss").content).entries
        assert sentence in entry.content[0].value.replace("&#x27;", "'")

    def test_nothing_is_said_where_none_was_used(self, client):
        article = an_article()
        page = client.get(article.get_absolute_url()).content.decode()
        assert "intelligenza artificiale" not in page
        assert "creditText" not in page and "digitalSourceType" not in page

    @pytest.mark.parametrize("kinds", ["translation", ["magic"], [1], {"a": 1}, [["draft"]]])
    def test_other_kinds_are_refused(self, kinds):
        article = an_article()
        article.ai_use = kinds
        with pytest.raises(ValidationError):
            article.clean_fields()

    def test_the_form_refuses_an_unknown_kind(self, client):
        client.force_login(an_editor("Caporedattore"))
        assert add(client, article_form(ai_use=["magic"])).status_code == 200
        assert not Article.objects.exists()

    def test_structured_data_is_data_whatever_the_headline(self, client):
        article = an_article("</script><script>alert(1)</script> <!-- \u2028 «fatta»")
        page = client.get(article.get_absolute_url()).content.decode()
        data = told(html.fromstring(page), "NewsArticle")
        assert data["headline"] == article.headline
        assert data["mainEntityOfPage"] == "http://testserver" + article.get_absolute_url()
        assert "alert(1)</script>" not in page
