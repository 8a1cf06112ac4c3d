"""A client breaks off in the middle of an upload: nothing of it is stored, and nobody waits for it (docs/faults.md)."""

import io
import os
import socket
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image as Picture

from tests.faults import Readers, eventually
from tests.fronts import HAS_NGINX, nginx_before
from tests.scratch import GONE

UPLOAD, BOUNDARY = "/admin/newsroom/image/upload/", "confine-di-prova"
#: More than the server has threads.
CLIENTS = 6
STORED = """
import django; django.setup()
from newsroom.models import Image
print(Image.objects.count())
"""


@pytest.fixture
def site(tmp_path):
    """What comes in is put aside in a folder of its own."""
    with Readers(threads=2, TMPDIR=str(tmp_path)) as site:
        site.aside = tmp_path
        site.begin()
        yield site


def a_large_picture():
    """Over 2.5 MB: such a file is put aside on the disk while it comes in."""
    encoded = io.BytesIO()
    Picture.frombytes("RGB", (1200, 900), os.urandom(1200 * 900 * 3)).save(encoded, "PNG")
    return encoded.getvalue()


def body_of(site, file):
    """What a browser sends of the form of a picture."""
    token = site.form["csrfmiddlewaretoken"][0]
    fields = {"csrfmiddlewaretoken": token, "focal_point": "0.5x0.5", "title": "Una panca", "alt": "Una panca vuota"}
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    named = 'Content-Disposition: form-data; name="file"; filename="panca.png"\r\nContent-Type: image/png\r\n\r\n'
    return "".join([*parts, f"--{BOUNDARY}\r\n", named]).encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()


def begin_to_send(site, body, length, front=None):
    """Send the head and so many bytes of an upload, and leave it open."""
    cookies = "; ".join(f"{name}={value}" for name, value in site.editor.cookies.items())
    head = f"POST {UPLOAD} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nCookie: {cookies}\r\n"
    head += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    client = socket.create_connection(("127.0.0.1", front.port if front else site.port), timeout=60)
    if front:
        client = front.trusting.wrap_socket(client)
    client.sendall(head.encode() + body[:length])
    return client


def is_up(site):
    with suppress(*GONE):
        return site.get("/healthz")[0] == 200


def left_by(site):
    """The files that are in the media folder and beside it, but for those of the server itself."""
    found = [*site.aside.rglob("*"), *Path(site.folder.name, "immagini").rglob("*")]
    return [path for path in found if path.is_file()]


def test_who_breaks_off_leaves_nothing_and_holds_up_nobody(site):
    body = body_of(site, a_large_picture())
    for share in (0.01, 0.5, 0.99):
        clients = [begin_to_send(site, body, int(len(body) * share)) for _ in range(CLIENTS)]
        for client in clients:
            client.close()
        eventually(lambda: is_up(site))
    assert site.run(STORED).strip() == "0"
    eventually(lambda: not left_by(site))
    # The same, sent to its end, is a picture.
    client = begin_to_send(site, body, len(body))
    assert client.recv(100).startswith(b"HTTP/1.1 201")
    client.close()
    assert site.run(STORED).strip() == "1"


@pytest.mark.skipif(not HAS_NGINX, reason="nginx is not installed")
def test_behind_nginx_who_stops_sending_keeps_no_reader_waiting(site):
    """It takes in what is sent to its end before it asks for a thread: alone, granian gives one at the first byte."""
    body = body_of(site, a_large_picture())
    with nginx_before(site) as front:
        clients = [begin_to_send(site, body, len(body) // 2, front) for _ in range(CLIENTS)]
        for path, before in site.pages.items():
            assert front.get(path)[::2] == (200, before), path
        for client in clients:
            client.close()
