"""A withdrawal and a correction reach whoever has kept the story: the same item, marked, for two days."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.builders import a_club, an_article
from tests.feeds import FORMATS, an_hour_ago, ids, items, titles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("format", FORMATS)
def test_a_withdrawn_story_comes_back_marked_under_its_own_identity_and_then_is_gone(client, format):
    """Row 26 of the newsroom's complaints."""
    club = a_club("Lecce")
    with an_hour_ago():
        story = an_article("Verdi ha firmato", clubs=[club], body="<p>Il testo ritirato.</p>")
        an_article("Un'altra")
    urls = [f"/feed.{format}", f"/club/lecce/feed.{format}"]
    before = [ids(client, url) for url in urls]
    story.withdraw(why="La firma era di un <omonimo>.")
    for url, known in zip(urls, before, strict=True):
        assert ids(client, url) == known
        [item] = [item for item in items(client, url) if item["id"] == story.guid]
        assert item["title"] == "RITIRATO: Verdi ha firmato"
        assert "La firma era di un &lt;omonimo&gt;." in item["content"]
        assert "Il testo ritirato" not in item["content"]
    kept = {url: client.get(url) for url in urls}
    ends = story.withdrawn_at + timedelta(hours=48)
    with time_machine.travel(ends - timedelta(seconds=30), tick=False):
        assert client.get(urls[0])["Cache-Control"] == "public, max-age=30"
    with time_machine.travel(ends, tick=False):
        for url, response in kept.items():
            assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 200
            date = {"If-Modified-Since": response["Last-Modified"]}
            assert client.get(url, headers=date).status_code == 200
            assert story.guid not in ids(client, url)


def test_the_address_of_a_withdrawn_story_says_why(client):
    story = an_article()
    story.withdraw(why="Era sbagliata.")
    assert client.get(story.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("format", FORMATS)
def test_an_old_story_that_is_withdrawn_or_corrected_is_told_beside_the_latest(client, format):
    with an_hour_ago():
        old, older = an_article("Vecchia", published_days_ago=90), an_article("Vecchissima", published_days_ago=99)
        for number in range(51):
            an_article(f"Nuova {number}", published_days_ago=2)
    url = f"/feed.{format}"
    assert not {old.guid, older.guid} & set(ids(client, url))
    old.withdraw(why="Era sbagliata.")
    older.correct("Erano due, non tre.")
    told = titles(client, url)
    assert told[-2:] == ["RITIRATO: Vecchia", "Vecchissima"]
    assert len(told) == 52
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        assert len(ids(client, url)) == 50


def test_a_draft_or_a_scheduled_story_leaves_no_trace_when_it_is_given_up(client):
    scheduled = an_article("Domani", published_days_ago=-1)
    scheduled.delete()
    an_article("Bozza", published_days_ago=None)
    assert ids(client, "/feed.rss") == []
