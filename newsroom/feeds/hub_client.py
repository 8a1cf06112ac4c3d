"""Telling one hub of one feed: a request with an end, to an address that was looked at."""

import http.client
import socket
import ssl
from urllib.parse import urlencode, urlsplit

from newsroom.feeds.hub_address import public_ip

#: Seconds for a connection, and for each wait on it.
PATIENCE = 5
FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Panchina"}


class NotTaken(Exception):
    """Raised when a hub answers anything but that it has understood."""


def ping(hub, address):
    """Tell `hub` that the feed at `address` has changed. Raises NotTaken, Refused or OSError. Redirects are not
    followed: they could lead anywhere."""
    parts = urlsplit(hub)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=PATIENCE)
    # The very address that was looked at: asked again, the name could resolve to another.
    connection.sock = _connected(parts, public_ip(parts.hostname, port), port)
    try:
        body = urlencode({"hub.mode": "publish", "hub.url": address, "hub.topic": address})
        connection.request("POST", parts._replace(scheme="", netloc="").geturl() or "/", body, FORM)
        status = connection.getresponse().status
    except http.client.HTTPException as error:
        raise NotTaken(str(error)) from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotTaken(f"HTTP {status}")


def _connected(parts, ip, port):
    plain = socket.create_connection((ip, port), timeout=PATIENCE)
    if parts.scheme != "https":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
