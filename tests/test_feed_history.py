"""What is older than the latest: pages that never repeat an item, archives by month that lack none (RFC 5005)."""

from datetime import datetime

import pytest
from django.utils import timezone

from tests.builders import a_rumour, an_article
from tests.feeds import FORMATS, an_hour_ago, document, ids, links, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories():
    """120 stories of the spring of 2025, some at one instant, on both sides of midnight in Rome."""
    made = []
    for number in range(120):
        day = timezone.make_aware(datetime(2025, 3 + number // 40, 1 + (number % 40) // 2, 0, 30))
        made.append(an_article(f"Storia {number}", at=day, authors=[]))
    return made


def walk(client, url, rel):
    """The addresses of the documents from `url` on, by a relation."""
    seen = []
    while url:
        assert url not in seen
        seen.append(url)
        url = local(links(client, url).get(rel, ""))
    return seen


@pytest.mark.parametrize("format", FORMATS)
def test_the_pages_tell_every_story_once_and_end(client, stories, format):
    pages = walk(client, f"/feed.{format}", "next")
    told = [known for page in pages for known in ids(client, page)]
    assert told == [story.guid for story in sorted(stories, key=lambda s: (s.published_at, s.pk), reverse=True)]
    assert len(pages) == 3


def test_pages_lead_forward_back_and_to_their_ends(client, stories):
    first, second, third = walk(client, "/feed.atom", "next")
    last = local(links(client, first)["last"])
    assert (len(ids(client, last)), ids(client, last)[-1]) == (50, ids(client, third)[-1])
    assert "next" not in links(client, last)
    assert local(links(client, third)["previous"]) == second
    assert local(links(client, second)["previous"]) == first
    assert "previous" not in links(client, first)
    assert {local(links(client, page)["first"]) for page in (first, second, third)} == {first}
    for page in (second, third):
        assert "fh:archive" not in client.get(page).content.decode()


def test_a_story_that_is_told_beside_the_latest_is_not_told_again_further_back(client, stories):
    stories[0].withdraw(why="Era sbagliata.")
    told = [known for page in walk(client, "/feed.rss", "next") for known in ids(client, page)]
    assert len(told) == len(set(told)) == 120


def test_the_archives_lack_no_story_and_repeat_none_among_them(client, stories):
    documents = walk(client, "/feed.atom", "prev-archive")
    assert documents[1:] == [f"/feed.atom?mese=2025-0{month}" for month in (4, 3)]
    archived = [known for page in documents[1:] for known in ids(client, page)]
    assert len(archived) == len(set(archived)) == 80
    assert {*archived, *ids(client, "/feed.atom")} == {story.guid for story in stories}
    for page in documents[1:]:
        assert "<fh:archive" in client.get(page).content.decode()
        assert links(client, page)["current"] == "http://testserver/feed.atom"
        assert links(client, page)["self"] == f"http://testserver{page}"
    assert local(links(client, "/feed.atom?mese=2025-03")["next-archive"]) == "/feed.atom?mese=2025-04"
    assert "prev-archive" not in links(client, "/feed.atom?mese=2025-03")


@pytest.mark.parametrize("query", ["prima=x", "prima=1-", "prima=9-0", "mese=2025-13", "mese=ieri", "mese=1999-01"])
@pytest.mark.parametrize("format", FORMATS)
def test_what_is_no_page_and_no_month_is_404(client, query, format):
    an_article()
    assert client.get(f"/feed.{format}?{query}").status_code == 404


def test_rumours_have_pages_and_no_archive_since_news_moves_them(client):
    with an_hour_ago():
        for _ in range(51):
            a_rumour(person=None)
    pages = walk(client, "/voci/feed.json?stato=aperte", "next")
    assert [len(ids(client, page)) for page in pages] == [50, 1]
    assert "stato=aperte" in pages[1]
    assert "prev-archive" not in links(client, "/voci/feed.atom")
    assert client.get("/voci/feed.atom?mese=2025-03").status_code == 404


@pytest.mark.parametrize("format", FORMATS)
def test_a_document_of_the_past_says_so_and_is_answered_304_too(client, stories, format):
    url = f"/feed.{format}?mese=2025-03"
    first = client.get(url)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    if format == "json":
        assert document(client, url)["feed_url"] == f"http://testserver{url}"
