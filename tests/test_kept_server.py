"""Kept pages of real servers: two workers, a crowd at one page, and nginx in front that serves the files itself."""

import threading
from collections import Counter
from http.client import HTTPConnection

import pytest

from tests.fronts import HAS_NGINX, nginx_before
from tests.scratch import Client, Scratch, pairs_of

CHANGED = "Conte al Napoli, il vertice"


@pytest.fixture
def site():
    """Two workers, and a story that readers see."""
    with Scratch(workers=2, threads=2, KEPT_PAGES_FOLDER="{folder}/front") as site:
        site.run(
            "import django; django.setup()\n"
            "from newsroom.models import Article\n"
            "[story] = Article.objects.all(); story.progress = 'ready'; story.save(); story.publish()"
        )
        site.start()
        yield site


def get(port, path="/", **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, body


def save(site, headline):
    """Change the headline in the form of the story, as an editor does. Returns when the save is answered."""
    editor = Client(site)
    editor.sign_in(site.seed["users"][0])
    path = f"/admin/newsroom/article/{site.seed['article']}/change/"
    form = editor.open(path)
    status, _page = editor.post(path, pairs_of(form | {"headline": [headline], "_continue": ["1"]}))
    assert status == 302


def test_a_save_that_was_answered_is_on_the_page_of_every_worker(site):
    for _ in range(12):
        get(site.port)
    save(site, CHANGED)
    # Connections of their own: the kernel gives them to both workers.
    assert all(CHANGED in get(site.port)[2] for _ in range(20))


def test_two_hundred_at_once_render_a_page_at_most_twice(site):
    get(site.port)
    save(site, CHANGED)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(get(site.port))) for _ in range(200)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [status for status, _headers, _body in answers] == [200] * 200
    assert all(CHANGED in body for _status, _headers, body in answers)
    told = Counter(headers["Cache-Status"] for _status, headers, _body in answers)
    assert told["panchina; fwd=miss; stored"] <= 2
    assert set(told) <= {"panchina; fwd=miss; stored", "panchina; fwd=miss; collapsed", "panchina; hit"}


@pytest.mark.skipif(not HAS_NGINX, reason="nginx or openssl is not installed")
def test_nginx_serves_the_files_and_never_an_old_one(site):
    """That a page came from a file is seen by its lacking what Panchina itself says of its own."""
    with nginx_before(site) as front:
        # The first is rendered, the second makes the file; then once more, where a window has ended between them.
        asked = [front.get() for _ in range(5)]
        first = asked[-1]
        assert (first[0], "Cache-Status" in first[1]) == (200, False)
        assert first[1]["Content-Type"] == "text/html; charset=utf-8"
        assert first[2] == get(site.port)[2]
        for name in ("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "X-Content-Type-Options"):
            assert first[1][name] == get(site.port)[1][name], name
        assert front.get(If_None_Match=first[1]["ETag"])[0] == 304
        save(site, CHANGED)
        assert all(CHANGED in front.get()[2] for _ in range(10))
        assert front.get("/front/now/")[0] == 404
        assert front.get("/feed.rss")[1]["Cache-Status"]
        assert "Cache-Status" not in front.get("/", Cookie="sessionid=abc")[1]
