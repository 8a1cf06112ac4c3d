"""The small newsroom in which the golden set of searches is asked: search_corpus.toml."""

import tomllib
from pathlib import Path

from django.utils import timezone

from football.models import Alias, Club, Person
from newsroom.models import Article
from tests.builders import a_club, a_coach, a_player, a_section, an_article

HERE = Path(__file__).parent


def read(name):
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def load_corpus():
    """Store the clubs, the people and the stories. Returns {headline: key of the story}."""
    corpus = read("search_corpus.toml")
    for kind, build in (("clubs", a_club), ("coaches", a_coach), ("players", a_player)):
        for name, others in corpus[kind].items():
            thing = build(name)
            for other in others:
                called(thing, *other.split("|"))
    for story in corpus["stories"]:
        _story(**story)
    for hidden in corpus["hidden"]:
        _hidden(**hidden)
    return {story["headline"]: story["key"] for story in corpus["stories"]}


def called(thing, text, kind="nickname", ambiguous=""):
    """Another name of a club or a person, as the desk adds it."""
    owner = "club" if isinstance(thing, Club) else "person"
    alias = Alias.objects.create(**{owner: thing}, text=text, kind=kind, ambiguous=bool(ambiguous))
    thing.refresh_search_names()
    return alias


def _story(*, key, at, section, clubs, people, **texts):
    an_article(
        slug=key,
        at=at,
        section=a_section(section),
        clubs=Club.objects.filter(name__in=clubs),
        people=Person.objects.filter(name__in=people),
        **texts,
    )


def _hidden(*, state, words):
    article = an_article(
        words, body=f"<p>{words}</p>", published_days_ago={"draft": None, "scheduled": -1}.get(state, 1)
    )
    if state == "withdrawn":
        Article.objects.get(pk=article.pk).withdraw(why="Era sbagliato.", at=timezone.now())
