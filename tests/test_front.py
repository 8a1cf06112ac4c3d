"""The site as readers reach it: real nginx with deploy/nginx.conf, https, and a restart that nobody notices."""

import re
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.fronts import HAS_NGINX, HOST, nginx_before
from tests.scratch import GONE, Client, Scratch

pytestmark = pytest.mark.skipif(not HAS_NGINX, reason="nginx or openssl is not installed")
HTTPS = {"SITE_URL": f"https://{HOST}", "ALLOWED_HOSTS": f"{HOST},127.0.0.1", "BEHIND_PROXY": "1"}
YEAR = "max-age=31536000; includeSubDomains; preload"


@pytest.fixture(scope="module")
def front():
    with Scratch(by_socket=True, KEPT_PAGES_FOLDER="{folder}/front", LOG_JSON="1", LOG_LEVEL="INFO", **HTTPS) as site:
        site.start()
        with nginx_before(site) as front:
            front.site = site
            yield front


def get(front, path, **headers):
    return front.get(path, Host=HOST, **headers)


def plain(front, path):
    connection = HTTPConnection("127.0.0.1", front.plain, timeout=60)
    connection.request("GET", path, headers={"Host": HOST})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def test_http_leads_to_https_and_lets_certbot_in(front):
    status, headers, _body = plain(front, "/voci/?stato=aperte")
    assert (status, headers["Location"]) == (301, f"https://{HOST}/voci/?stato=aperte")
    challenge = front.folder / ".well-known/acme-challenge/token"
    challenge.parent.mkdir(parents=True)
    challenge.write_text("answer")
    assert plain(front, "/.well-known/acme-challenge/token")[2] == "answer"


@pytest.mark.parametrize("path", ["/", "/voci/", "/cerca/?q=conte", "/feed.rss", "/admin/login/", "/non-esiste/"])
def test_every_answer_says_once_what_it_has_to(front, path):
    for _ in range(3):
        _status, headers, _body = get(front, path)
        for name in ("Strict-Transport-Security", "X-Content-Type-Options", "X-Request-ID", "Content-Type"):
            assert len(headers.get_all(name, [])) == 1, name
        assert headers["Strict-Transport-Security"] == YEAR


def test_it_is_https_for_django_too(front):
    _status, headers, _body = get(front, "/admin/login/")
    assert all("Secure" in cookie for cookie in headers.get_all("Set-Cookie"))


def test_one_id_leads_from_the_answer_to_both_logs(front):
    _status, headers, _body = get(front, "/mai-vista/?nome=privato", X_Request_ID="given-by-the-reader")
    name = headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", name)
    line = front.line_of(name)
    assert (line["path"], line["status"], line["method"]) == ("/mai-vista/", 404, "GET")
    assert "privato" not in str(line)
    assert f'"request_id": "{name}"' in front.site.log()


def test_files_are_kept_for_as_long_as_they_stay(front):
    Path(front.folder, "static/site.0123456789ab.css").write_text("p {}")
    _status, headers, _body = get(front, "/static/site.0123456789ab.css")
    assert "immutable" in ", ".join(headers.get_all("Cache-Control"))
    assert headers["Content-Type"] == "text/css"


def test_what_was_uploaded_can_do_nothing(front):
    Path(front.folder, "media").mkdir(exist_ok=True)
    Path(front.folder, "media/picture.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    _status, headers, _body = get(front, "/media/picture.svg")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == f"max-age={30 * 24 * 3600}"
    assert get(front, "/media/")[0] in (403, 404)


def test_a_restart_under_load_is_noticed_by_nobody():
    """`systemctl reload` while readers read and search, and editors come in."""
    with Scratch(workers=2, by_socket=True, KEPT_PAGES_FOLDER="{folder}/front") as site:
        site.start()
        with nginx_before(site) as front, load(front, site.seed["users"]) as answers:
            for _ in range(2):
                site.reload()
            # Those who came to the last worker that was replaced are answered by the new one.
            time.sleep(1)
    assert {*answers} <= {200, 302}, answers
    assert answers[200] > 20
    assert answers[302] > 1


class load:  # noqa: N801
    """`with load(front, users) as answers`: readers and editors at work; it counts states and what went wrong."""

    def __init__(self, front, users):
        self.answers, self.stop = Counter(), threading.Event()
        readers = [(self.read, front, path) for path in ("/healthz", "/", "/cerca/?q=conte", "/voci/")]
        editors = [(self.come_in, front, user) for user in users[:2]]
        self.threads = [threading.Thread(target=self.work, args=work) for work in readers + editors]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self.answers

    def __exit__(self, *_error):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def work(self, act, front, what):
        while not self.stop.is_set():
            try:
                self.answers[act(front, what)] += 1
            except (*GONE, AssertionError, LookupError) as error:
                self.answers[repr(error)] += 1

    def read(self, front, path):
        return front.get(path)[0]

    def come_in(self, front, user):
        """A form that is sent is never sent a second time by nginx: it must arrive."""
        Client(front).sign_in(user)
        return 302
