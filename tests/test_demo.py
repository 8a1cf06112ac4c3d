"""The demonstration newsroom: what a new user finds after the first command."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from football.models import Club, Person
from newsroom.demo import load as demo
from newsroom.models import Article, Author, Image, Section, State, User
from rumours.models import Rumour
from tests import triggers
from tests.feed_rules import keep_the_rules
from tests.feeds import FORMATS

STORIES = sorted(demo.STORIES.glob("*.html"))


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_database")]


@pytest.fixture(scope="module")
def demo_database(django_db_setup, django_db_blocker):
    """The demonstration, loaded once: each test changes it in a transaction of its own, which is rolled back."""
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
    yield
    with django_db_blocker.unblock():
        triggers.take_away()
        call_command("flush", interactive=False, verbosity=0)
        triggers.put_back()


def test_every_story_is_there_in_its_state():
    assert Article.objects.count() == len(STORIES) >= 45
    counts = {state: Article.objects.in_state(state).count() for state in State}
    assert counts[State.LIVE] >= 40
    assert {counts[State.DRAFT], counts[State.SCHEDULED], counts[State.WITHDRAWN]} == {1}
    assert Article.objects.filter(corrections__isnull=False).count() == 1


def test_the_bylines_are_five_and_say_that_they_are_invented():
    assert list(Author.objects.values_list("note", flat=True)) == ["firma inventata"] * 5
    assert all("Firma inventata" in author.bio for author in Author.objects.all())
    assert not Article.objects.filter(authors__isnull=True).exists()


def test_the_pictures_are_drawn_and_say_so():
    assert Image.objects.count() == len(STORIES)
    assert set(Image.objects.values_list("credit", flat=True)) == {demo.CREDIT}


def test_each_role_can_sign_in():
    for user in User.objects.all():
        assert user.check_password(demo.PASSWORD)
        assert [group.name for group in user.groups.all()] == [user.username.capitalize()]


def test_lengths_vary():
    lengths = sorted(article.word_count for article in Article.objects.published())
    assert lengths[0] < 110
    assert lengths[-1] > 250


def test_linked_rumours_stand_at_several_labels_and_outcomes():
    linked = Rumour.objects.filter(articles__in=Article.objects.published())
    assert len(set(linked.values_list("label", flat=True))) >= 4
    assert {"confirmed", "expired", "contradicted", ""} <= set(linked.values_list("outcome", flat=True))


def test_no_story_knows_what_came_after_it():
    for article in Article.objects.published().prefetch_related("rumours"):
        day = timezone.localdate(article.published_at)
        for rumour in article.rumours.all():
            assert rumour.opened_on <= day + timedelta(days=1), (article, rumour)


def test_no_story_puts_words_in_a_mouth():
    for path in STORIES:
        body = demo.read_story(path)[1]
        for quoted in re.findall(r"«([^»]+)»", body):
            assert len(quoted.split()) <= 6, (path.name, quoted)


def test_loading_again_adds_nothing_and_keeps_what_was_changed(capsys):
    article = Article.objects.published().first()
    article.headline = "Cambiato da un redattore"
    article.save()
    clubs, people = Club.objects.count(), Person.objects.count()
    call_command("load_demo")
    assert "0 articoli aggiunti" in capsys.readouterr().out
    assert (Club.objects.count(), Person.objects.count()) == (clubs, people)
    article.refresh_from_db()
    assert article.headline == "Cambiato da un redattore"


def test_the_working_day_can_be_followed_on_the_site(client):
    page = client.get("/voci/ancelotti-lascia-il-real-madrid-entro-fine-2024/").content.decode()
    for expected in (
        "Relevo",
        "Marca",
        "11 siti, 2 origini",
        "8 riprese",
        "Non concretizzata",
        "31 dicembre 2024",
        "Dieci siti, una fonte",
    ):
        assert expected in page, expected
    united = client.get("/voci/allegri-manchester-united-2024-25/").content.decode()
    assert "Smentita dai fatti" in united
    assert "Amorim → Manchester United" in united
    later = client.get("/voci/real-madrid-ancelotti-lascia-estate-2025/").content.decode()
    assert "Confermata" in later
    for url in (
        "/",
        "/club/real-madrid/",
        "/allenatori/carlo-ancelotti/",
        "/club/real-madrid/feed.rss",
        "/rettifiche/",
        "/redazione/",
    ):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("format", FORMATS)
def test_every_feed_of_the_demonstration_keeps_the_rules_of_validators(client, format):
    lists = ["/", "/voci/", "/cosa-e-cambiato/", "/rettifiche/", "/allenatori/carlo-ancelotti/"]
    things = [*Section.objects.all(), *Author.objects.all(), *Club.objects.exclude(articles=None).distinct()[:6]]
    pages = [*lists, *(thing.get_absolute_url() for thing in things)]
    for address in (*(f"{page}feed.{format}" for page in pages), f"/voci/feed.{format}?club=juventus"):
        keep_the_rules(client, address)


def test_text_before_the_fence_is_said(tmp_path):
    story = tmp_path / "x.html"
    story.write_text("prima\n+++\n+++\n")
    with pytest.raises(ValueError, match="x.html"):
        demo.read_story(story)
