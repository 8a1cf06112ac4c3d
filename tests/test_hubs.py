"""Hubs carry what is new to subscribers at once: told after the change is stored, once, and again if they failed."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from lxml import etree

from newsroom.feeds import hub_address, hub_client, hubs
from newsroom.models import Announcement
from tests.builders import PASSWORD, a_club, an_article, an_editor
from tests.feeds import FORMATS, NAMES, an_hour_ago, titles

pytestmark = pytest.mark.django_db


class Hub:
    """A hub on this machine that notes what it is told; `status` is what it answers, `on_ping` is called meanwhile."""

    def __init__(self):
        self.pings, self.status, self.on_ping = [], 204, lambda topic: None
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                [topic] = form["hub.url"]
                assert form["hub.mode"] == ["publish"]
                hub.pings.append(topic)
                hub.on_ping(topic)
                self.send_response(hub.status)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def hub(settings):
    hub = Hub()
    settings.WEBSUB_HUBS, settings.DEBUG = [hub.url], True
    yield hub
    hub.server.shutdown()
    hub.server.server_close()


@pytest.fixture
def story(hub):
    """A story of which the hub knows."""
    with time_machine.travel(timezone.now() - timedelta(hours=3)):
        story = an_article("La notizia", clubs=[a_club("Lecce")], authors=[])
    hubs.tell()
    hub.pings.clear()
    return story


def feeds_of(*pages):
    return sorted(f"http://testserver{page}feed.{format}" for page in pages for format in FORMATS)


def test_each_feed_that_changed_is_told_once(hub, story):
    story.correct("Erano due, non tre.")
    assert hubs.tell() == (4, 0)
    assert sorted(hub.pings) == feeds_of("/", "/club/lecce/", "/rettifiche/", story.section.get_absolute_url())
    hubs.tell()
    assert len(hub.pings) == 12


def test_nothing_is_told_of_what_was_rolled_back_or_is_a_draft(hub, story):
    with transaction.atomic():
        story.withdraw(why="Era sbagliata.")
        transaction.set_rollback(True)
    an_article(published_days_ago=None, authors=[])
    assert hubs.tell() == (0, 0)
    assert hub.pings == []


def test_a_hub_that_fails_is_told_again_later_and_later_each_time(hub, story):
    hub.status = 500
    story.withdraw(why="Era sbagliata.")
    told, failed = hubs.tell()
    assert (told, failed) == (0, 3)
    assert hubs.tell() == (0, 0)
    hub.status = 202
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        call_command("ping_hubs", verbosity=0)
    assert Announcement.objects.filter(tries__gt=0).count() == 0
    assert set(feeds_of("/")) <= set(hub.pings)


def test_waits_grow_and_end_at_half_a_day(hub):
    announcement = Announcement.objects.create(hub=hub.url, topic="stories")
    at, waits = timezone.now(), []
    for _ in range(14):
        announcement.failed(at=at)
        announcement.refresh_from_db()
        waits.append(announcement.next_try_at - at)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=30), timedelta(hours=12))


def test_of_two_that_tell_at_once_one_does(hub):
    announcement = Announcement.objects.create(hub=hub.url, topic="stories")
    now = timezone.now()
    assert announcement.take(at=now)
    assert not announcement.take(at=now)
    assert announcement.take(at=now + timedelta(minutes=3))


def test_a_story_that_came_by_its_schedule_is_told_by_the_command(hub, story):
    due = timezone.now() + timedelta(hours=2)
    an_article("A sorpresa", at=due, clubs=list(story.clubs.all()), authors=[])
    assert hubs.tell() == (0, 0)
    with time_machine.travel(due + timedelta(seconds=1)):
        hubs.tell()
        assert set(feeds_of("/", "/club/lecce/")) <= set(hub.pings)
        told = len(hub.pings)
        hubs.tell()
        assert len(hub.pings) == told


def test_a_hub_that_is_away_is_tried_again(story, hub):
    hub.server.shutdown()
    hub.server.server_close()
    story.withdraw(why="Era sbagliata.")
    assert hubs.tell() == (0, 3)


@pytest.mark.django_db(transaction=True)
def test_an_editor_who_publishes_is_answered_and_the_hub_is_told(hub, client):
    with an_hour_ago():
        section = an_article("Un'altra").section
    hubs.tell()
    hub.pings.clear()
    draft = an_article("Nuova", published_days_ago=None, section=section, authors=[])
    an_editor(username="capo")
    client.login(username="capo", password=PASSWORD)
    seen = []
    hub.on_ping = lambda topic: seen.append("Nuova" in titles(Client(), "/feed.rss"))
    published = client.post("/admin/newsroom/article/", {"action": "publish_selected", "_selected_action": [draft.pk]})
    assert published.status_code == 302
    wait_for_the_hubs()
    assert sorted(hub.pings) == feeds_of("/", section.get_absolute_url())
    # When it is told, the feed carries the change already.
    assert seen == [True] * 6


def wait_for_the_hubs():
    for thread in threading.enumerate():
        if thread.name == "hubs":
            thread.join(timeout=20)


@pytest.mark.parametrize("format", FORMATS)
def test_documents_and_headers_name_the_hub_and_themselves(client, hub, format):
    an_article()
    response = client.get(f"/feed.{format}")
    assert response["Link"] == f'<{hub.url}>; rel="hub", <http://testserver/feed.{format}>; rel="self"'
    if format == "json":
        assert response.json()["hubs"] == [{"type": "WebSub", "url": hub.url}]
    else:
        found = etree.fromstring(response.content).iterfind(".//{{{}}}link[@rel]".format(NAMES["atom"]))
        rels = {link.get("rel"): link.get("href") for link in found}
        assert (rels["hub"], rels["self"]) == (hub.url, f"http://testserver/feed.{format}")


def test_a_filtered_feed_names_no_hub(client, hub):
    assert "hub" not in client.get("/voci/feed.rss?stato=aperte")["Link"]


class TestAddresses:
    PRIVATE = [
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "https://10.1.2.3/",
        "https://192.168.0.1/hub",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "https://hub.internal/",
        "https://hub/",
        "http://224.0.0.1/",
    ]
    NONE = ["ftp://hub.example.org/", "hub.example.org", "", "https://", "http://[::1", "https://hub.example.org:x/"]

    @pytest.mark.parametrize("address", PRIVATE + NONE)
    def test_a_private_or_impossible_hub_stops_the_deployment(self, settings, address):
        settings.WEBSUB_HUBS = [address]
        assert [error.id for error in hub_address.check_hubs(None)] == ["newsroom.E001"]

    @pytest.mark.parametrize("address", ["https://hub.example.org/", "http://93.184.215.14:8080/hub"])
    def test_a_public_one_does_not(self, settings, address):
        settings.WEBSUB_HUBS = [address]
        assert hub_address.check_hubs(None) == []

    def test_a_name_that_leads_inside_is_refused_when_it_is_told(self, settings, hub):
        settings.DEBUG = False
        with pytest.raises(hub_address.Refused):
            hub_client.ping(hub.url.replace("127.0.0.1", "localhost"), "http://testserver/feed.rss")
        assert hub.pings == []
