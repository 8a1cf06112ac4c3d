"""The rules by which feeds are validated. Each bears the name that the W3C's validator gives to its breach."""

import json
import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

import feedparser
from django.utils import timezone
from lxml import etree

from tests.feeds import NAMES

SAFE = {"a", "b", "blockquote", "br", "cite", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "i", "img", "li"}
SAFE |= {"ol", "p", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "div", "span", "footer"}
ATTRIBUTES = {"alt", "height", "href", "src", "width", "rel", "colspan", "rowspan", "cite", "class", "title", "start"}
ADDRESS = re.compile(r"(?:https?|mailto):[^\s<>\"]*")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}")
RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
BOXES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")


def keep_the_rules(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    assert len(response.content) < 2_000_000, url
    {"json": json_rules, "rss": rss_rules, "atom": atom_rules}[url.partition("?")[0].rpartition(".")[2]](response, url)
    return response.content


def common_xml_rules(response, url):
    """SAXError, NotUTF8, BadCharacters, UnexpectedContentType; feedparser sees no bozo."""
    assert response.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>"), url
    root = etree.fromstring(response.content)
    for element in root.iter():
        for text in (element.text or "", *element.attrib.values()):
            assert not BOXES.search(text), (url, element.tag, text)
    # UnknownNamespace, MediaRssNamespace: only those that programs know.
    assert {*root.nsmap.values()} - {None} <= {*NAMES.values()}
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, (url, parsed.get("bozo_exception"))
    assert "charset=utf-8" in response["Content-Type"]
    return root


def one(element, path):
    found = element.findall(path, NAMES)
    assert len(found) == 1, (path, len(found))
    assert (found[0].text or "").strip(), path
    return found[0].text


def rss_rules(response, url):
    root = common_xml_rules(response, url)
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)  # InvalidRSSVersion
    channel = root.find("channel")
    for tag in ("title", "link", "description", "language", "lastBuildDate"):  # MissingTitle, …, MissingDCLanguage
        one(channel, tag)
    assert channel.findtext("language") == "it"  # InvalidLanguage
    own = [a for a in channel.findall("atom:link", NAMES) if a.get("rel") == "self"]
    assert [a.get("href") for a in own] == [f"http://testserver{url}"]  # MissingAtomSelfLink, SelfDoesntMatchLocation
    assert channel.findtext("docs") == "https://www.rssboard.org/rss-specification"  # UseOfExtensionAttr
    image = channel.find("image")
    assert image.findtext("title") == channel.findtext("title")  # ImageTitleDoesntMatch
    assert image.findtext("link") == channel.findtext("link")  # ImageLinkDoesntMatch
    assert 0 < int(image.findtext("width")) <= 144  # InvalidWidth
    assert 0 < int(image.findtext("height")) <= 400  # InvalidHeight
    tags = [child.tag for child in channel]
    assert "item" not in tags[: tags.index("image")]  # MisplacedItem
    rfc822(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == len(guids) <= 60  # MissingGuid, DuplicateValue
    for item in items:
        rss_item_rules(item)


def rss_item_rules(item):
    for tag in ("title", "link", "description"):  # ItemMustContainTitleOrDescription
        one(item, tag)
    plain_line(item.findtext("title"))
    assert item.findtext("link").startswith("http://testserver/")  # InvalidFullLink
    tags = [child.tag for child in item]
    encoded = "{{{}}}encoded".format(NAMES["content"])
    assert tags.index("description") < tags.index(encoded)  # NeedDescriptionBeforeContent
    assert item.find("guid").get("isPermaLink") == "false"  # InvalidHttpGUID
    assert URN.fullmatch(item.findtext("guid"))
    safe_html(item.findtext("description"))
    safe_html(item.findtext("content:encoded", namespaces=NAMES))
    rfc822(item.findtext("pubDate"))
    assert item.find("author") is None  # InvalidContact
    assert item.findall("dc:creator", NAMES)
    assert len(item.findall("enclosure")) <= 1  # DuplicateEnclosure
    for enclosure in item.findall("enclosure"):
        assert int(enclosure.get("length")) > 0  # MissingAttribute, InvalidIntegerAttribute
        assert enclosure.get("type") == "image/jpeg"
    for media in item.findall("media:content", NAMES):
        assert media.get("medium") == "image"  # InvalidMediaMedium
    for category in item.findall("category"):
        assert category.text.strip()
        plain_line(category.text)


def atom_rules(response, url):
    root = common_xml_rules(response, url)
    assert root.nsmap[None] == NAMES["atom"]  # AvoidNamespacePrefix
    for tag in ("id", "title", "updated"):
        one(root, f"atom:{tag}")
    own = [a for a in root.findall("atom:link", NAMES) if a.get("rel") == "self"]
    assert [a.get("href") for a in own] == [f"http://testserver{url}"]
    rels = [(a.get("rel"), a.get("type"), a.get("hreflang")) for a in root.findall("atom:link", NAMES)]
    assert len(set(rels)) == len(rels)  # DuplicateAtomLink
    entries = root.findall("atom:entry", NAMES)
    ids = [one(entry, "atom:id") for entry in entries]
    assert len(set(ids)) == len(ids)  # DuplicateIds, DuplicateEntries
    updated = [one(entry, "atom:updated") for entry in entries]
    assert len(set(updated)) == len(updated)  # DuplicateUpdated
    for entry in entries:
        atom_entry_rules(entry)


def atom_entry_rules(entry):
    for tag in ("title", "summary", "content"):
        plain = one(entry, f"atom:{tag}")
        safe_html(plain) if tag == "content" else plain_line(plain) if tag == "title" else None
    assert URN.fullmatch(entry.findtext("atom:id", namespaces=NAMES))  # InvalidURN, InvalidUUID
    for tag in ("updated", "published"):
        assert RFC3339.fullmatch(entry.findtext(f"atom:{tag}", namespaces=NAMES))  # InvalidRFC3339Date
    rels = {link.get("rel") for link in entry.findall("atom:link", NAMES)}
    assert "alternate" in rels  # MissingContentOrAlternate
    assert rels <= {"alternate", "enclosure"}  # FeedHistoryRelInEntry
    assert entry.findall("atom:author/atom:name", NAMES)
    for category in entry.findall("atom:category", NAMES):
        assert category.get("term") and category.get("scheme") and category.get("label")


def json_rules(response, url):
    document = json.loads(response.content)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert (document["feed_url"], document["language"]) == (f"http://testserver{url}", "it")
    assert document["title"] and document["home_page_url"] and document["icon"]
    assert document.get("next_url") != document["feed_url"]
    assert not BOXES.search(response.content.decode())
    for item in document["items"]:
        assert isinstance(item["id"], str)
        assert item["authors"] and "author" not in item
        assert item["date_modified"] >= item["date_published"]
        assert RFC3339.fullmatch(item["date_published"])
        plain_line(item["title"])
        safe_html(item["content_html"])


def plain_line(text):
    """ContainsHTML: neither a tag nor an entity of HTML in what is no HTML."""
    assert not re.search(r"</?[a-zA-Z][^>]*>", text), text
    assert not re.search(r"&(#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|nbsp);", text), text


def rfc822(text):
    """InvalidRFC2822Date, IncorrectDOW, ImplausibleDate."""
    assert RFC822.fullmatch(text), text
    at = parsedate_to_datetime(text)
    assert text[:3] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][at.weekday()]
    assert datetime(1990, 1, 1, tzinfo=at.tzinfo) < at <= timezone.now() + timedelta(minutes=1)


class Tags(HTMLParser):
    """SecurityRisk, SecurityRiskAttr, DangerousStyleAttr, ContainsRelRef."""

    def handle_starttag(self, tag, attrs):
        assert tag in SAFE, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, (tag, name)
            if name in ("href", "src", "cite"):
                assert ADDRESS.fullmatch(value), value


def safe_html(text):
    tags = Tags()
    tags.feed(text)
    tags.close()
