"""What the head of a page says, as a search engine or a network reads it."""

import json

from lxml import html


def head_of(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return html.fromstring(response.content)


def meta(page, name):
    """Every content of the meta elements of a name or property."""
    return page.xpath(f'//meta[@name="{name}" or @property="{name}"]/@content')


def canonical(page):
    [address] = page.xpath('//link[@rel="canonical"]/@href')
    return address


def told(page, kind):
    """The one thing of a kind that the structured data of a page tell."""
    [block] = page.xpath('//script[@type="application/ld+json"]/text()')
    [thing] = [thing for thing in json.loads(block)["@graph"] if thing["@type"] == kind]
    return thing
