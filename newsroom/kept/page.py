"""A page as it is kept: rendered and compressed once, with what it printed and until when it may be served."""

import gzip
import hashlib
from dataclasses import dataclass, field
from email.utils import formatdate

import brotli
from django.utils.http import parse_http_date_safe

#: Quality by which a page is compressed once for all its readers.
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
#: Below this many bytes compression only adds.
WORTH_COMPRESSING = 600
COMPRESSIBLE = ("text/", "application/json", "application/feed+json", "application/rss+xml", "application/atom+xml")
#: Whether a page was kept or was rendered now, as RFC 9211 says it.
HIT, MISS = "panchina; hit", "panchina; fwd=miss; stored"
#: Headers that are made anew for each answer.
OWN = {"content-length", "content-encoding", "etag", "vary", "cache-control", "date"}


@dataclass
class Kept:
    status: str
    #: (name, value) pairs that every answer carries.
    headers: list
    #: encoding: bytes; "" is the plain one.
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
    #: What `Freshness` last answered for it. Not part of what is shared.
    checked: object = field(default=None, compare=False)

    @property
    def size(self):
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
        encoding = self.best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.bodies[encoding]
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

    def best_encoding(self, accepted):
        return next((name for name in ("br", "gzip") if name in self.bodies and takes(accepted, name)), "")


def takes(accepted, encoding):
    """Whether an Accept-Encoding admits an encoding; `q=0` refuses it."""
    if encoding not in accepted:
        return False
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def kept_page(status, headers, body, *, topics, until, rendered_at, max_age, stale=0):
    """Return what was rendered as it is kept. Costs the compression: one or two milliseconds for 30 kB."""
    others = [(name, value) for name, value in headers if name.lower() not in OWN]
    named = {name.lower(): value for name, value in headers}
    kind, modified = named.get("content-type", ""), named.get("last-modified")
    bodies = {"": body}
    if len(body) >= WORTH_COMPRESSING and kind.startswith(COMPRESSIBLE):
        bodies["gzip"] = gzip.compress(body, GZIP_LEVEL, mtime=0)
        bodies["br"] = brotli.compress(body, quality=BROTLI_QUALITY)
        others.append(("Vary", "Accept-Encoding"))
    # Weak, because the three encodings are one page. A feed has a tag of its own.
    own = named.get("etag", "").removeprefix("W/")
    etag = "W/" + (own or f'"{hashlib.sha256(body).hexdigest()[:32]}"')
    instant = parse_http_date_safe(modified) if modified else None
    return Kept(status, others, bodies, etag, max_age, stale, until, topics, rendered_at, instant)
