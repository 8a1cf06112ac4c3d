from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from newsroom.models import Article, Correction, State
from newsroom.models.prose import clean_body
from tests.builders import a_club, a_coach, a_section, an_article, an_image

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days_ago", "state"), [(None, State.DRAFT), (-1, State.SCHEDULED), (1, State.LIVE)])
def test_the_state_is_read_off_the_instants(days_ago, state):
    article = an_article(published_days_ago=days_ago)
    assert article.state == state
    assert list(Article.objects.in_state(state)) == [article]
    assert Article.objects.published().exists() == article.is_published


def test_a_withdrawn_article_is_in_no_other_state():
    article = an_article()
    article.withdraw(why="La fonte non era attribuibile.")
    assert article.state == State.WITHDRAWN
    assert [state for state in State if Article.objects.in_state(state).exists()] == [State.WITHDRAWN]


def test_a_scheduled_article_appears_at_its_second_with_nothing_running():
    article = an_article(published_days_ago=-1)
    with time_machine.travel(article.published_at - timedelta(seconds=1), tick=False):
        assert not Article.objects.published().exists()
    with time_machine.travel(article.published_at, tick=False):
        assert Article.objects.published().exists()


def test_the_first_publication_never_moves():
    article = an_article(published_days_ago=3)
    first = article.first_published_at
    article.redate(timezone.now())
    article.refresh_from_db()
    assert article.first_published_at == first < article.published_at


def test_the_first_publication_follows_the_schedule_until_it_comes():
    article = an_article(published_days_ago=-1)
    article.schedule(timezone.now() + timedelta(days=5))
    assert article.first_published_at == article.published_at
    article.published_at = None
    article.save()
    assert article.first_published_at is None


def test_what_has_been_read_cannot_be_made_a_draft_again():
    article = Article.objects.get(pk=an_article().pk)
    article.published_at = None
    with pytest.raises(ValidationError, match="non riportare in bozza"):
        article.full_clean()


@pytest.mark.parametrize(("days_ago", "why"), [(1, "  "), (None, "Perché sì"), (-1, "Perché sì")])
def test_only_what_was_published_is_withdrawn_and_with_a_reason(days_ago, why):
    article = an_article(published_days_ago=days_ago)
    with pytest.raises(ValidationError):
        article.withdraw(why=why)
    assert not Article.objects.withdrawn().exists()


def test_the_database_refuses_a_withdrawal_without_a_reason():
    article = an_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(withdrawn_at=timezone.now())


def test_a_correction_is_public_and_moves_the_update():
    article = an_article()
    article.correct("Scade nel 2027, non nel 2026.")
    assert article.updated_at
    assert list(Correction.objects.published()) == [article.corrections.get()]
    article.withdraw(why="Ritirato del tutto.")
    assert not Correction.objects.published().exists()


def test_a_draft_is_not_updated():
    draft = an_article(published_days_ago=None)
    draft.mark_updated()
    assert draft.updated_at is None


def test_the_address_keeps_the_month_of_rome():
    article = an_article("Notte", at=timezone.datetime(2025, 5, 31, 22, 30, tzinfo=timezone.get_fixed_timezone(0)))
    assert article.get_absolute_url() == "/articoli/2025/06/notte/"


def test_two_headlines_alike_get_two_addresses():
    assert [an_article("Colpo di scena").slug, an_article("Colpo di scena").slug] == [
        "colpo-di-scena",
        "colpo-di-scena-2",
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>Uno <strong>due</strong> <em>tre</em></p>", "<p>Uno <strong>due</strong> <em>tre</em></p>"),
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="MsoNormal">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<img src="x" onerror="x()"><iframe src="//x"></iframe><p>a</p>', "<p>a</p>"),
        ("<h1>a</h1><h2>b</h2>", "<h2>a</h2><h2>b</h2>"),
        ("<p>uno\xa0due&nbsp;tre</p>", "<p>uno due tre</p>"),
        ("<p>riga\x0bnuova\x00</p>", "<p>riganuova</p>"),
        ("<p></p><p>a</p><p><br></p>", "<p>a</p>"),
    ],
)
def test_the_body_keeps_what_the_buttons_make_and_nothing_else(typed, kept):
    assert clean_body(typed) == kept
    article = an_article(body=typed)
    assert Article.objects.get(pk=article.pk).body == kept


def test_an_article_is_found_by_its_tags_as_well():
    club, coach = a_club("Çaykur Rizespor"), a_coach("Carlo Ancelotti")
    article = an_article("Silenzio stampa", clubs=[club], people=[coach])
    an_article("Altro")
    assert list(Article.objects.mentioning("caykur ancelotti")) == [article]
    assert list(Article.objects.mentioning("silenzio")) == [article]


def test_words_are_counted():
    assert an_article(body="<p>uno due</p><p>tre</p>").word_count == 3


def test_pieces_name_themselves():
    article = an_article("Titolo", section=a_section("Estero"))
    image = an_image("Una panca")
    assert [str(article), str(article.section), str(image)] == ["Titolo", "Estero", "Una panca"]
    assert str(article.authors.get()) == article.authors.get().name
    assert str(article.correct("Era sbagliato un numero.")) == "Era sbagliato un numero."


def test_the_desk_finds_a_story_by_the_beginning_of_a_word_accents_aside_and_drafts_too():
    draft = an_article("L'indiscrezione su Çaykur", published_days_ago=None)
    assert list(Article.objects.mentioning("indiscr cayk")) == [draft]
    assert list(Article.objects.mentioning("l'indiscrezione \"*")) == [draft]
    assert list(Article.objects.mentioning("screzione")) == []
