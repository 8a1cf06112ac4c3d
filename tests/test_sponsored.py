"""Row 118: what was paid for says so, and bets are not sold."""

import pytest
from django.core.exceptions import ValidationError

from newsroom.models import Article
from tests.builders import an_article, an_editor
from tests.heads import head_of, meta, told
from tests.test_admin import article_form, instant

pytestmark = pytest.mark.django_db


def test_row_118_who_paid_is_said_on_the_page_on_cards_and_in_feeds_and_news_services_do_not_get_it(client):
    article = an_article("Le scarpe nuove", sponsor="Calzaturificio Bianchi")
    other = an_article("Un'altra", section=article.section)
    for url in (article.get_absolute_url(), "/", article.section.get_absolute_url(), "/feed.rss"):
        assert "Calzaturificio Bianchi" in client.get(url).content.decode(), url
    page = head_of(client, article.get_absolute_url())
    assert told(page, "NewsArticle")["sponsor"]["name"] == "Calzaturificio Bianchi"
    assert meta(page, "googlebot-news") == ["noindex"]
    header = page.xpath("//article/header")[0].text_content()
    assert header.index("Calzaturificio") < header.index("Le scarpe nuove")
    news = client.get("/sitemap-news.xml").content.decode()
    assert (article.get_absolute_url() in news, other.get_absolute_url() in news) == (False, True)


@pytest.mark.parametrize("name", ["Snai", "Bet365 Italia", "SISAL", "Casa delle scommesse"])
def test_row_118_whoever_takes_bets_sponsors_nothing(name):
    with pytest.raises(ValidationError, match="scommesse|betting"):
        an_article(sponsor=name).full_clean(exclude=["progress"])


def test_row_118_an_editor_marks_it_in_the_form_and_a_hostile_name_is_only_text(client):
    client.force_login(an_editor())
    article = an_article("Le scarpe nuove")
    url = f"/admin/newsroom/article/{article.pk}/change/"
    typed = article_form(headline="Le scarpe nuove", sponsor="<b>Bianchi & figli</b>")
    assert client.post(url, typed | instant("published_at", article.published_at)).status_code == 302
    assert Article.objects.get().sponsor == "<b>Bianchi & figli</b>"
    assert "<b>Bianchi" not in client.get(article.get_absolute_url()).content.decode()
