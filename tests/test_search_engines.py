"""Search engines are told of what changed, after it is stored and without anybody waiting for it."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from newsroom import checks
from newsroom.indexnow import is_local
from newsroom.models import Notice
from newsroom.models.notice import MOST_TRIES
from rumours.vocabulary import Stage
from tests.builders import a_report, a_rumour, an_article

pytestmark = pytest.mark.django_db
KEY = "chiave-di-prova"


@pytest.fixture
def engine(settings):
    """A search engine that keeps what it is told, and answers with `status`."""
    told = []

    class Engine(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):  # noqa: N802
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(Engine.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.INDEXNOW_KEY, settings.DEBUG = KEY, True
    settings.INDEXNOW_ENDPOINT = f"http://127.0.0.1:{server.server_port}/indexnow"
    Engine.told = told
    yield Engine
    server.shutdown()
    server.server_close()


def tell(at=None):
    with time_machine.travel(at or timezone.now(), tick=False):
        call_command("tell_search_engines", verbosity=0)


def told_to(engine):
    return [url.removeprefix("http://testserver") for message in engine.told for url in message["urlList"]]


def test_what_came_out_is_told_once_with_the_key(client, engine):
    article = an_article()
    an_article(published_days_ago=None)
    an_article(published_days_ago=5)
    tell()
    tell()
    assert told_to(engine) == [article.get_absolute_url()]
    [message] = engine.told
    assert (message["host"], message["key"]) == ("testserver", KEY)
    proof = client.get(message["keyLocation"].removeprefix("http://testserver"))
    assert (proof.status_code, proof.content.decode().strip()) == (200, KEY)


def test_a_correction_a_withdrawal_a_label_and_a_scheduled_story_are_told_when_they_come(engine):
    article, rumour = an_article(), a_rumour()
    scheduled = an_article(at=timezone.now() + timedelta(hours=1))
    tell()
    engine.told.clear()
    article.correct("Era un biennale.")
    tell()
    article.withdraw(why="Fonte non attribuibile.")
    a_report(rumour, stage=Stage.PERSONAL_TERMS, days_ago=0)
    tell()
    tell(at=scheduled.published_at)
    story = article.get_absolute_url()
    assert sorted(told_to(engine)) == sorted([story, story, rumour.get_absolute_url(), scheduled.get_absolute_url()])


def test_a_typo_and_what_was_rolled_back_are_not_told(engine):
    article = an_article()
    tell()
    article.standfirst = "Senza refuso."
    article.save()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        an_article("Mai uscito")
        raise ZeroDivisionError
    tell()
    assert told_to(engine) == [article.get_absolute_url()]


def test_what_was_not_taken_is_tried_again_later_and_not_for_ever(engine):
    article, at = an_article(), timezone.now()
    engine.status = 503
    for _try in range(MOST_TRIES + 3):
        try:
            tell(at=at)
        except CommandError as error:
            assert "503" in str(error)
        at += timedelta(hours=5)
    assert len(engine.told) == MOST_TRIES
    notice = Notice.objects.get()
    assert (notice.address, notice.sent_at) == (article.get_absolute_url(), None)


def test_a_refusal_waits_before_it_is_tried_again(engine):
    an_article()
    engine.status = 429
    now = timezone.now()
    with pytest.raises(CommandError):
        tell(at=now)
    tell(at=now + timedelta(seconds=60))
    engine.status = 202
    tell(at=now + timedelta(minutes=6))
    assert len(engine.told) == 2
    assert Notice.objects.get().sent_at


def test_what_was_told_long_ago_is_forgotten(engine):
    an_article()
    tell()
    tell(at=timezone.now() + timedelta(days=8))
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    "changed", [{"SITE_URL": "http://127.0.0.1:8000"}, {"INDEXNOW_ENDPOINT": "http://10.0.0.1/"}, {"INDEXNOW_KEY": ""}]
)
def test_on_a_server_nothing_is_told_of_or_to_this_network(engine, settings, changed):
    settings.DEBUG, settings.SITE_URL = False, "https://panchina.example"
    settings.INDEXNOW_ENDPOINT = "https://api.indexnow.org/indexnow"
    for name, value in changed.items():
        setattr(settings, name, value)
    an_article()
    with pytest.raises(CommandError):
        tell()
    assert engine.told == []
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost/", True),
        ("http://testserver/", True),
        ("http://[::1]/", True),
        ("http://192.168.1.1/", True),
        ("http://169.254.169.254/", True),
        ("http://desk.local/", True),
        ("notaurl", True),
        ("https://panchina.example/", False),
        ("https://8.8.8.8/", False),
    ],
)
def test_what_is_of_this_network(url, local):
    assert is_local(url) is local


def test_a_key_that_is_none_is_told_and_another_proves_nothing(client, settings):
    settings.INDEXNOW_KEY = "corta"
    assert [found.id for found in checks.check_discovery(None)] == ["newsroom.E004"]
    assert client.get("/altra-chiave.txt").status_code == 404
    settings.INDEXNOW_KEY = ""
    assert client.get("/.txt").status_code == 404
