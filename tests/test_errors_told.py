"""Errors are told to Sentry only where a DSN is set, and say nothing of anybody."""

import gzip
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, Queue

import brotli
import pytest

from tests.scratch import Scratch
from tests.test_settings import setting

BREAKS = """
import django; django.setup()
from django.db import connection
connection.cursor().execute("ALTER TABLE newsroom_article RENAME TO newsroom_away")
"""
DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
PRIVATE = {"Cookie": "altro=biscotto-privato", "X-Forwarded-For": "203.0.113.9", "User-Agent": "un-lettore-privato"}


@contextmanager
def sentry():
    """A server on this machine that takes what is told to it: yields its DSN and a queue of events."""
    told = Queue()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.put(DECODERS[self.headers["Content-Encoding"]](body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://key@127.0.0.1:{server.server_port}/1", told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fails(site):
    """Ask a broken site for a page. Returns the id of the request."""
    connection = site.connection()
    connection.request("GET", "/cerca/?q=parola-privata", headers=PRIVATE)
    answer = connection.getresponse()
    assert answer.status == 500, answer.read()
    return answer.headers["X-Request-ID"]


def test_an_error_is_told_with_its_place_and_without_who_met_it():
    with sentry() as (dsn, told), Scratch(SENTRY_DSN=dsn, BEHIND_PROXY="1") as site:
        site.run(BREAKS)
        site.start()
        name = fails(site)
        text = told.get(timeout=60)
        event = json.loads(text.splitlines()[2])
        assert (event["tags"]["request_id"], event["tags"]["method"]) == (name, "GET")
        assert event["transaction"] == "/cerca/"
        assert event["exception"]["values"][-1]["stacktrace"]["frames"]
        # The tables of the stories are asked for before the page is: that they are gone may be told too.
        for event in [text, *told.queue]:
            for word in ("privat", "203.0.113.9", site.seed["users"][0], "only-for-tests"):
                assert word not in event


def test_without_a_dsn_nothing_is_told_and_the_package_is_not_even_read():
    with sentry() as (_dsn, told), Scratch() as site:
        site.run(BREAKS)
        site.start()
        fails(site)
        with pytest.raises(Empty):
            told.get(timeout=1)
    assert setting("'sentry_sdk' in __import__('sys').modules", SECRET_KEY="x") == "False"
