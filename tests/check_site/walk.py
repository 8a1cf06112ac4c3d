"""Every page that a reader can reach by links, and a crawler may: none is missing, none has another's title, none
names another address as its own; and what the sitemaps name is reached."""

import gzip
from collections import defaultdict
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from lxml import etree, html

from tests.check_site.server import fetch

#: Not pages of the paper: doors of the newsroom, files, and feeds, which have their own tests.
LEFT_ASIDE = ("/admin/", "/static/", "/media/")
FEEDS = (".rss", ".atom", ".json", ".xml", ".txt", ".opml", ".webmanifest")
KILOBYTES = 30


class Walk:
    def __init__(self, base):
        self.base, self.troubles, self.titles, self.read = base, [], defaultdict(set), {}
        self.robots = RobotFileParser(f"{base}/robots.txt")
        self.robots.read()

    def go(self):
        """Return the sentences that tell what is wrong."""
        waiting, seen = [f"{self.base}/"], {f"{self.base}/"}
        while waiting:
            for found in self._visit(waiting.pop()):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
        for title, addresses in self.titles.items():
            if len(addresses) > 1:
                self.troubles.append(f"{len(addresses)} pages are called “{title}”: {sorted(addresses)[:3]}")
        self.troubles += [f"orphan: {address}" for address in sorted(self._named() - seen)]
        return self.troubles

    def _visit(self, address):
        status, headers, body, landed = fetch(address)
        if status != 200 or landed != address:
            self.troubles.append(f"{status} {address} → {landed}")
            return []
        if not headers["Content-Type"].startswith("text/html"):
            return []
        if len(body) > KILOBYTES * 1024:
            self.troubles.append(f"{len(body) // 1024} kB compressed: {address}")
        page = html.fromstring(gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body)
        self.read[address] = len(body)
        self._look_at(page, address)
        return self._links(page, address)

    def _look_at(self, page, address):
        if "noindex" not in "".join(page.xpath("//meta[@name='robots']/@content")):
            self.titles[page.findtext(".//title").strip()].add(address)
        canonical = page.xpath("//link[@rel='canonical']/@href")
        if [urlsplit(one).path for one in canonical] != [urlsplit(address).path]:
            self.troubles.append(f"canonical {canonical} of {address}")

    def _links(self, page, address):
        for link in page.xpath("//a/@href"):
            found = urldefrag(urljoin(address, link)).url
            path = urlsplit(found).path
            ours = found.startswith(self.base) and not path.startswith(LEFT_ASIDE) and not path.endswith(FEEDS)
            if ours and self.robots.can_fetch("*", found):
                yield found

    def _named(self):
        """What the sitemaps name."""
        maps, found = [f"{self.base}/sitemap.xml"], set()
        while maps:
            tree = etree.fromstring(_plain(maps.pop()))
            for place in tree.iterfind("{*}*/{*}loc"):
                (maps.append if place.text.endswith(".xml") else found.add)(place.text)
        return found


def _plain(address):
    _, headers, body, _ = fetch(address)
    return gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
