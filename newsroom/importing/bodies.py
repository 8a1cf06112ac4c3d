"""The text of a WordPress post as a body of ours. Pure but for the pictures, which it asks for."""

import re

import nh3
from django.conf import settings

from newsroom import paste
from newsroom.importing.shortcodes import expanded
from newsroom.markup import Element, parse
from newsroom.models.prose import clean_body

#: Between these WordPress puts no paragraphs.
STANDING = (
    r"(?:address|article|aside|audio|blockquote|div|dl|dd|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|"
    r"iframe|li|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|video)"
)
OPENS = re.compile(rf"(<{STANDING}\b[^<>]{{0,4000}}>)", re.I)
CLOSES = re.compile(rf"(</{STANDING}>)", re.I)
STANDS = re.compile(rf"</?{STANDING}\b", re.I)
ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.M)
BLOCKS = "<!-- wp:"
TAG = re.compile(r"<(/?)(?!br\b|img\b|hr\b)[a-z]", re.I)
#: A picture within the text itself: it may be larger than all the words, and nothing here can keep it.
DATA = re.compile(r"data:image/[^\"'\s<>]*")
#: A body that the form of the desk could not save again, and tags one in another that are no text.
LONGEST, DEEPEST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, 3000
NUMBERED = re.compile(r"\bwp-image-([0-9]{1,18})\b")
#: What shows something that stands elsewhere: a body of ours links it.
SHOWING = {"iframe", "video", "audio", "source"}
PARAGRAPHS = {"pre", "dt", "dd", "address", "summary"}

_seen = nh3.Cleaner(
    tags=paste.BLOCKS | paste.TABLE | paste.MARKS | PARAGRAPHS | SHOWING | {"img"},
    attributes={
        "*": {"style", "class"},
        "a": {"href", "title"},
        "img": {"src", "alt"},
        "ol": {"start", "type"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    }
    | {tag: {"src"} for tag in SHOWING},
    clean_content_tags=paste.UNSEEN - {"meta"},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


class TooLong(ValueError):
    """A text that is longer than the desk could save, or tags without an end."""


class Conversion:
    """One text made ours. `pictures(number, src)` gives the key of a picture, "" for one that is not there, and None
    for one that was never the former site's; `unknown` is told the names of marks that nothing is known of."""

    def __init__(self, pictures, unknown):
        self.pictures, self.unknown = pictures, unknown

    def body(self, content, gallery=()):
        content = DATA.sub("", content)
        if len(content) > LONGEST or _depth(content) > DEEPEST:
            raise TooLong
        html = expanded(content.replace("\r\n", "\n"), gallery, self.unknown)
        root = parse(_seen.clean(html if BLOCKS in content else with_paragraphs(html)))
        root.children = self._converted(root)
        return clean_body(paste.made_plain(root.inner_html()))

    def _converted(self, element):
        children = []
        for child in element.children:
            children += [child] if isinstance(child, str) else self._made(child)
        return children

    def _made(self, element):
        if element.tag == "img":
            return self._figure(element, [])
        if element.tag in SHOWING:
            return [*_link(element.attrs.get("src", "")), *self._converted(element)]
        if element.tag == "figure":
            return self._figures(element)
        children = self._converted(element)
        if element.tag == "a" and any(_is_figure(child) for child in children):
            # A picture that led to itself.
            return children
        return [Element("p" if element.tag in PARAGRAPHS else element.tag, element.attrs, children)]

    def _figures(self, element):
        """A figure of one picture keeps its caption; one that holds several, or none, is taken apart."""
        inside = [child for child in element.walk() if child.tag in {"img", "figure"}]
        captions = [child for child in element.walk() if child.tag == "figcaption"]
        told = self._converted(captions[-1]) if captions else []
        if [child.tag for child in inside] == ["img"]:
            return self._figure(inside[0], told)
        if any(child.tag == "img" for child in inside):
            return [part for child in inside if child.tag == "figure" for part in self._figures(child)]
        element.children = [child for child in element.children if child not in captions]
        return [*self._converted(element), *_paragraph(told)]

    def _figure(self, image, caption):
        src, number = image.attrs.get("src", ""), NUMBERED.search(image.attrs.get("class", ""))
        key = self.pictures(number and number[1], src)
        if key:
            told = [Element("figcaption", {}, caption)] if caption else []
            return [Element("figure", {"data-image": str(key)}, told)]
        link = _link(src, image.attrs.get("alt") or src) if key is None else []
        return [*link, *_paragraph(caption)]


def _depth(html):
    """How deep tags stand in one another at most, if every closing tag closes one."""
    deepest = depth = 0
    for tag in TAG.finditer(html):
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _is_figure(child):
    return isinstance(child, Element) and child.tag == "figure"


def _paragraph(children):
    return [Element("p", {}, children)] if children else []


def _link(address, words=""):
    link = Element("a", {"href": address}, [words or address])
    return [Element("p", {}, [link])] if address.startswith(("http://", "https://")) else []


def with_paragraphs(text):
    """What WordPress does to a text that was typed with blank lines: paragraphs, breaks, and addresses that stand alone
    as links."""
    apart = CLOSES.sub(r"\1\n\n", OPENS.sub(r"\n\n\1", ALONE.sub(r'<p><a href="\1">\1</a></p>', text)))
    pieces = (piece.strip() for piece in re.split(r"\n[ \t]*\n", apart))
    return "\n".join(
        piece if STANDS.match(piece) else f"<p>{piece.replace(chr(10), '<br>')}</p>" for piece in pieces if piece
    )


def line_of(html, longest):
    """A title or a summary as plain text in one line, and whether it is longer than `longest`, at which it is cut at a
    word."""
    text = " ".join(clean_text(html).split())
    if len(text) <= longest:
        return text, False
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(",;:–- ") + "…", True


def clean_text(html):
    return parse(nh3.clean(html, tags=set())).text
