"""Each request has an id, by which its lines are found in the log of the site and in that of nginx."""

import json
import re
from http.client import HTTPConnection

import pytest

from tests.scratch import Scratch

GIVEN = "abcdef0123456789"


@pytest.fixture(scope="module")
def site():
    with Scratch(BEHIND_PROXY="1", LOG_JSON="1", LOG_LEVEL="INFO") as site:
        site.start()
        yield site


def id_of(site, path, given=None):
    connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", path, headers={"X-Request-ID": given} if given else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    [name] = answer.headers.get_all("X-Request-ID")
    return name


def lines(site):
    return [json.loads(line) for line in site.log().splitlines()]


def test_the_id_that_the_proxy_gave_is_in_the_answer_and_in_every_line(site):
    assert id_of(site, "/non-esiste/?parola=privata", GIVEN) == GIVEN
    [line] = [line for line in lines(site) if line["request_id"] == GIVEN]
    assert (line["level"], line["logger"], line["status_code"]) == ("WARNING", "django.request", 404)
    assert "/non-esiste/" in line["message"]
    assert "privata" not in json.dumps(line)
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize("given", [None, "short", "x" * 65, 'quoted-by"-it', "two words of it", "gi\xe0-dato-prima"])
def test_an_id_that_could_forge_a_line_is_not_taken(site, given):
    name = id_of(site, "/non-esiste/", given)
    assert re.fullmatch(r"[0-9a-f]{32}", name)
    assert [line for line in lines(site) if line["request_id"] == name]


def test_a_kept_page_bears_the_id_of_who_asks_now(site):
    names = [id_of(site, "/") for _ in range(3)]
    assert len(set(names)) == 3
    assert id_of(site, "/", GIVEN) == GIVEN


def test_without_a_proxy_nobody_gives_an_id():
    with Scratch() as site:
        site.start()
        assert id_of(site, "/healthz", GIVEN) != GIVEN
