from datetime import timedelta

import pytest
from django.utils import timezone

from rumours.models import Rumour
from rumours.vocabulary import Kind, Label, Outcome
from tests.builders import a_club, a_coach, a_player, a_rumour

pytestmark = pytest.mark.django_db


@pytest.fixture
def market():
    lecce, juve = a_club("Lecce"), a_club("Juventus")
    likely = a_rumour("Probabile al Lecce", to_club=lecce, person=a_coach("Mister Verdi"))
    remote = a_rumour(
        "Remota alla Juve", to_club=juve, from_club=lecce, kind=Kind.TRANSFER, person=a_player("Ala Destra")
    )
    done = a_rumour("Chiusa alla Juve", to_club=juve, outcome=Outcome.CONFIRMED, outcome_on=timezone.localdate())
    a_rumour("Segreta", to_club=a_club("Segreto"), published=False)
    long_ago = timezone.now() - timedelta(days=400)
    for rumour, label in ((likely, Label.LIKELY), (remote, Label.REMOTE), (done, Label.NEAR_CERTAIN)):
        Rumour.objects.filter(pk=rumour.pk).update(label=label)
    Rumour.objects.filter(pk=done.pk).update(news_at=long_ago)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Probabile al Lecce", "Remota alla Juve", "Chiusa alla Juve"}),
        ("?club=lecce", {"Probabile al Lecce", "Remota alla Juve"}),
        ("?club=juventus&stato=aperte", {"Remota alla Juve"}),
        ("?persona=mister-verdi", {"Probabile al Lecce"}),
        ("?tipo=trasferimento", {"Remota alla Juve"}),
        ("?attendibilita=probabile", {"Probabile al Lecce", "Chiusa alla Juve"}),
        ("?attendibilita=remota&stato=chiuse", {"Chiusa alla Juve"}),
        ("?stato=confermate", {"Chiusa alla Juve"}),
        ("?stato=annullate", set()),
        (f"?dal={timezone.localdate() - timedelta(days=30)}", {"Probabile al Lecce", "Remota alla Juve"}),
        (f"?al={timezone.localdate() - timedelta(days=30)}", {"Chiusa alla Juve"}),
        ("?club=lecce&tipo=boh", {"Probabile al Lecce", "Remota alla Juve"}),
    ],
)
def test_filters_narrow_the_list(client, market, query, titles):
    page = client.get(f"/voci/{query}")
    assert {rumour.title for rumour in Rumour.objects.filter(pk__in=page.context["page"].items)} == titles


def test_clubs_of_drafts_are_not_offered(client, market):
    page = client.get("/voci/").content.decode()
    assert 'value="lecce"' in page
    assert 'value="segreto"' not in page


def test_a_filtered_page_is_not_for_indexes_and_keeps_its_canonical(client, market):
    page = client.get("/voci/?club=lecce").content.decode()
    assert "noindex" in page
    assert '<link rel="canonical" href="http://testserver/voci/">' in page
    assert "Togli i filtri" in page


def test_the_next_page_keeps_the_filters(client):
    club = a_club("Lecce")
    for _ in range(45):
        a_rumour(to_club=club)
    first = client.get("/voci/?club=lecce").context["page"]
    second = client.get(f"/voci/?{first.next_query}").context["page"]
    assert "club=lecce" in first.next_query
    assert (len(first.items), len(second.items)) == (40, 5)
