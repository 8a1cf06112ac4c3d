"""The first mention of each tagged club or person in a body, as a link to its page. Pure: HTML in, HTML out."""

from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

#: In these nothing is linked: what is linked already, what stands out, and who is quoted.
LEFT_ALONE = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6", "cite", "figcaption", "footer"})
#: These part the words before from those after.
BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "li", "ul", "ol", "blockquote", "br", "figure", "figcaption", "table", "tr", "td"}
    | {"th", "cite"}
)


@dataclass
class Piece:
    """A tag as it stands, or the text between two: where it starts in all the text, and whether it may be linked."""

    raw: str
    text: str | None = None
    start: int = 0
    linkable: bool = False
    links: list = field(default_factory=list)

    def printed(self):
        if self.text is None:
            return self.raw
        parts, done = [], 0
        for start, end, href in sorted(self.links):
            parts += [escape(self.text[done:start], quote=False)]
            parts += [f'<a href="{escape(href)}">{escape(self.text[start:end], quote=False)}</a>']
            done = end
        return "".join([*parts, escape(self.text[done:], quote=False)])


class Body(HTMLParser):
    """A cleaned body in pieces, and its text, in which a block ends a line."""

    def __init__(self, html):
        super().__init__(convert_charrefs=False)
        self.pieces, self.text, self.depth, self.words = [], "", 0, ""
        self.feed(html)
        self.close()
        self._end_of_words()

    def handle_starttag(self, tag, attrs):
        self._tag(self.get_starttag_text(), tag, opens=tag not in {"br", "hr", "img"})

    def handle_startendtag(self, tag, attrs):
        self._tag(self.get_starttag_text(), tag)

    def handle_endtag(self, tag):
        self._tag(f"</{tag}>", tag, opens=None)

    def handle_data(self, data):
        self.words += data

    def handle_entityref(self, name):
        self.words += f"&{name};"

    def handle_charref(self, name):
        self.words += f"&#{name};"

    def _tag(self, raw, tag, *, opens=False):
        self._end_of_words()
        if tag in LEFT_ALONE and opens is not False:
            self.depth += 1 if opens else -1
        if tag in BLOCKS and not self.text.endswith("\n"):
            self.text += "\n"
        self.pieces.append(Piece(raw))

    def _end_of_words(self):
        if self.words:
            text = unescape(self.words)
            self.pieces.append(Piece(self.words, text, len(self.text), self.depth == 0))
            self.text += text
            self.words = ""

    def link(self, start, end, href):
        """Link a stretch of the text if it lies in one piece that may be linked. Returns whether it does."""
        for piece in self.pieces:
            if piece.linkable and piece.start <= start and end <= piece.start + len(piece.text):
                inside = (start - piece.start, end - piece.start, href)
                if not any(s < inside[1] and inside[0] < e for s, e, _href in piece.links):
                    piece.links.append(inside)
                    return True
        return False

    def linked(self, targets):
        """Return the HTML with one link for each of `targets`, (spans, href) pairs: on the first of its spans, which
        are places in `text`, that may be linked."""
        for spans, href in targets:
            any(self.link(start, end, href) for start, end in spans)
        return "".join(piece.printed() for piece in self.pieces)


def text_of(html):
    """Return the text of a body, a line for each block."""
    return Body(html).text
