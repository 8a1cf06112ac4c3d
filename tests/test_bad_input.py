"""Whatever is typed wrong is answered in Italian, beside its field, with everything else still there."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from football.models import Tenure
from newsroom.models import Article, Image
from rumours.models import Report, Rumour
from tests.builders import a_club, a_coach, a_picture, a_rumour, an_article, an_editor
from tests.test_admin import a_report_row, article_form, rumour_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(an_editor("Caporedattore"))
    return client


def refused(response, message, *kept):
    """The form came back with `message`, and with all that was typed."""
    assert response.status_code == 200
    page = response.content.decode()
    assert message in page, page[page.find("errornote") : page.find("errornote") + 1500]
    for text in kept:
        assert text in page, text


def test_a_duplicate_address(desk):
    an_article("Primo", slug="lo-stesso")
    response = desk.post(
        reverse("admin:newsroom_article_add"),
        article_form(slug="lo-stesso", headline="Il mio titolo", body="<p>Il mio testo</p>"),
    )
    refused(response, "ha già questo indirizzo", "Il mio titolo", "Il mio testo")


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x1f", "\x7f"])
def test_an_invisible_character_in_a_headline(desk, character):
    form = article_form(headline=f"Prima{character}dopo", standfirst="Il mio sommario")
    response = desk.post(reverse("admin:newsroom_article_add"), form)
    refused(response, "C&#x27;è un carattere invisibile", "dopo «Prima»", "Il mio sommario")
    assert not Article.objects.exists()


def test_a_null_character_in_a_headline(desk):
    response = desk.post(
        reverse("admin:newsroom_article_add"), article_form(headline="a\x00b", standfirst="Il mio sommario")
    )
    refused(response, "I caratteri null non sono ammessi", "Il mio sommario")


def test_a_story_without_a_headline_or_a_section(desk):
    response = desk.post(
        reverse("admin:newsroom_article_add"), article_form(headline="", section="", body="<p>Il mio testo</p>")
    )
    refused(response, "Questo campo è obbligatorio", "Il mio testo")


def test_a_live_story_made_a_draft(desk):
    article = an_article("Già letta")
    form = article_form(headline="Già letta, cambiata")
    response = desk.post(reverse("admin:newsroom_article_change", args=[article.pk]), form)
    refused(response, "non riportare in bozza", "Già letta, cambiata")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"deadline": ""}, "Questo campo è obbligatorio"),
        ({"deadline": "31/02/2025"}, "Inserisci una data valida"),
        ({"deadline": "01/01/2001"}, "La scadenza non può venire prima"),
        ({"to_club": ""}, "quale club nominerebbe"),
        ({"points_last_five": "99"}, "al massimo 15 punti"),
        ({"kind": "boh"}, "non è tra quelle disponibili"),
    ],
)
def test_a_rumour_that_cannot_be(desk, fields, message):
    coach, club = a_coach(), a_club()
    form = rumour_form(None, [], person=coach.pk, to_club=club.pk, title="Il mio titolo") | fields
    refused(desk.post(reverse("admin:rumours_rumour_add"), form), message, "Il mio titolo")
    assert not Rumour.objects.exists()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"published_at_0": f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}"}, "non può avere una data futura"),
        ({"stage": ""}, "Indica fin dove"),
        ({"source": ""}, "Questo campo è obbligatorio"),
        ({"url": "non un indirizzo"}, "URL valido"),
        ({"echo_of": "99999"}, "Scegli un&#x27;opzione valida"),
    ],
)
def test_a_report_that_cannot_be(desk, row, message):
    rumour = a_rumour("Allegri → Lecce")
    form = rumour_form(rumour, [a_report_row(url="https://example.org/da-non-perdere") | row], rule="La mia regola")
    response = desk.post(reverse("admin:rumours_rumour_change", args=[rumour.pk]), form)
    refused(response, message, "La mia regola", row.get("url", "https://example.org/da-non-perdere"))
    assert not Report.objects.exists()


def test_a_tenure_that_ends_before_it_starts(desk):
    coach, club = a_coach("Mister Verdi"), a_club("Lecce")
    row = {
        "club": club.pk,
        "role": "coach",
        "start": "01/07/2024",
        "start_precision": "day",
        "end": "01/06/2024",
        "end_precision": "day",
    }
    form = {
        "name": coach.name,
        "role": "coach",
        "slug": coach.slug,
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
    }
    form |= {"tenures-TOTAL_FORMS": 1, "tenures-INITIAL_FORMS": 0} | {f"tenures-0-{k}": v for k, v in row.items()}
    response = desk.post(reverse("admin:football_coach_change", args=[coach.pk]), form)
    refused(response, "Un incarico non può finire prima di cominciare", "01/07/2024", "Lecce")
    assert not Tenure.objects.exists()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("foto.jpg", b"Questo e' un testo.", "non è un&#x27;immagine JPEG, PNG o WebP"),
        ("foto.svg", SVG, "non è un&#x27;immagine JPEG, PNG o WebP"),
        ("foto.png", a_picture((8000, 5000), "PNG").read(), "40 megapixel: il limite è 25"),
        ("vuota.jpg", b"", "è vuoto"),
    ],
)
def test_a_file_that_is_no_picture(desk, name, content, message):
    form = {"title": "La mia immagine", "alt": "Il mio testo alternativo", "credit": "Me", "focal_point": "0.5x0.5"}
    response = desk.post(reverse("admin:newsroom_image_add"), form | {"file": SimpleUploadedFile(name, content)})
    refused(response, message, "La mia immagine", "Il mio testo alternativo")
    assert not Image.objects.exists()


def test_an_image_that_is_a_picture(desk):
    form = {"title": "Una panca", "alt": "Una panca vuota", "credit": "Me", "focal_point": "0.2x0.8"}
    upload = SimpleUploadedFile("panca.png", a_picture((1200, 700), "PNG").read())
    assert desk.post(reverse("admin:newsroom_image_add"), form | {"file": upload}).status_code == 302
    assert desk.get(reverse("admin:newsroom_image_change", args=[Image.objects.get().pk])).status_code == 200


@pytest.mark.parametrize("point", ["", "boh", "5x5", "nanxnan", "0.5x", "-1x0", "0.5x0.5x0.5", "1e9x0", "0.5x0.5\n0"])
def test_a_focal_point_that_is_none(desk, point):
    upload = SimpleUploadedFile("panca.png", a_picture((1200, 700), "PNG").read())
    form = {"title": "Una panca", "alt": "Una panca", "credit": "Me", "focal_point": point, "file": upload}
    refused(desk.post(reverse("admin:newsroom_image_add"), form), "errorlist", "Una panca")


@pytest.mark.parametrize(
    "query",
    [
        "club=boh",
        "persona=999",
        "tipo=x",
        "attendibilita=certissima",
        "stato=boh",
        "dal=ieri",
        "al=2025-02-30",
        "club=%00",
        "dal=0000-00-00",
        "attendibilita=%F0%9F%92%A9",
        "club=" + "a" * 3000,
        "persona='; DROP TABLE--",
    ],
)
def test_a_filter_that_means_nothing_is_set_aside_and_said(client, query):
    a_rumour("Resta visibile")
    response = client.get(f"/voci/?{query}")
    assert response.status_code == 200
    page = response.content.decode()
    assert "è stato ignorato" in page
    assert "Resta visibile" in page


def test_unknown_parameters_are_nothing(client):
    a_rumour("Resta visibile")
    page = client.get("/voci/?utm_source=x&boh=1").content.decode()
    assert "Resta visibile" in page
    assert "ignorato" not in page
