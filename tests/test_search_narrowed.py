"""A narrowed search finds what the tables say that it should, whichever way the database goes."""

from datetime import UTC, timedelta
from itertools import combinations

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from football.fulltext import index, postgres, sqlite
from football.fulltext.asked import Term
from newsroom.models import Article
from newsroom.search import finding, namebook
from newsroom.search.narrowing import Narrowing
from newsroom.search.question import Question
from tests.builders import a_club, a_coach, a_section, an_article
from tests.test_search import stories_on

pytestmark = pytest.mark.django_db
ASKED = {"club": "lecce", "persona": "livio-marangon", "sezione": "mercato", "anno": "2025"}
TERMS = {
    "common": (Term((("rinnovo",),)),),
    "phrase": (Term((("rinnovo", "vicino"),)),),
    "two": (Term((("rinnovo",),)), Term((("prestito",),))),
    "rare": (Term((("riscatto",),)),),
    "nothing": (Term((("zzzz",),)),),
}


@pytest.fixture
def stories():
    clubs, coach = [a_club("Lecce"), a_club("Pisa")], a_coach("Livio Marangon")
    sections = [a_section("Mercato"), a_section("Estero")]
    begun = timezone.make_aware(timezone.datetime(2024, 12, 20, 12))
    for number in range(36):
        an_article(
            f"Rinnovo {'vicino' if number % 4 else 'e prestito'} {number}",
            body=f"<p>Del prestito {'e del riscatto ' if number % 9 == 0 else ''}si dirà.</p>",
            clubs=clubs[: number % 3],
            people=[coach] if number % 2 else [],
            section=sections[number % 5 == 0],
            at=begun + timedelta(days=number),
        )
    Article.objects.get(headline="Rinnovo vicino 7").withdraw(why="La notizia era sbagliata.")
    an_article("Rinnovo di domani", clubs=clubs, people=[coach], at=timezone.now() + timedelta(days=1))


#: By database, each way in which it may go: what decides, and what that says then.
WAYS = {
    "sqlite": {
        "keys that are many looked up one by one": ((sqlite, "FEW", 0),),
        "of no recent story, from the highest on": ((sqlite, "FEW", 0), (sqlite, "RECENT", 0)),
    },
    "postgresql": {
        "one by one": ((postgres, "_soon_found", lambda *args, **kwargs: True),),
        "from the index of words": ((postgres, "_soon_found", lambda *args, **kwargs: False),),
    },
}


@pytest.fixture(params=["as it chooses", *WAYS["sqlite"], *WAYS["postgresql"]])
def way(request, monkeypatch):
    if request.param == "as it chooses":
        return
    if request.param not in WAYS[connection.vendor]:
        pytest.skip("a way of the other database")
    for module, name, told in WAYS[connection.vendor][request.param]:
        monkeypatch.setattr(module, name, told)


def _narrowings():
    for number in range(len(ASKED) + 1):
        for names in combinations(ASKED, number):
            query = QueryDict(mutable=True)
            query.update({name: ASKED[name] for name in names})
            yield Narrowing.asked(query)


def _by_the_tables(stories, narrowing):
    """The stories that are left, asked without any index of keys."""
    by = narrowing.by
    if "club" in by:
        stories = stories.filter(clubs=by["club"])
    if "persona" in by:
        stories = stories.filter(people=by["persona"])
    if "sezione" in by:
        stories = stories.filter(section=by["sezione"])
    return stories.filter(published_at__year=by["anno"]) if "anno" in by else stories


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
def test_narrowed_or_not_the_same_is_found(stories, way, terms):
    published = Article.objects.published()
    for narrowing in _narrowings():
        slow, within = _by_the_tables(published, narrowing), narrowing.stories()
        for limit, lines_only in ((100, False), (3, False), (100, True), (2, True)):
            asked = {"limit": limit, "lines_only": lines_only}
            wanted = _newest(terms, slow, **asked)
            found = _newest(terms, published, within=index.narrowed(within, model=Article), **asked)
            assert found == wanted, narrowing.by


def _newest(terms, stories, **asked):
    return index.newest(terms, model=Article, among=index.sql_of(stories.values_list("pk")), **asked)


def test_there_is_something_to_find(stories):
    numbers = [len(_by_the_tables(Article.objects.published(), narrowing)) for narrowing in _narrowings()]
    assert numbers[0] == 35 and numbers[-1] > 0 and len(set(numbers)) > 8


def test_a_name_narrowed_to_another_finds_what_is_tagged_with_both(client, stories):
    page = client.get("/cerca/", {"q": "Lecce", "persona": "livio-marangon"})
    headlines = [headline for _address, headline in stories_on(page)]
    wanted = Article.objects.published().filter(clubs__slug="lecce", people__slug="livio-marangon")
    assert sorted(headlines) == sorted(wanted.values_list("headline", flat=True)[:15]) != []


@pytest.mark.parametrize("typed", ["rinnovo", "prestito", "Lecce", "Lecce Pisa", "Pisa Livio Marangon", "riscatto"])
def test_what_is_found_is_what_the_tables_say_however_it_is_narrowed(stories, typed):
    now, names = timezone.now(), {"Lecce": "lecce", "Pisa": "pisa"}
    question = Question.asked(typed, namebook.of_the_site())
    for narrowing in _narrowings():
        left = _by_the_tables(Article.objects.published(), narrowing)
        wanted = {key for (key,) in _newest(question.terms, left, limit=100)}
        tagged = left
        for slug in (slug for name, slug in names.items() if name in typed):
            tagged = tagged.filter(clubs__slug=slug)
        tagged = tagged.filter(people__slug="livio-marangon") if "Marangon" in typed else tagged
        wanted |= {*tagged.values_list("pk", flat=True)} if question.only_names else set()
        found = finding.stories(question, narrowing, now)
        told = {key: (at.replace(tzinfo=UTC), section) for key, (at, section) in found.facts.items()}
        rows = left.filter(pk__in=wanted).values_list("pk", "published_at", "section")
        assert {*found.keys} == wanted and told == {key: (at, section) for key, at, section in rows}, narrowing.by
