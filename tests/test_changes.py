"""Cosa è cambiato: every change of a label, with what caused it, on its page and in its feed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from rumours.models import Assessment, Override
from rumours.movements import way_of
from rumours.templatetags.reliability import cause_of
from rumours.vocabulary import Cause, Label, Stage, Stance
from tests.builders import a_club, a_coach, a_race, a_report, a_rumour, a_source, a_superuser

pytestmark = pytest.mark.django_db
FEED = "/cosa-e-cambiato/feed.rss"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def page_of(client, query=""):
    response = client.get(f"/cosa-e-cambiato/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def items(client):
    return etree.fromstring(client.get(FEED).content).findall("channel/item")


def a_change(title="Allegri → Milan", **fields):
    """A rumour that one report raised from Remota to Quasi fatta."""
    rumour = a_rumour(title, **fields)
    a_report(rumour, a_source("Tuttosport"), stage=Stage.LINKED, days_ago=3)
    a_report(rumour, a_source("Relevo"), stage=Stage.PERSONAL_TERMS, url="https://example.org/accordo")
    return rumour


def test_a_change_tells_from_where_to_where_which_way_when_and_after_what(client):
    rumour = a_change()
    told = page_of(client).split('<ul class="register">')[1].split("</ul>")[0]
    for expected in (
        rumour.get_absolute_url(),
        "Allegri → Milan",
        "sale a",
        "1-20%",
        "80-99%",
        f"{timezone.localtime(rumour.assessments.latest('at').at):%H:%M}",
        '<a href="https://example.org/accordo" rel="nofollow noopener">Relevo</a>: accordo con l',
    ):
        assert expected in told, expected
    assert told.index("Remota") < told.index("sale a") < told.index("Quasi fatta")
    assert "<svg" in told.split('class="way up"')[1].split("</span>")[0]


def test_what_falls_says_so_and_who_denied_it(client):
    rumour = a_change()
    for _ in range(3):
        a_report(rumour, a_source("Marca"), stance=Stance.DENIES, stage="", days_ago=0)
    page = page_of(client)
    assert "scende a" in page
    assert "Marca: smentisce" in page


def test_a_change_without_a_report_is_put_down_to_what_caused_it(client):
    rumour = a_rumour()
    a_report(rumour, stage=Stage.TALKS)
    until = timezone.now() + timedelta(hours=3)
    Override.objects.create(
        rumour=rumour, by=a_superuser(), probability=0.55, reason="Lo sappiamo da noi.", until=until
    )
    rumour.reassess()
    assert f"Che cosa l'ha mossa: {Cause.NEWSROOM.label}" in page_of(client)


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        (Label.REMOTE, Label.OPEN, "up"),
        (Label.OFFICIAL, Label.LIKELY, "down"),
        (Label.NOT_ASSESSABLE, Label.OPEN, ""),
        (Label.OPEN, Label.NOT_ASSESSABLE, ""),
    ],
)
def test_which_way_it_went(before, now, way):
    assert way_of(Assessment(label_before=before, label=now)) == way


def test_a_cause_that_has_been_forgotten_is_still_a_word():
    assert cause_of(Assessment(cause_kind=Cause.REPORT, reasons=[]))["word"] == Cause.REPORT.label


def test_first_labels_drafts_and_what_moved_within_its_range_are_no_news(client):
    a_report(a_rumour("Appena nata"))
    a_change("Riservata", published=False)
    assert "Nessuna etichetta è ancora cambiata." in page_of(client)
    assert items(client) == []


def test_days_are_those_of_rome_and_pages_follow_each_other(client):
    rumour = a_change()
    midnight = timezone.datetime(2025, 5, 31, 22, 30, tzinfo=timezone.get_fixed_timezone(0))
    values = {"confidence": "fair", "origin_count": 1, "report_count": 1, "reasons": [], "changed_label": True}
    Assessment.objects.bulk_create(
        Assessment(
            rumour=rumour,
            at=midnight + timedelta(minutes=number),
            probability=0.5,
            label=Label.OPEN,
            label_before=Label.UNLIKELY,
            cause_kind=Cause.TIME,
            **values,
        )
        for number in range(60)
    )
    first = client.get("/cosa-e-cambiato/").context["page"]
    assert "domenica 1 giugno 2025" in page_of(client)
    second = client.get(f"/cosa-e-cambiato/?{first.next_query}").context["page"]
    assert [len(first.items), len(second.items), second.next_query] == [40, 21, ""]
    assert len({change.pk for change in (*first.items, *second.items)}) == 61
    assert "noindex" in page_of(client, f"?{first.next_query}")
    assert client.get("/cosa-e-cambiato/?prima=x").status_code == 404


def test_it_is_found_from_the_front_page_the_rumours_and_its_own_feed(client):
    for url in ("/", "/voci/"):
        assert 'href="/cosa-e-cambiato/"' in client.get(url).content.decode().split("<main")[1].split("</main>")[0]
    assert (
        f'<link rel="alternate" type="application/rss+xml" title="Panchina · Cosa è cambiato" href="{FEED}">'
        in page_of(client)
    )
    assert 'href="/feed/"' in client.get("/").content.decode().split("<footer>")[1]
    assert f'href="{FEED}"' in client.get("/feed/").content.decode().split("<main")[1]
    assert "/cosa-e-cambiato/" in client.get("/sitemap-elenchi.xml").content.decode()


class TestFeed:
    def test_an_item_for_each_change(self, client):
        rumour = a_change()
        (item,) = items(client)
        assert item.findtext("title") == "Allegri → Milan: da Remota a Quasi fatta"
        assert item.findtext("link") == f"http://testserver{rumour.get_absolute_url()}"
        assert item.find("guid").get("isPermaLink") == "false"
        content = item.findtext(CONTENT)
        for expected in ("da Remota 1-20% a Quasi fatta 80-99%", "Relevo", "https://example.org/accordo", rumour.rule):
            assert expected.replace("'", "&#x27;") in content, expected
        a_report(rumour, stance=Stance.DENIES, stage="", days_ago=0)
        assert all(one.findtext("guid") for one in items(client))

    def test_what_an_item_is_called_by_outlives_title_address_and_what_comes_after(self, client):
        rumour = a_change()
        before = items(client)[0].findtext("guid")
        assert before.startswith("urn:uuid:")
        rumour.title, rumour.slug = "Allegri torna al Milan", "altro"
        rumour.save()
        a_change("Un'altra", person=a_coach(), to_club=a_club())
        assert [item.findtext("guid") for item in items(client)][-1] == before

    def test_unchanged_is_304_and_a_new_change_is_not(self, client):
        rumour = a_change()
        first = client.get(FEED)
        assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304
        rival = a_rumour("Rivale", to_club=rumour.to_club, race=a_race(rumour.to_club))
        a_report(rival, stage=Stage.LINKED, days_ago=2)
        a_report(rival, stage=Stage.CLUBS_AGREED)
        again = client.get(FEED, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert len(etree.fromstring(again.content).findall("channel/item")) == 2
