"""Queries that are made once: they answer what the ORM would, whatever is asked of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.models import Article, Section
from newsroom.prepared import Prepared
from tests.builders import a_club, a_section, an_article

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
