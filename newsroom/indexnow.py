"""Telling search engines of addresses that changed, by the IndexNow protocol."""

import ipaddress
import json
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.urls import reverse

#: A server that does not answer is not waited for.
TIMEOUT = 10


class Refused(Exception):
    """Nothing was told; the message says why."""


def send(paths):
    """Tell of these paths of the site in one message. Raises Refused when they were not taken."""
    key, site = settings.INDEXNOW_KEY, settings.SITE_URL
    told = {
        "host": urlsplit(site).netloc,
        "key": key,
        "keyLocation": site + reverse("indexnow-key", args=[key]),
        "urlList": [site + path for path in paths],
    }
    _post(settings.INDEXNOW_ENDPOINT, json.dumps(told).encode())


def is_local(url):
    """Whether an address leads to this machine or this network, which nobody outside could open."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".home.arpa"))


def _post(url, body):
    if urlsplit(url).scheme not in ("http", "https"):
        raise Refused(url)
    # The scheme has been looked at, and the address is a setting: nobody else chooses it.
    request = Request(url, body, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            if answer.status not in (200, 202):
                raise Refused(f"{answer.status}")
    except (URLError, OSError, ValueError) as error:
        raise Refused(str(error)) from error
