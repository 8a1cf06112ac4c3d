"""The clock of the machine goes back an hour, or forward a day and back (docs/faults.md)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from newsroom.desk.lockout import WINDOW
from newsroom.models import PendingChange
from tests.builders import PASSWORD, an_article, an_editor
from tests.signing_in import code_of, gives_code, gives_name, is_in, with_telephone
from tests.test_kept_pages import World, ask, put_right, warm
from tests.test_kept_pages import site as site  # noqa: PLC0414 (a fixture)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


def back(span):
    return time_machine.travel(timezone.now() - span)


def forward(span):
    return time_machine.travel(timezone.now() + span)


class TestTheClockGoesBack:
    def test_what_is_kept_stays_and_whatever_changes_is_seen(self, site):
        """Whether a page stands is told by serials, which know no clock."""
        world = World()
        latest = an_article("Uscita da dieci minuti", at=timezone.now() - timedelta(minutes=10))
        pages = ["/", world.article.get_absolute_url(), latest.get_absolute_url(), "/feed.rss"]
        warm(site[1], pages)
        before = {path: ask(site[1][0], path) for path in pages}
        with back(HOUR):
            for path in pages:
                for worker in site[1]:
                    status, headers, body = ask(worker, path)
                    assert (status, headers["ETag"], body) == ("200 OK", before[path][1]["ETag"], before[path][2]), path
            put_right(world.article, headline="Verdi, la svolta")
            for path in ("/", world.article.get_absolute_url(), "/feed.rss"):
                for worker in site[1]:
                    status, headers, body = ask(worker, path, HTTP_IF_NONE_MATCH=before[path][1]["ETag"])
                    assert (status, "la svolta" in body.decode()) == ("200 OK", True), path
        put_right(world.article, headline="Verdi firma")
        for path in pages[:3]:
            assert [ask(worker, path)[0] for worker in site[1]] == ["200 OK"] * 2
        assert "Uscita da dieci minuti" in ask(site[1][0], "/")[2].decode()

    def test_whoever_watches_the_machine_is_told(self, client):
        World()
        assert client.get("/readyz").status_code == 200
        with back(HOUR):
            told = client.get("/readyz")
        assert (told.status_code, told.json()["failed"]) == (503, ["clock"])

    def test_a_lock_lasts_no_longer_for_it(self, client):
        user = an_editor("Redattore")
        wrong = {"username": user.username, "password": "sbagliata"}
        for _ in range(6):
            locked = client.post("/admin/login/", wrong).content.decode()
        assert "Troppi tentativi" in locked
        with back(HOUR) as clock:
            clock.shift(WINDOW)
            gives_name(client, user)
            assert is_in(client)


class TestTheClockRunsAhead:
    def test_what_is_scheduled_comes_once_and_is_not_taken_back(self, client):
        story = an_article("Conte al Napoli")
        change = {"headline": [story.headline, "Conte, c'è la firma"]}
        PendingChange.objects.create(article=story, fields=change, publish_at=timezone.now() + HOUR)
        with forward(DAY):
            assert "la firma" in client.get(story.get_absolute_url()).content.decode()
            came = story.versions.count()
        for _ in range(3):
            assert "la firma" in client.get(story.get_absolute_url()).content.decode()
        with forward(2 * HOUR):
            assert "la firma" in client.get("/").content.decode()
        assert story.versions.count() == came

    def test_a_session_that_ended_by_it_asks_for_the_password_and_keeps_the_text(self):
        user, story = an_editor("Caporedattore"), an_article("Conte al Napoli")
        browser = Client()
        gives_name(browser, user)
        with forward(DAY):
            path = f"/admin/newsroom/article/{story.pk}/change/"
            page = browser.post(path, {"headline": "Scritto fino a ora"})
            assert (page.status_code, "Scritto fino a ora" in page.content.decode()) == (403, True)
            signed = {"sign_in_username": user.username, "sign_in_password": PASSWORD}
            again = browser.post(path, {"headline": "Scritto fino a ora"} | signed)
            assert again.status_code == 200
            assert "Scritto fino a ora" in again.content.decode()

    def test_a_code_that_does_not_fit_says_what_it_may_be_and_a_recovery_code_lets_in(self, settings):
        settings.SECOND_FACTOR_ROLES = ["Direttore"]
        user = an_editor("Direttore")
        recovery = with_telephone(user)[0]
        code, browser = code_of(user), Client()
        with forward(DAY):
            gives_name(browser, user)
            page = gives_code(browser, code).content.decode()
            assert "orologio del telefono o quello del sito" in page
            assert "codice di recupero" in page
            gives_code(browser, recovery)
            assert is_in(browser)
