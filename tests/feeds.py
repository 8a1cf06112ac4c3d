"""Feeds as programs read them: any format as the same plain facts."""

import json
from datetime import timedelta

import time_machine
from django.utils import timezone
from lxml import etree

FORMATS = ("rss", "atom", "json")
NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
#: Paths of the items, and of what they say, by format.
ITEMS = {"rss": "channel/item", "atom": "atom:entry"}
FIELDS = {
    "rss": {"id": "guid", "title": "title", "content": "content:encoded", "published": "pubDate"},
    "atom": {"id": "atom:id", "title": "atom:title", "content": "atom:content", "published": "atom:published"},
}


def document(client, url):
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return json.loads(response.content) if ".json" in url else etree.fromstring(response.content)


def items(client, url):
    """The items of a feed in any format, as {id, title, content, …}."""
    found, format = document(client, url), url.partition("?")[0].rpartition(".")[2]
    if format == "json":
        return [{"id": i["id"], "title": i["title"], "content": i["content_html"]} for i in found["items"]]
    fields = FIELDS[format]
    return [
        {name: item.findtext(path, namespaces=NAMES) for name, path in fields.items()}
        for item in found.findall(ITEMS[format], NAMES)
    ]


def ids(client, url):
    return [item["id"] for item in items(client, url)]


def titles(client, url):
    return [item["title"] for item in items(client, url)]


def links(client, url):
    """The addresses of other documents of a feed, by relation."""
    found = document(client, url)
    if isinstance(found, dict):
        return {"next": found["next_url"]} if "next_url" in found else {}
    return {link.get("rel"): link.get("href") for link in found.iterfind(".//{{{}}}link".format(NAMES["atom"]))}


def local(url):
    return url.removeprefix("http://testserver")


def an_hour_ago():
    """So long ago that what was stored then is no longer being stored."""
    return time_machine.travel(timezone.now() - timedelta(hours=1), tick=False)
