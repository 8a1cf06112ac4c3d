"""The database stops under a server at work, and comes back: what readers and editors see (docs/faults.md)."""

import socket
import time

import pytest
from lxml import html

from tests.faults import OwnPostgres, Readers, eventually, needs_postgres

pytestmark = needs_postgres
FRONT, COLD = "/", "/cerca/?q=conte"
WRITTEN, LATER = "Conte firma stanotte", "Conte ha firmato"


@pytest.fixture(scope="module")
def house():
    with OwnPostgres() as database, Readers(url=database.url, threads=2) as site:
        site.postgres = database
        yield site


@pytest.fixture(params=[1, 2], ids=["one worker", "two workers"])
def site(request, house):
    house.workers = request.param
    house.begin()
    yield house
    house.kill()
    house.postgres.start()


def test_readers_go_on_reading_and_editors_lose_nothing_until_it_is_back(site):
    assert site.get("/readyz")[0] == 200
    site.postgres.stop()

    for path, before in site.pages.items():
        assert site.answers(path) == {(200, before)}, path
    status, headers, page = site.get(COLD)
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "60", "no-store")
    assert "Torniamo subito" in page
    assert site.get("/healthz")[0] == 200
    status, _headers, page = site.get("/readyz")
    assert (status, '"database"' in page) == (503, True)

    status, page = site.save(headline=[WRITTEN])
    assert status == 503
    assert "Niente di quel che hai scritto è perso" in page
    again = html.fromstring(page).xpath("//form[.//button[contains(., 'Manda di nuovo')]]")[0]
    assert dict(again.form_values())["headline"] == WRITTEN
    assert "Torniamo subito" in site.editor.get("/admin/newsroom/article/")[1]

    site.postgres.start()
    assert eventually(lambda: site.get("/readyz")[0] == 200)
    # The button of the page that was answered, and the session that was open before.
    status, _page = site.editor.post(site.form_at, again.form_values())
    assert status == 302
    assert site.is_everywhere(WRITTEN)
    assert eventually(lambda: site.get(COLD)[0] == 200)
    assert [(number, state["headline"]) for number, _by, _why, state in site.versions()][-1][1] == WRITTEN
    site.form = site.editor.open(site.form_at)
    assert site.save(headline=[LATER])[0] == 302
    assert site.is_everywhere(LATER)


def test_a_server_that_starts_meanwhile_serves_what_was_kept(site):
    site.postgres.stop()
    site.kill()
    site.start()
    for path, before in site.pages.items():
        assert site.answers(path) == {(200, before)}, path
    assert site.get(COLD)[0] == 503
    site.postgres.start()
    assert eventually(lambda: site.get(COLD)[0] == 200)


def test_a_database_that_was_started_anew_is_no_reason_for_an_old_page(site):
    """All connections are dead then, those of the threads that only look whether a page still stands too."""
    site.postgres.stop()
    site.postgres.start()
    assert site.save(headline=[WRITTEN])[0] == 302
    assert site.is_everywhere(WRITTEN)


@pytest.mark.parametrize("site", [1], indirect=True)
def test_a_database_that_lets_wait_holds_up_one_reader_and_not_all(site):
    """As behind a network that swallows everything: one takes the connection, and nobody ever answers."""
    site.postgres.stop()
    with socket.create_server(("127.0.0.1", site.postgres.port)):
        assert site.get(FRONT)[::2] == (200, site.pages[FRONT])
        begun = time.monotonic()
        assert {site.get(FRONT)[::2] for _ in range(10)} == {(200, site.pages[FRONT])}
        assert time.monotonic() - begun < 3
