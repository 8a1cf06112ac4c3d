from datetime import timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
import time_machine
from django.utils import timezone
from lxml import etree

from rumours.vocabulary import Outcome, Stage
from tests.builders import a_club, a_coach, a_report, a_rumour, a_source, an_article, an_author, an_image

pytestmark = pytest.mark.django_db
NAMES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
}


def feed(client, url="/feed.rss"):
    response = client.get(url)
    assert response.status_code == 200
    return etree.fromstring(response.content)


def titles(root):
    return [title.text for title in root.findall("channel/item/title")]


def test_an_item_carries_the_whole_story(client):
    club, coach = a_club("Lecce"), a_coach("Mister Verdi")
    rumour = a_rumour("Verdi → Lecce", to_club=club)
    a_report(rumour, stage=Stage.PERSONAL_TERMS)
    article = an_article(
        "Tutto & subito",
        body='<p>Il testo <a href="/club/lecce/">intero</a> ]]&gt; e basta.</p>',
        clubs=[club],
        people=[coach],
        rumours=[rumour],
        authors=[an_author("Anna"), an_author("Bruno")],
        lead_image=an_image(alt="Una panca"),
    )
    root = feed(client)
    item = root.find("channel/item")
    assert item.findtext("title") == "Tutto & subito"
    assert item.findtext("link") == f"http://testserver{article.get_absolute_url()}"
    assert [c.text for c in item.findall("dc:creator", NAMES)] == ["Anna", "Bruno"]
    assert {"Lecce", "Mister Verdi", "Quasi fatta"} <= {c.text for c in item.findall("category")}
    content = item.findtext("content:encoded", namespaces=NAMES)
    for expected in (
        'href="http://testserver/club/lecce/"',
        "]]&gt;",
        'alt="Una panca"',
        "Quasi fatta 80-99%",
        'src="http://testserver/media/',
    ):
        assert expected in content, expected
    assert root.find("channel/atom:link", NAMES).get("href") == "http://testserver/feed.rss"
    assert not feedparser.parse(etree.tostring(root)).bozo


def test_the_identity_of_an_item_outlives_its_title_and_address(client):
    article = an_article("Prima")
    before = feed(client).find("channel/item/guid")
    article.headline, article.slug = "Dopo", "dopo"
    article.save()
    after = feed(client).find("channel/item/guid")
    assert before.text == after.text == article.guid
    assert after.get("isPermaLink") == "false"


def test_each_feed_has_its_own_newest_first_and_nothing_else(client):
    club, coach = a_club("Lecce"), a_coach("Mister Verdi")
    an_article("Vecchia", published_days_ago=3, clubs=[club])
    an_article("Nuova", published_days_ago=1, clubs=[club], people=[coach])
    an_article("D'altri", published_days_ago=2)
    an_article("Bozza", published_days_ago=None, clubs=[club])
    an_article("Domani", published_days_ago=-1, clubs=[club])
    assert titles(feed(client)) == ["Nuova", "D'altri", "Vecchia"]
    assert titles(feed(client, "/club/lecce/feed.rss")) == ["Nuova", "Vecchia"]
    assert titles(feed(client, "/allenatori/mister-verdi/feed.rss")) == ["Nuova"]


def test_the_rumours_feed_tells_label_or_outcome(client):
    a_report(a_rumour("Aperta"), stage=Stage.PERSONAL_TERMS)
    a_rumour("Chiusa", outcome=Outcome.EXPIRED, outcome_on=timezone.localdate(), outcome_note="resta dov'è")
    a_rumour("Segreta", published=False)
    told = titles(feed(client, "/voci/feed.rss"))
    assert sorted(told) == ["Aperta: Quasi fatta 80-99%", "Chiusa: Non concretizzata"]


def test_a_renamed_club_takes_its_feed_along(client):
    club = a_club("Lecce")
    club.slug = "us-lecce"
    club.save()
    response = client.get("/club/lecce/feed.rss")
    assert (response.status_code, response["Location"]) == (301, "/club/us-lecce/feed.rss")
    assert client.get("/club/mai-visto/feed.rss").status_code == 404


