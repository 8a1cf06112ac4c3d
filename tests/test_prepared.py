"""Queries that are made once: they answer what the ORM would, whatever is asked of them."""

import json
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom import for_cards
from newsroom.models import Article, Section
from newsroom.prepared import Prepared, keys_in
from rumours.models import Rumour
from tests.builders import a_club, a_rumour, a_section, an_article, an_image

pytestmark = pytest.mark.django_db
AT = Prepared(lambda slug: Section.objects.filter(slug=slug))
OF_A_CLUB = Prepared(
    lambda club, now: Article.objects.published(at=now).listed("clubs", club).values_list("listed_at", "pk")
)


def test_an_object_is_that_of_the_orm_for_each_value():
    sections = [a_section("Panchine"), a_section("Serie A")]
    assert [AT.first(section.slug) for section in sections] == sections
    assert AT.first("panchine").name == "Panchine"
    assert AT.first("nessuna") is None
    assert AT.first("' OR 1=1 --") is None


def test_rows_are_those_of_the_orm_now_and_later():
    club = a_club("Lecce")
    article = an_article("Verdi", clubs=[club])
    an_article("Altro", clubs=[a_club("Bari")])
    later = an_article("Più tardi", clubs=[club])
    Article.objects.filter(pk=later.pk).update(published_at=timezone.now() + timezone.timedelta(hours=1))
    now = timezone.now()
    for at, keys in ((now, [article.pk]), (now + timezone.timedelta(hours=2), [later.pk, article.pk])):
        rows = [OF_A_CLUB.converted(row) for row in OF_A_CLUB.rows(club.pk, at)]
        assert rows == list(Article.objects.published(at=at).listed("clubs", club.pk).values_list("listed_at", "pk"))
        assert [pk for _, pk in rows] == keys


def test_fields_that_are_left_out_are_asked_for_when_they_are_wanted():
    article = an_article("Verdi a un passo")
    addressed = Prepared(lambda slug: Article.objects.only("slug").filter(slug=slug)).first(article.slug)
    assert "headline" in addressed.get_deferred_fields()
    assert addressed.headline == "Verdi a un passo"


def test_one_query_each_time():
    a_section("Panchine")
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            AT.first("panchine")
        assert len(asked) == 1


def test_an_instant_that_would_stand_still_is_refused():
    with pytest.raises(ValueError, match="must be given what changes"):
        Prepared(lambda slug: Article.objects.published().filter(slug=slug)).first("verdi")


def test_objects_come_with_what_they_are_joined_with(django_assert_num_queries):
    section, picture = a_section("Mercato"), an_image()
    for name in ("Conte al Napoli", "Spalletti alla Juventus"):
        an_article(name, section=section, lead_image=picture)
    joined = Article.objects.select_related("section", "lead_image")
    asked = Prepared(lambda keys: joined.filter(pk__in=keys_in(keys)).order_by("pk"))
    keys = [story.pk for story in Article.objects.order_by("pk")]
    asked.objects("[]")
    with django_assert_num_queries(1):
        found = asked.objects(json.dumps(keys))
        assert {(story.section, story.lead_image) for story in found} == {(section, picture)}
    told = [(story.pk, story.headline, story.published_at) for story in found]
    assert told == list(Article.objects.order_by("pk").values_list("pk", "headline", "published_at"))


def test_what_cards_print_is_loaded_as_the_orm_loads_it(django_assert_num_queries):
    club = a_club("Lecce")
    told, other, hidden = (a_rumour(f"Verdi al Lecce {n}", to_club=club) for n in range(3))
    Rumour.objects.filter(pk=hidden.pk).update(published_at=None)
    stories = [an_article(f"Lecce {n}", rumours=[told, other, hidden] if n else []) for n in range(3)]
    draft = an_article("Lecce domani", published_days_ago=None)
    keys = {story.pk for story in (*stories, draft)}
    with django_assert_num_queries(3):
        found = for_cards.stories(keys)
        seen = {key: [(r, r.to_club) for r in story.rumours.all()] for key, story in found.items()}
    whole = Article.objects.published().for_cards().in_bulk(keys)
    assert seen == {key: [(r, r.to_club) for r in story.rumours.all()] for key, story in whole.items()}
    assert sorted(map(len, seen.values())) == [0, 2, 2]


def test_a_rumour_that_goes_between_two_queries_is_on_no_card():
    rumour = a_rumour("Verdi al Lecce")
    story = an_article("Lecce", rumours=[rumour])
    with patch.object(for_cards.TOLD, "rows", return_value=[(story.pk, rumour.pk), (story.pk, rumour.pk + 1)]):
        assert list(for_cards.stories({story.pk})[story.pk].rumours.all()) == [rumour]
