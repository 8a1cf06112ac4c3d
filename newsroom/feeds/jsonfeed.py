"""A channel as JSON Feed 1.1, with what only programs read in `_calcio` (docs/feeds.md)."""

import json

from newsroom.feeds.channel import icon

VERSION = "https://jsonfeed.org/version/1.1"


def render(channel):
    document = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        "description": channel.description,
        "next_url": channel.links.get("next"),
        "icon": icon("icon-512"),
        "favicon": icon("icon-144"),
        "language": "it",
        "hubs": [{"type": "WebSub", "url": hub} for hub in channel.hubs],
    }
    items = ", ".join(entry.written_as("json", _item) for entry in channel.entries)
    head = _written(_without_nothing(document)).removesuffix("}")
    return f'{head}, "items": [{items}]}}'.encode()


def _written(value):
    return json.dumps(value, ensure_ascii=False)


def _item(entry):
    item = {
        "id": entry.guid,
        "url": entry.link,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": max(entry.updated, entry.published).isoformat(),
        "authors": [{"name": author.name, "url": author.url} for author in entry.authors],
        "tags": [category.label for category in entry.categories],
        "language": "it",
        "_calcio": entry.facts,
    }
    return _written(_without_nothing(item | (_picture(entry.picture) if entry.picture else {})))


def _picture(picture):
    attachment = {"url": picture.url, "mime_type": picture.media_type, "size_in_bytes": picture.length}
    told = {"title": picture.caption or picture.alt}
    credit = {"_calcio": {"credit": picture.credit, "alt": picture.alt}}
    return {"image": picture.url, "attachments": [_without_nothing(attachment | told | credit)]}


def _without_nothing(values):
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
