"""Every feed keeps the rules of validators (tests/feed_rules.py), however hostile the texts that it carries."""

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.models import Article
from rumours.vocabulary import Stage
from tests.builders import a_club, a_coach, a_report, a_rumour, a_section, a_source, an_article, an_author, an_image
from tests.feed_rules import keep_the_rules
from tests.feeds import FORMATS

pytestmark = pytest.mark.django_db

HOSTILE = {
    "controls": "a\x00\x0b\x0c\x1fb",
    "cdata": "fine ]]> e <![CDATA[ inizio",
    "script": "<script>alert(1)</script><style>x{}</style>",
    "entities": "&amp;amp; &lt;b&gt; &#x1F437; &nbsp;",
    "bidi": "\u202eoiggaiv\u202c \u200f\u2066x\u2069",
    "emoji": "🐷⚽️👩‍👩‍👧",
    "boxes": "c\x85d\x9fe\ufffd",
    "nonchars": "\ufffe\uffff",
    "quotes": "\"doppi\" 'singoli' `gravi` = > <",
    "long": "parola " * 43,
    "event": '<img src=x onerror="alert(1)"> javascript:alert(1)',
}
PAGES = {
    "everything": "/",
    "section": "/sezioni/ostile/",
    "club": "/club/ostile/",
    "coach": "/allenatori/ostile/",
    "author": "/autori/ostile/",
    "rumours": "/voci/",
    "rumours of a club": "/voci/?club=ostile",
    "changes": "/cosa-e-cambiato/",
    "corrections": "/rettifiche/",
    "archive": "/?mese=",
}


@pytest.fixture
def hostile(request):
    """A newsroom in which every text is `request.param`; stored past the forms, as an import may leave it."""
    text = HOSTILE[request.param]
    # PostgreSQL stores no NUL.
    stored = text.replace("\x00", "")
    club, coach = a_club(f"Club {stored}"[:99], slug="ostile"), a_coach(f"Mister {stored}"[:99], slug="ostile")
    author, section = an_author(f"Firma {stored}"[:99], slug="ostile"), a_section("Ostile")
    rumour = a_rumour(f"Voce {stored}"[:149], rule=stored, slug="ostile", person=coach, to_club=club)
    a_report(rumour, stage=Stage.LINKED, days_ago=3)
    a_report(rumour, a_source(f"Fonte {stored}"[:99], slug="ostile"), stage=Stage.PERSONAL_TERMS)
    tags = {"clubs": [club], "people": [coach], "rumours": [rumour], "authors": [author], "section": section}
    body = f"<p>{stored}</p><ul><li>Uno</li></ul><blockquote><p>Detto.</p></blockquote>"
    body += '<p><a href="/club/ostile/">Il club</a></p>'
    words = {"standfirst": stored, "kicker": stored[:60], "body": body}
    lead = (
        an_image(alt=stored[:200], caption=stored[:200], credit=f"Foto {stored}"[:99])
        if request.param == "script"
        else None
    )
    story = an_article(f"Titolo {stored}"[:160], slug="ostile", lead_image=lead, **words, **tags)
    story.correct(f"Rettifica: {stored}")
    an_article(f"Ritirata {stored}"[:160], slug="ritirata", **words, **tags).withdraw(why=f"Perché {stored}")
    return story


def address_of(page, format, story):
    path, question, query = PAGES[page].partition("?")
    if page == "archive":
        query = f"mese={timezone.localtime(story.published_at):%Y-%m}"
    return f"{path}feed.{format}" + (f"?{query}" if question else "")


@pytest.mark.parametrize("hostile", HOSTILE, indirect=True)
def test_every_feed_keeps_every_rule(client, hostile):
    for page in PAGES:
        for format in FORMATS:
            keep_the_rules(client, address_of(page, format, hostile))


def test_large_texts_and_three_hundred_characters_of_headline(client):
    story = an_article("Grande")
    headline, body = "Titolone " * 34, "<p>" + "parola " * 30_000 + "</p>"
    # PostgreSQL holds a headline to its length.
    longest = 300 if connection.vendor == "sqlite" else 160
    words = {"headline": headline[:longest], "standfirst": headline, "body": body}
    Article._base_manager.filter(pk=story.pk).update(**words)
    for format in FORMATS:
        content = keep_the_rules(client, f"/feed.{format}")
        assert 200_000 < len(content) < 2_000_000


def test_a_lone_surrogate_never_reaches_a_feed(client):
    """No database stores one: what holds it is refused, and what printed before is printed still."""
    story = an_article("Prima")
    story.headline = "Mezza \ud83d coppia"
    with pytest.raises((UnicodeEncodeError, ValueError)):
        story.save()


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_site_has_valid_feeds(client, format):
    for path in ("/", "/voci/", "/cosa-e-cambiato/", "/rettifiche/"):
        keep_the_rules(client, f"{path}feed.{format}")
