"""Typo, update, correction, withdrawal: what each moves, and where readers and machines are told of it."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from newsroom.models import Article, Correction
from tests.builders import an_article, an_author, an_editor, an_image
from tests.test_admin import article_form, instant
from tests.test_visibility import addresses, newsroom_with_secrets

pytestmark = pytest.mark.django_db
__all__ = ["newsroom_with_secrets"]


def structured(client, article):
    page = html.fromstring(client.get(article.get_absolute_url()).content)
    [data] = page.xpath('//script[@type="application/ld+json"]/text()')
    [story] = [thing for thing in json.loads(data)["@graph"] if thing["@type"] == "NewsArticle"]
    return story


def test_a_correction_is_told_on_the_page_in_its_data_in_the_register_and_in_feeds(client):
    article = an_article("Con un errore", authors=[an_author("Livia Ferrante")], lead_image=an_image())
    correction = article.correct("Scade nel 2027, non nel 2026.")
    for url in (article.get_absolute_url(), "/rettifiche/", "/feed.rss"):
        assert "Scade nel 2027, non nel 2026." in client.get(url).content.decode(), url
    data = structured(client, article)
    assert data["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "Scade nel 2027, non nel 2026.",
            "datePublished": correction.published_at.isoformat(timespec="seconds"),
        }
    ]
    assert data["dateModified"] == Article.objects.get().updated_at.isoformat(timespec="seconds")
    assert data["datePublished"] == article.first_published_at.isoformat(timespec="seconds")
    assert [author["name"] for author in data["author"]] == ["Livia Ferrante"]


def test_row_27_three_times_are_kept_apart(client):
    """Row 27 of the newsroom's complaints: a typo moves the save, an update and a correction the update, nothing the
    first publication."""
    client.force_login(an_editor("Caporedattore"))
    article = an_article("Refuso")
    first, url = article.first_published_at, reverse("admin:newsroom_article_change", args=[article.pk])
    live = instant("published_at", article.published_at)
    client.post(url, article_form(headline="Senza refuso") | live)
    after_typo = Article.objects.get()
    assert (after_typo.updated_at, after_typo.saved_at > article.saved_at) == (None, True)
    client.post(url, article_form(headline="Con una novità", substantive="on", version=2) | live)
    after_update = Article.objects.get()
    assert after_update.updated_at >= after_typo.saved_at
    after_update.correct("Era il 2027.")
    assert Article.objects.get().updated_at > after_update.saved_at - timedelta(seconds=1)
    back = instant("published_at", article.published_at - timedelta(days=30))
    client.post(url, article_form(headline="Con una novità", version=Article.objects.get().version) | back)
    moved = Article.objects.get()
    assert moved.published_at < first
    assert moved.first_published_at == first


def test_a_correction_that_is_to_come_is_refused_in_the_form_and_not_told(client):
    article, to_come = an_article("Con un errore"), timezone.now() + timedelta(days=1)
    Correction.objects.create(article=article, text="Di domani", published_at=to_come)
    for url in (article.get_absolute_url(), "/rettifiche/", "/feed.rss"):
        assert "Di domani" not in client.get(url).content.decode(), url
    client.force_login(an_editor("Caporedattore"))
    data = article_form(headline="Con un errore") | instant("published_at", article.published_at)
    data |= {"corrections-TOTAL_FORMS": 1, "corrections-0-text": "Futura"} | instant(
        "corrections-0-published_at", to_come
    )
    page = client.post(reverse("admin:newsroom_article_change", args=[article.pk]), data).content.decode()
    assert "non può essere futuro" in page
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--", "a\u2028b", '"}{', "&lt;/script&gt;"]
)
def test_no_text_ends_the_data(client, hostile):
    article = an_article("Titolo", standfirst=hostile)
    article.correct(hostile)
    data = structured(client, article)
    assert data["description"] == hostile
    assert data["correction"][0]["text"] == hostile


def test_no_public_address_prints_a_note_an_assignment_or_a_pending_change(client, newsroom_with_secrets):
    assigned = an_editor("Redattore", username="segretissimo-collega")
    for article in newsroom_with_secrets["articles"]:
        article.notes.create(author=assigned, text="Segretissima nota")
        Article.objects.filter(pk=article.pk).update(assigned_to=assigned)
        article.pending_changes.create(fields={"headline": [article.headline, "Segretissima modifica"]}, by=assigned)
    seen = 0
    for _name, url in addresses(newsroom_with_secrets):
        response = client.get(url)
        body = (b"".join(response) if response.streaming else response.content).decode(errors="replace")
        assert not [word for word in ("ssima nota", "segretissimo-collega", "ssima modifica") if word in body], url
        seen += response.status_code == 200
    assert seen > 20
