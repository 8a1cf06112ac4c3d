"""A page as it is kept: rendered once, compressed once in each way in which somebody asks for it, with what it printed
and until when it may be served."""

import gzip
import hashlib
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial

import brotli
from django.utils.http import parse_http_date_safe

#: How a page is compressed for all its readers, the best first, and how it is had back.
COMPRESSED = {"br": partial(brotli.compress, quality=5), "gzip": partial(gzip.compress, compresslevel=6, mtime=0)}
EXPANDED = {"br": brotli.decompress, "gzip": gzip.decompress}
#: Below this many bytes compression only adds.
WORTH_COMPRESSING = 600
COMPRESSIBLE = ("text/", "application/json", "application/feed+json", "application/rss+xml", "application/atom+xml")
COMPRESSIBLE += ("application/xml",)
#: Whether a page was kept, was rendered now, or was waited for while it was rendered for somebody else, as RFC 9211
#: says it.
HIT, MISS, COLLAPSED = "panchina; hit", "panchina; fwd=miss; stored", "panchina; fwd=miss; collapsed"
#: Headers that are made anew for each answer.
OWN = {"content-length", "content-encoding", "etag", "vary", "cache-control", "date"}


@dataclass
class Kept:
    status: str
    #: (name, value) pairs that every answer carries.
    headers: list
    #: encoding: bytes, of those that were asked for; "" is the plain one, of what is not worth compressing. Replaced
    #: whole.
    bodies: dict
    etag: str
    #: How long a reader's copy may be kept, in seconds, and used while a new one is fetched, as the page itself said.
    max_age: int
    stale: int
    #: The instant (seconds since 1970) from which it may be another page without anyone changing anything, or None.
    until: float | None
    #: topic: serial, as they stood before the page was rendered.
    topics: dict
    #: When it began to be rendered, in seconds since 1970.
    rendered_at: float
    #: Its Last-Modified in seconds since 1970, if it has one.
    modified: int | None = None
    #: The number of the last change after which it was found to stand (freshness.py).
    checked: object = field(default=None, compare=False)

    @property
    def size(self):
        """About how many bytes it takes now: another encoding that is asked for is more."""
        return sum(map(len, self.bodies.values())) + 2000

    def stale_at(self, now):
        return self.until is not None and now >= self.until

    def answer(self, environ, now, *, cache=HIT):
        """Return (status, headers, body) for a GET or HEAD: 304 when the reader has it, else compressed as the reader
        can take it."""
        headers = [
            *self.headers,
            ("Cache-Control", self.cache_control(now)),
            ("ETag", self.etag),
            ("Date", formatdate(now, usegmt=True)),
            ("Cache-Status", cache),
        ]
        if self.seen(environ):
            return "304 Not Modified", headers, ()
        encoding = "" if "" in self.bodies else best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.body(encoding)
        headers.append(("Content-Length", str(len(body))))
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return self.status, headers, () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

    def cache_control(self, now):
        """No copy outlives the instant at which the page may be another."""
        left = self.max_age + self.stale if self.until is None else max(0, int(self.until - now))
        fresh = min(self.max_age, left)
        stale = min(self.stale, left - fresh)
        return f"public, max-age={fresh}" + (f", stale-while-revalidate={stale}" if stale else "")

    def seen(self, environ):
        """Whether the reader's copy is this one. With an ETag the date is of no account (RFC 9110, 13.2.2)."""
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked:
            return self.etag.removeprefix("W/") in asked or asked.strip() == "*"
        since = self.modified is not None and environ.get("HTTP_IF_MODIFIED_SINCE")
        return bool(since) and (parse_http_date_safe(since) or 0) >= self.modified

    def body(self, encoding):
        """The bytes in an encoding, made when it is first asked for. The plain ones, for which hardly anybody asks, are
        not kept beside the others."""
        if encoding in self.bodies:
            return self.bodies[encoding]
        another, compressed = next(iter(self.bodies.items()))
        plain = EXPANDED[another](compressed)
        if not encoding:
            return plain
        made = COMPRESSED[encoding](plain)
        self.bodies = self.bodies | {encoding: made}
        return made

    def has(self, parts):
        """Whether these bytes of an answer are kept ones."""
        return all(any(part is body for body in self.bodies.values()) for part in parts)


def best_encoding(accepted):
    """The best that an Accept-Encoding admits, "" for none."""
    return next((name for name in COMPRESSED if takes(accepted, name)), "")


def takes(accepted, encoding):
    """Whether an Accept-Encoding admits an encoding; `q=0` refuses it."""
    if encoding not in accepted:
        return False
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def kept_page(status, headers, body, *, topics, until, rendered_at, max_age, stale=0, accepted=""):
    """Return what was rendered as it is kept, compressed in the best way that `accepted`, an Accept-Encoding, admits.
    Costs the compression: half a millisecond for 30 kB."""
    others = [(name, value) for name, value in headers if name.lower() not in OWN]
    named = {name.lower(): value for name, value in headers}
    kind, modified = named.get("content-type", ""), named.get("last-modified")
    bodies = {"": body}
    if len(body) >= WORTH_COMPRESSING and kind.startswith(COMPRESSIBLE):
        encoding = best_encoding(accepted) or "gzip"
        bodies = {encoding: COMPRESSED[encoding](body)}
        others.append(("Vary", "Accept-Encoding"))
    # Weak, because the three encodings are one page. A feed has a tag of its own.
    own = named.get("etag", "").removeprefix("W/")
    etag = "W/" + (own or f'"{hashlib.sha256(body).hexdigest()[:32]}"')
    instant = parse_http_date_safe(modified) if modified else None
    return Kept(status, others, bodies, etag, max_age, stale, until, topics, rendered_at, instant)