class TestConditionalRequests:
    def revisit(self, client, first, **headers):
        return client.get("/feed.rss", headers=headers or {"If-None-Match": first["ETag"]})

    def test_unchanged_is_304_and_empty(self, client):
        with time_machine.travel(timezone.now() - timedelta(minutes=1)):
            an_article()
        first = client.get("/feed.rss")
        again = self.revisit(client, first)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert self.revisit(client, first, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 304
        assert client.head("/feed.rss")["ETag"] == first["ETag"]

    @pytest.mark.parametrize("what", ["new", "withdrawal", "correction", "retag", "slug", "label"])
    def test_whatever_changes_is_200(self, client, what):
        club, rumour = a_club(), a_rumour()
        with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
            article = an_article(clubs=[club], rumours=[rumour])
            rumour.save()
            first = client.get("/feed.rss")
        {
            "new": lambda: an_article(),
            "withdrawal": lambda: article.withdraw(why="Era sbagliata."),
            "correction": lambda: article.correct("Era il 2027."),
            "retag": lambda: (article.clubs.clear(), article.save()),
            "slug": lambda: (setattr(article, "slug", "altro"), article.save()),
            "label": lambda: a_report(rumour, stage=Stage.TOLD),
        }[what]()
        assert self.revisit(client, first).status_code == 200
        assert self.revisit(client, first, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 200

    def test_a_scheduled_story_whose_time_has_come_is_200(self, client):
        scheduled = an_article("Domani", published_days_ago=-1)
        first = client.get("/feed.rss")
        assert titles(etree.fromstring(first.content)) == []
        with time_machine.travel(scheduled.published_at + timedelta(seconds=1), tick=False):
            again = self.revisit(client, first)
            assert again.status_code == 200
            assert titles(etree.fromstring(again.content)) == ["Domani"]

    def test_an_empty_feed_does_not_change_by_the_clock(self, client):
        first = client.get("/feed.rss").content
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            assert client.get("/feed.rss").content == first


def test_dates_are_english_and_of_the_first_publication(client):
    article = an_article()
    first = article.first_published_at
    article.mark_updated()
    article.save()
    article.redate(timezone.now())
    published = parsedate_to_datetime(feed(client).findtext("channel/item/pubDate"))
    assert abs(published - first) < timedelta(seconds=1)


@pytest.mark.parametrize("hostile", ["a\x0bb", "]]>", "<script>alert(1)</script>", "\u202eoibbaf", "🐷", "&amp;amp;"])
def test_hostile_text_never_breaks_a_feed(client, hostile):
    an_article(f"Titolo {hostile}", slug="ostile", standfirst=hostile, body=f"<p>{hostile}</p>", kicker=hostile)
    rumour = a_rumour(f"Voce {hostile}", rule=hostile, slug="voce-ostile")
    a_report(rumour, stage=Stage.LINKED, days_ago=3)
    a_report(rumour, a_source(f"Fonte {hostile}", slug="fonte-ostile"), stage=Stage.PERSONAL_TERMS)
    for url in ("/feed.rss", "/voci/feed.rss", "/cosa-e-cambiato/feed.rss"):
        assert "<script>alert" not in etree.tostring(feed(client, url)).decode()


def test_a_name_stored_with_an_invisible_character_never_breaks_a_feed(client):
    club = a_club("Lec\x0bce", slug="lecce")
    an_article(
        clubs=[club], people=[a_coach("Mister\x0cVerdi", slug="verdi")], authors=[an_author("An\x1fna", slug="anna")]
    )
    for url in ("/feed.rss", "/club/lecce/feed.rss", "/allenatori/verdi/feed.rss"):
        feed(client, url)


def test_only_reading_is_allowed(client):
    assert client.post("/feed.rss").status_code == 405
