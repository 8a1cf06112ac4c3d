"""What pages tell to search engines: docs/publishing.md, rows 89 to 103."""

from datetime import datetime

import pytest
from django.core.files.storage import default_storage
from PIL import Image as Picture

from football.models import Club
from tests.builders import a_club, a_coach, a_player, a_rumour, an_article, an_author, an_image
from tests.heads import canonical, head_of, told

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def page_of(client, thing):
    return head_of(client, thing.get_absolute_url())


@pytest.mark.parametrize(
    "hostile", ["</script><b>", "<!--<script>", "a\u2028b\u2029c", 'x"}]}', "&lt;/script&gt; &amp;"]
)
def test_row_89_a_hostile_headline_ends_neither_the_block_nor_the_page(client, hostile):
    article = an_article(hostile, slug="ostile", authors=[an_author(f"Livia {hostile}")])
    page = page_of(client, article)
    story = told(page, "NewsArticle")
    assert story["headline"] == hostile
    assert story["author"][0]["name"] == f"Livia {hostile}"
    assert page.xpath("//main//h1")


def test_rows_90_91_101_a_story_says_what_it_is_where_and_in_which_language(client):
    article = an_article("Verdi al Lecce")
    page = page_of(client, article)
    story = told(page, "NewsArticle")
    assert story["headline"] == page.xpath("//main//h1")[0].text
    assert story["mainEntityOfPage"] == canonical(page) == SITE + article.get_absolute_url()
    assert (story["isAccessibleForFree"], story["articleSection"], story["inLanguage"]) == (True, "Panchine", "it-IT")


def test_rows_92_93_three_crops_as_large_as_they_say_and_one_for_a_wide_screen(client):
    article = an_article(lead_image=an_image())
    images = told(page_of(client, article), "NewsArticle")["image"]
    shapes = {round(image["width"] / image["height"], 2) for image in images}
    assert shapes == {1.78, 1.33, 1.0}
    assert max(image["width"] for image in images) >= 1200
    for image in images:
        assert image["width"] * image["height"] >= 50_000
        with default_storage.open(image["url"].removeprefix(f"{SITE}/media/")) as file:
            assert Picture.open(file).size == (image["width"], image["height"])


def test_rows_94_95_dates_have_their_offset_and_the_update_is_never_first(client):
    article = an_article(published_days_ago=2)
    story = told(page_of(client, article), "NewsArticle")
    assert story["dateModified"] == story["datePublished"]
    article.correct("Era un biennale.")
    story = told(page_of(client, article), "NewsArticle")
    published, modified = (datetime.fromisoformat(story[name]) for name in ("datePublished", "dateModified"))
    assert published.utcoffset() is not None
    assert modified > published == article.first_published_at.replace(microsecond=0)


def test_row_96_the_dates_that_readers_see_are_those_that_are_told(client):
    article = an_article(published_days_ago=2)
    article.correct("Era un biennale.")
    page = page_of(client, article)
    story = told(page, "NewsArticle")
    seen = [datetime.fromisoformat(at) for at in page.xpath('//p[contains(@class,"dates")]//time/@datetime')]
    assert [at.replace(microsecond=0) for at in seen] == [
        datetime.fromisoformat(story[name]) for name in ("datePublished", "dateModified")
    ]
    dates = page.xpath('//p[contains(@class,"dates")]')[0].text_content()
    assert dates.index("Pubblicato") < dates.index("Aggiornato")


def test_row_97_each_author_is_one_with_a_page(client):
    article = an_article(authors=[an_author("Livia Ferrante", note="ospite"), an_author("Dario Neri")])
    authors = told(page_of(client, article), "NewsArticle")["author"]
    assert {author["name"] for author in authors} == {"Livia Ferrante", "Dario Neri"}
    for author in authors:
        assert client.get(author["url"].removeprefix(SITE)).status_code == 200


def test_row_98_the_publisher_points_at_pages_that_are_there(client):
    publisher = told(page_of(client, an_article()), "NewsArticle")["publisher"]
    assert (publisher["@type"], publisher["logo"]["width"]) == ("NewsMediaOrganization", 512)
    for name in ("masthead", "publishingPrinciples", "ownershipFundingInfo", "correctionsPolicy"):
        path, _, anchor = publisher[name].removeprefix(SITE).partition("#")
        page = head_of(client, path)
        assert not anchor or page.xpath(f'//*[@id="{anchor}"]'), name


def test_row_100_whom_a_story_is_about_and_whom_it_mentions_with_their_register(client):
    lecce, como = a_club("Lecce", wikidata="Q42"), a_club("Como")
    coach = a_coach("Mister Verdi")
    article = an_article("Verdi, il Lecce ci pensa", clubs=[lecce, como], people=[coach])
    story = told(page_of(client, article), "NewsArticle")
    assert {thing["name"]: thing.get("sameAs") for thing in story["about"]} == {
        "Lecce": "https://www.wikidata.org/wiki/Q42",
        "Mister Verdi": None,
    }
    assert [(thing["@type"], thing["name"]) for thing in story["mentions"]] == [("SportsTeam", "Como")]


def test_row_100_a_number_of_the_register_that_is_none_is_refused():
    club = a_club("Lecce")
    for wrong in ("42", "Q", "q42", "Q0", "https://www.wikidata.org/wiki/Q42", "Q1\nQ2"):
        club.wikidata = wrong
        with pytest.raises(Exception, match="Wikidata"):
            club.full_clean()
    assert Club.objects.get().wikidata == ""


def test_row_103_every_page_of_a_thing_stands_somewhere(client):
    coach = a_coach("Mister Verdi", at=a_club("Lecce"))
    things = [an_article("Notizia", authors=[an_author("Livia Ferrante")]), coach, coach.tenures.get().club]
    things += [a_player("Ala Destra"), a_rumour("Verdi → Lecce"), things[0].authors.get()]
    for thing in things:
        page = page_of(client, thing)
        items = told(page, "BreadcrumbList")["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert items[-1]["item"] == canonical(page)
        seen = [SITE + href for href in page.xpath('//nav[@class="trail"]//a/@href')]
        assert seen == [item["item"] for item in items[:-1]]
        assert [client.get(path.removeprefix(SITE)).status_code for path in seen] == [200] * len(seen)


def test_row_103_an_author_has_a_profile_a_club_and_a_coach_say_who_they_are(client):
    author = an_author("Livia Ferrante", bio="Segue le panchine.")
    profile = told(page_of(client, author), "ProfilePage")
    assert (profile["mainEntity"]["name"], profile["mainEntity"]["description"]) == (author.name, author.bio)
    coach = a_coach("Mister Verdi", at=a_club("Lecce", city="Lecce"))
    person, team = told(page_of(client, coach), "Person"), told(page_of(client, Club.objects.get()), "SportsTeam")
    assert person["memberOf"]["name"] == "Lecce"
    assert (team["coach"]["name"], team["memberOf"]["name"]) == ("Mister Verdi", "Serie A")


def test_a_rumour_is_told_as_a_page_and_never_as_a_fact_that_was_checked(client):
    response = client.get(a_rumour("Verdi → Lecce").get_absolute_url())
    assert "ClaimReview" not in response.content.decode()
