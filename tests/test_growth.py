"""A list costs what it prints, and not what there is: the work of the database for a few stories and for many."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from football.models import stamp
from newsroom.keyset import PARAMETER, _cursor
from newsroom.models import Article
from newsroom.models.listed import LISTED
from tests.builders import a_club, a_coach, a_rumour, a_section, a_superuser, an_article, an_author

pytestmark = pytest.mark.django_db
FEW, MANY = 150, 1_500
#: What the work may grow by, and steps of the machine that are nothing.
GROWTH, NOTHING = 1.2, 1_000
STORIES = reverse("admin:newsroom_article_changelist")


class Paper:
    """Stories about one club, person, author and rumour in one section, an hour apart."""

    def __init__(self):
        self.section, self.author = a_section("Estero"), an_author("Livia Ferrante")
        self.tags = {"clubs": a_club("Lecce"), "people": a_coach("Mister Verdi"), "authors": self.author}
        self.tags["rumours"] = a_rumour("La voce")
        self.number = 0

    def grow(self, number):
        stories = Article.objects.bulk_create(self._story(n) for n in range(self.number, number))
        for name, tag in self.tags.items():
            field = Article._meta.get_field(name)
            through, column = field.remote_field.through, f"{field.m2m_reverse_field_name()}_id"
            through.objects.bulk_create(through(article_id=story.pk, **{column: tag.pk}) for story in stories)
        # As on a site on which they have come one by one: saved when they came out, and stamped.
        Article.objects.update(saved_at=F("published_at"))
        stamp(Article.printed_on(Article.objects.all()))
        self.number = number

    def _story(self, n):
        at = timezone.now() - timedelta(hours=2_000 - n)
        values = {"headline": f"Il mercato di oggi, numero {n}", "slug": f"storia-{n}", "section": self.section}
        return Article(**values, published_at=at, first_published_at=at, progress="ready")

    def middle(self):
        story = Article.objects.by_news()[self.number // 2]
        return f"?{PARAMETER}={_cursor(story.published_at, story.pk)}"


def lists(paper):
    pages = [paper.section, paper.author, *(paper.tags[name] for name in ("clubs", "people"))]
    paths = [thing.get_absolute_url() for thing in pages]
    paths += [f"{path}feed.rss" for path in ("/", *paths)]
    return [*paths, *(path + paper.middle() for path in paths)]


@pytest.fixture
def desk(client):
    client.force_login(a_superuser())
    return client


@pytest.fixture
def work():
    """Counts the steps of SQLite's machine in what is asked for a page."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite counts its steps")

    def counted(client, path):
        steps = [0]

        def step():
            steps[0] += 1

        cache.clear()
        client.get(path)
        connection.connection.set_progress_handler(step, 1)
        try:
            assert client.get(path, follow=True).status_code == 200
        finally:
            connection.connection.set_progress_handler(None, 1)
        return steps[0]

    return counted


def test_every_list_of_stories_and_its_feed_costs_the_same_deep_down(client, work):
    paper = Paper()
    paper.grow(FEW)
    few = [work(client, path) for path in lists(paper)]
    paper.grow(MANY)
    many = [work(client, path) for path in lists(paper)]
    told = zip(lists(paper), few, many, strict=True)
    assert [row for row in told if row[2] > row[1] * GROWTH + NOTHING] == []


@pytest.mark.parametrize("path", ["/", "/rettifiche/", "/club/", "/allenatori/", "/voci/la-voce/"])
def test_other_pages_cost_the_same(client, work, path):
    paper = Paper()
    paper.grow(FEW)
    few = work(client, path)
    paper.grow(MANY)
    assert work(client, path) <= few * GROWTH + NOTHING


def test_a_story_costs_the_same(client, work):
    paper = Paper()
    paper.grow(FEW)
    path = Article.objects.by_news()[3].get_absolute_url()
    few = work(client, path)
    paper.grow(MANY)
    assert work(client, path) <= few * GROWTH + NOTHING


@pytest.mark.parametrize("query", ["", "?o=1", "?o=4", "?o=-4", "?work=mine", "?work=followed", "?state=withdrawn"])
def test_the_list_of_the_desk_costs_the_same(desk, work, query):
    paper = Paper()
    paper.grow(FEW)
    few = work(desk, STORIES + query)
    # What the list looks ahead for is counted in keys.
    paper.grow(MANY)
    assert work(desk, STORIES + query) <= few * GROWTH + 10 * NOTHING


class TestTheInstantsOfTheTags:
    def instants(self, story):
        return {name: rows.objects.get(article=story).published_at for name, rows in LISTED.items()}

    def a_story(self, **fields):
        tags = {"clubs": [a_club()], "people": [a_coach()], "authors": [an_author()], "rumours": [a_rumour()]}
        return an_article(**tags, **fields)

    def test_they_are_those_of_the_story(self):
        story = self.a_story()
        assert set(self.instants(story).values()) == {story.published_at}

    def test_they_follow_it_by_whatever_door(self):
        story, soon = self.a_story(published_days_ago=None), timezone.now() + timedelta(days=1)
        assert set(self.instants(story).values()) == {None}
        story.progress, story.published_at = "ready", soon
        story.save()
        assert set(self.instants(story).values()) == {soon}
        Article.objects.filter(pk=story.pk).update(published_at=soon + timedelta(hours=1), first_published_at=soon)
        assert set(self.instants(story).values()) == {soon + timedelta(hours=1)}

    def test_the_triggers_stand(self):
        tables = {rows._meta.db_table for rows in LISTED.values()}
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%listed'")
            else:
                cursor.execute(
                    "SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE '%listed'"
                )
            assert {name for (name,) in cursor.fetchall()} == {*tables, "newsroom_article"}
