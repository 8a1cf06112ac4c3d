"""A WordPress export in pieces: the file is cut at its items before any of them is parsed, so that an item that is no
XML costs that item only, and no more of the file is in memory than the longest of them."""

import codecs
import re
from dataclasses import dataclass

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from football.characters import CONTROL_CHARACTERS

CHUNK = 1 << 20
#: Bytes of the longest item, and of all that stands before the first, that are read: the rest is named and passed over.
LONGEST_ITEM, LONGEST_HEAD = 32 << 20, 64 << 20
MARK = re.compile(rb"<!--|<!\[CDATA\[|<item[\s>]|</item\s*>")
LONGEST_MARK = 16
ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")
BETWEEN = re.compile(rb"(?<=</item>)\s*(?=<item[\s>])")
NAMESPACE = re.compile(r"xmlns:([\w.-]{1,40})\s*=\s*[\"']([^\"'<>&]{0,300})[\"']")
#: The prefixes that exports use, by a part of the address that each version gives them.
KNOWN = {"/excerpt/": "excerpt", "/modules/content/": "content", "/dc/elements/": "dc", "/export/": "wp"}


class NotAnExport(Exception):
    """The file is no export at all, or one that is not safe to read. `why`: "kind", "dtd" or "head"."""

    def __init__(self, why):
        self.why = why


@dataclass(frozen=True)
class Piece:
    """A stretch of the file: where it starts, its bytes, and whether its end was found. `size` counts those passed
    over too."""

    line: int
    data: bytes
    size: int
    is_whole: bool = True


class Cut:
    """The head of a file and its items, as Pieces, from an open binary file. `is_whole` says whether the file ended
    where it should; `line` is the one that was reached."""

    def __init__(self, file):
        self._chunks, self._buffer, self.line = _chunks(file), b"", 1
        self.is_whole = False

    def head(self):
        """Everything before the first item."""
        end = self._next_mark((b"<item",), LONGEST_HEAD)
        return self._take(len(self._buffer) if end is None else end.start())

    def items(self):
        while (opening := self._next_mark((b"<item",), LONGEST_ITEM)) is not None:
            self._take(opening.start())
            yield self._item()
        self.is_whole = b"</channel>" in self._buffer or b"</rss>" in self._buffer

    def _item(self):
        # An item that begins inside another means that the first has no end.
        end = self._next_mark((b"</item", b"<item"), LONGEST_ITEM, start=len(b"<item>"))
        if end is not None:
            return self._take(end.end() if end[0].startswith(b"</") else end.start())
        if len(self._buffer) > LONGEST_ITEM:
            return self._passed_over()
        return self._take(len(self._buffer), is_whole=False)

    def _next_mark(self, wanted, limit, *, start=0):
        """The next of the `wanted` tags that is no part of a text or a comment; None before the end, or before `limit`
        bytes have been looked at."""
        while True:
            mark = MARK.search(self._buffer, start)
            if mark and mark[0].startswith(wanted):
                return mark
            end = self._end_of(mark)
            if end:
                start = end
            elif len(self._buffer) > limit or not self._more():
                return None
            else:
                start = mark.start() if mark else max(start, len(self._buffer) - CHUNK - LONGEST_MARK)

    def _end_of(self, mark):
        """Where a text or a comment ends, once it is in the buffer; of any other tag, its own end."""
        if mark is None or mark[0] not in ENDS:
            return mark and mark.end()
        closing = ENDS[mark[0]]
        end = self._buffer.find(closing, mark.end())
        return end + len(closing) if end >= 0 else None

    def _more(self):
        chunk = next(self._chunks, b"")
        self._buffer += chunk
        return bool(chunk)

    def _take(self, length, *, is_whole=True):
        data, self._buffer = self._buffer[:length], self._buffer[length:]
        piece = Piece(self.line, data, len(data), is_whole)
        self.line += data.count(b"\n")
        return piece

    def _passed_over(self):
        """What is too long is read to the next end of an item, wherever that stands, and not kept."""
        line, size = self.line, 0
        while (end := self._buffer.find(b"</item>")) < 0:
            size += self._take(max(len(self._buffer) - LONGEST_MARK, 0)).size
            if not self._more():
                end = len(self._buffer)
                break
        size += self._take(min(end + len(b"</item>"), len(self._buffer))).size
        return Piece(line, b"", size)


def _chunks(file):
    """The bytes of a file, without a mark of their order; of UTF-16 as UTF-8."""
    first = file.read(CHUNK)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
        while first:
            yield decoder.decode(first).encode("utf-8", errors="replace")
            first = file.read(CHUNK)
        return
    yield first.removeprefix(codecs.BOM_UTF8)
    while chunk := file.read(CHUNK):
        yield chunk


class Parser:
    """Parses the pieces of one file, in its encoding and with its prefixes. Raises NotAnExport for a head that belongs
    to no export."""

    def __init__(self, head):
        declared = DECLARED.search(head.data[:1000])
        self.encoding = _text_encoding(declared[1].decode() if declared else "utf-8")
        text = self._text(head.data)
        before, rss, channel = text.partition("<rss")
        if not rss or "<channel" not in channel:
            raise NotAnExport("kind")
        if "<!DOCTYPE" in before:
            raise NotAnExport("dtd")
        opening, tag, rest = channel.partition("<channel")
        self.prefixes = _prefixes(opening)
        self.channel = self._parsed(tag + rest.replace("</rss>", "") + ("" if "</channel>" in rest else "</channel>"))

    def elements(self, piece):
        """Yield (line, element, or None for what is no XML) of a Piece: one, or several where a text without its end
        had swallowed others."""
        whole = self._parsed(self._text(piece.data))
        if whole is not None or not BETWEEN.search(piece.data):
            yield piece.line, whole
            return
        line = piece.line
        for part in BETWEEN.split(piece.data):
            yield line, self._parsed(self._text(part))
            line += part.count(b"\n") + 1

    def _parsed(self, text):
        """The Element of a text, or None when it is no XML, or holds more than a text may."""
        try:
            return fromstring(f"<rss {self.prefixes}>{text}</rss>", forbid_dtd=True)[0]
        except (ParseError, DefusedXmlException, ValueError, IndexError):
            return None

    def _text(self, data):
        """The text of some bytes, without what XML cannot carry. A file may be in an encoding that it does not declare,
        and some of its items in another than the rest."""
        for encoding in (self.encoding, "utf-8"):
            try:
                return CONTROL_CHARACTERS.sub("", data.decode(encoding))
            except UnicodeError:
                continue
        return CONTROL_CHARACTERS.sub("", data.decode("cp1252", errors="replace"))


def _text_encoding(name):
    """The encoding of this name, or UTF-8 for one that is unknown or writes tags otherwise than in ASCII."""
    try:
        return name if "<item>".encode(name) == b"<item>" else "utf-8"
    except (LookupError, UnicodeError):
        return "utf-8"


def _prefixes(opening):
    """The declarations of a file's prefixes, each with an address of its own that does not depend on the version."""
    found = {prefix: f"other:{prefix}" for prefix in KNOWN.values()}
    for prefix, address in NAMESPACE.findall(opening):
        # The address of excerpts holds the export's own too: the first part that is found decides.
        found[prefix] = next((ours for part, ours in KNOWN.items() if part in address), f"other:{prefix}")
    for ours in KNOWN.values():
        if found.get(ours) == f"other:{ours}":
            found[ours] = ours
    return " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in found.items())
