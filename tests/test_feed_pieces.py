"""What feeds keep from one document to the next, and what they do not."""

import pytest

from newsroom.feeds import rss
from newsroom.kept import pieces
from tests.builders import a_club, a_rumour, an_article

pytestmark = pytest.mark.django_db(transaction=True)


def kept(kind):
    return [name for part in (pieces._kept.plain, pieces._kept.queries) for name in part.pages if name[0] == kind]


@pytest.fixture
def written(monkeypatch):
    """The titles of the entries that are written as RSS, as they are written."""
    titles, write = [], rss._item
    monkeypatch.setattr(rss, "_item", lambda entry: titles.append(entry.title) or write(entry))
    return titles


def test_an_entry_is_written_once_for_all_the_feeds_that_tell_it(client, written):
    club = a_club("Lecce")
    an_article("La prima", clubs=[club])
    for url in ("/feed.rss", club.get_absolute_url() + "feed.rss"):
        assert b"La prima" in client.get(url).content
    an_article("La seconda", clubs=[club], published_days_ago=0)
    client.get("/feed.rss")
    assert written == ["La prima", "La seconda"]


def test_a_rumour_is_written_anew_when_it_has_changed(client, written):
    rumour, other = a_rumour("Verdi al Lecce"), a_rumour("Rossi al Como")
    client.get("/voci/feed.rss")
    del written[:]
    rumour.title = "Verdi a Lecce"
    rumour.save()
    assert b"Verdi a Lecce" in client.get("/voci/feed.rss").content
    assert len(written) == 1
    assert other.title not in written[0]


def test_an_address_that_is_none_keeps_nothing(client):
    assert client.get("/club/nessuno/feed.rss").status_code == 404
    assert not kept("feed-state")
    assert not kept("feed")


def test_a_former_address_is_sent_on_although_its_document_was_kept(client):
    club = a_club("Lecce")
    old = club.get_absolute_url() + "feed.rss"
    assert client.get(old).status_code == 200
    club.slug = "unione-lecce"
    club.save()
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, "/club/unione-lecce/feed.rss")


def test_filters_that_the_site_does_not_offer_keep_no_list(client):
    a_rumour("Verdi al Lecce")
    for query in ("", "?stato=aperte", "?stato=chiuse", "?x=1"):
        assert client.get("/voci/" + query).status_code == 200
    assert sorted(name[2] for name in kept("keys") if name[1] == "rumours") == ["", "stato=aperte"]
