"""What Word and Google Docs put on the clipboard, made plain: lists that are lists, bold, italic, headings, links and
tables, and nothing of how they looked. Pure. The editor does the same as it pastes (static/desk/paste.js), and a test
holds the two equal."""

import re
from itertools import groupby
from urllib.parse import parse_qs, urlsplit

import nh3

from newsroom.markup import Element, parse

#: Marks of a text that was written elsewhere, in small letters: the editor of the desk makes none of these. Tags, and
#: what is looked for only where a part of it is there at all: a pattern that may begin with anything is asked at every
#: letter of a text.
FOREIGN_TAG = re.compile(r"<(?:(?:span|font|b|i|u|s|del|ins|strike|h1|h4|h5|h6|xml|style|meta)\b|o:p|w:|st1:|!)")
FOREIGN_MARK = re.compile(r"\s(?:style|class)=|\bmso-|docs-internal-guid")
IN_A_MARK = ("style=", "class=", "mso-", "docs-internal-guid")
#: What was struck out: a tracked change, a suggestion or a pen stroke. Printed, it would say what its author took back.
STRUCK = {"del", "s", "strike"}
#: What is not text: with its contents.
UNSEEN = {"head", "meta", "noscript", "script", "style", "title", "xml"} | STRUCK
FIGURE = {"figure", "figcaption"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "cite"} | FIGURE
TABLE = {"table", "thead", "tbody", "tr", "td", "th"}
MARKS = {"a", "b", "br", "em", "font", "i", "span", "strong"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
HOLDERS = {"li", "td", "th", "blockquote"}
LEVEL = re.compile(r"mso-list:\s*l\d+\s+level(\d)")
NUMBERED = re.compile(r"\s*\(?(?:\d+|[a-z]|[ivxlc]+)[.)]", re.I)
#: Not of "mso-bidi-font-weight", which is about other scripts.
BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)")
LIGHT = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|[1-5]00)")
ITALIC = re.compile(r"(?<![\w-])font-style:\s*(?:italic|oblique)")
UPRIGHT = re.compile(r"(?<![\w-])font-style:\s*normal")
CROSSED = re.compile(r"text-decoration(?:-line)?:[^;]*line-through")
QUOTES = {"MsoQuote", "MsoIntenseQuote"}
REMARK = re.compile(r"#_?(?:cmnt|msocom)")

_seen = nh3.Cleaner(
    tags=BLOCKS | TABLE | MARKS,
    attributes={
        "*": {"style", "class", "data-image", "data-alt", "data-rumour", "data-article"},
        "a": {"href", "title", "rel"},
        "ol": {"start", "type"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    clean_content_tags=UNSEEN - {"meta"},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def is_foreign(html):
    small = html.lower()
    if FOREIGN_TAG.search(small):
        return True
    return any(part in small for part in IN_A_MARK) and FOREIGN_MARK.search(small) is not None


def made_plain(html):
    """Return pasted `html` with its structure, and without its looks."""
    return _blocks(_contents(parse(_seen.clean(html)))).inner_html()


# Piece by piece


def _contents(element):
    """The Element with its children made plain, each giving none, one or many."""
    children = []
    for child in element.children:
        children += [_collapsed(child)] if isinstance(child, str) else _plain(child)
    return Element(element.tag, element.attrs, _joined(children))


def _collapsed(text):
    """The text with one blank for each stretch of spaces."""
    inside = " ".join(text.split())
    if not inside:
        return " " if text else ""
    return " " * text[0].isspace() + inside + " " * text[-1].isspace()


def _plain(element):
    style, name = _style(element), element.attrs.get("class", "")
    if _is_unseen(element, style, name):
        return []
    if element.is_inline:
        return _mark(_contents(element), style)
    return _block(_contents(element), element, style, name)


def _style(element):
    return element.attrs.get("style", "").lower()


def _is_unseen(element, style, name):
    """The sign of a list, a comment, what is hidden or struck out."""
    hidden = (
        CROSSED.search(style)
        or "mso-list:ignore" in style.replace(" ", "")
        or "mso-element:comment" in style
        or "display:none" in style
    )
    return bool(hidden) or "MsoComment" in name or "msocom" in name or bool(REMARK.match(element.attrs.get("href", "")))


def _mark(element, style):
    if element.tag == "br":
        return [Element("br")]
    inside = element.children
    if element.tag == "a":
        href = _target(element.attrs.get("href", ""))
        return [Element("a", {"href": href}, inside)] if href and element.text.strip() else inside
    if not element.text.strip() or _holds_blocks(element):
        return inside
    if ITALIC.search(style) or (element.tag in {"i", "em"} and not UPRIGHT.search(style)):
        inside = [Element("em", {}, _without("em", inside))]
    if BOLD.search(style) or (element.tag in {"b", "strong"} and not LIGHT.search(style)):
        inside = [Element("strong", {}, _without("strong", inside))]
    return inside


def _holds_blocks(element):
    return any(not child.is_inline for child in element.walk())


def _target(href):
    """Where a link leads, past Google's redirection; nothing for a place in the document that was left behind."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.hostname in {"www.google.com", "google.com"} and parts.path == "/url":
        return parse_qs(parts.query).get("q", [""])[0]
    return "" if href.startswith("#") else href


def _block(element, source, style, name):
    tag = HEADINGS.get(element.tag, element.tag)
    if name in {"MsoTitle", "MsoSubtitle"}:
        tag = "h2"
    if tag == "div" and not {"data-rumour", "data-article"} & element.attrs.keys():
        return _blocks(element).children
    if name in QUOTES:
        return [Element("blockquote", {}, [Element("p", {}, element.children)])]
    level = LEVEL.search(style)
    if level and tag == "p":
        sign = next((e.text for e in source.walk() if "mso-list:ignore" in _style(e).replace(" ", "")), "")
        return [Element("item", {"level": level[1], "tag": "ol" if NUMBERED.match(sign) else "ul"}, element.children)]
    kept = {name: value for name, value in element.attrs.items() if name not in {"style", "class"}}
    if tag in {"h2", "h3"}:
        # A heading is bold already.
        return [Element(tag, {}, _without("strong", element.children))]
    return [_shaped(Element(tag, kept, element.children))]


def _without(tag, children):
    """What stands in marks of this kind, without them."""
    out = []
    for child in children:
        if isinstance(child, Element):
            inside = _without(tag, child.children)
            out += inside if child.tag == tag else [Element(child.tag, child.attrs, inside)]
        else:
            out.append(child)
    return _joined(out)


def _shaped(element):
    if element.tag in HOLDERS:
        return _blocks(element)
    if element.tag in {"ul", "ol"}:
        return Element(element.tag, element.attrs, _items(element.children))
    if element.tag in {"table", "thead", "tbody", "tr"}:
        element.children = [child for child in element.children if isinstance(child, Element)]
    return element


def _items(children):
    """Google nests a list beside its item, not in it."""
    items = []
    for child in children:
        if isinstance(child, Element) and child.tag in {"ul", "ol"} and items:
            items[-1].children.append(child)
        elif isinstance(child, Element) and child.tag == "li":
            items.append(child)
    return items


# Side by side


def _joined(children):
    """Word cuts a word in bold into as many pieces as it likes."""
    out = []
    for kind, alike in groupby(children, key=_kind):
        if kind == "text":
            out.append(_collapsed("".join(alike)))
        elif kind is None:
            out += alike
        else:
            marks = list(alike)
            inside = [child for mark in marks for child in mark.children]
            out.append(Element(marks[0].tag, marks[0].attrs, _joined(inside)))
    return out


def _kind(child):
    """What may be joined to its neighbours of the same kind; None for what stands by itself."""
    if isinstance(child, str):
        return "text"
    return (child.tag, *child.attrs.items()) if child.tag in {"strong", "em", "a"} else None


def _blocks(element):
    """The Element with what runs between its blocks as paragraphs, and lists where there were lines of a list."""
    out, running = [], []
    for child in [*element.children, Element("end")]:
        if isinstance(child, str) or child.is_inline:
            running.append(child)
            continue
        out += _paragraph(running)
        running = []
        out += [] if child.tag == "end" or _is_empty(child) else [child]
    return Element(element.tag, element.attrs, _with_lists(out))


def _paragraph(running):
    inside = _trimmed(running)
    return [Element("p", {}, inside)] if inside else []


def _trimmed(children):
    """Without breaks and spaces at either end."""
    kept = list(children)
    while kept and _is_blank(kept[0]):
        kept.pop(0)
    while kept and _is_blank(kept[-1]):
        kept.pop()
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    return kept


def _is_blank(child):
    if isinstance(child, str):
        return not child.strip()
    return child.tag == "br" or (child.is_inline and not child.text.strip())


def _is_empty(block):
    if block.tag in {"p", "h2", "h3", "item", "figcaption", "cite"}:
        block.children = _trimmed(block.children)
    return block.tag not in {"div", "figure", "table", "td", "th", "tr"} and not block.text.strip()


def _with_lists(blocks):
    out, open_lists = [], []
    for block in blocks:
        if block.tag != "item":
            open_lists = []
            out.append(block)
            continue
        level, tag = int(block.attrs["level"]), block.attrs["tag"]
        while open_lists and (open_lists[-1][0] > level or _is_other_list(open_lists[-1], level, tag)):
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            new = Element(tag)
            (open_lists[-1][2].children[-1].children if open_lists else out).append(new)
            open_lists.append((level, tag, new))
        open_lists[-1][2].children.append(Element("li", {}, [Element("p", {}, block.children)]))
    return out


def _is_other_list(open_list, level, tag):
    """Dots end where numbers begin."""
    return open_list[0] == level and open_list[1] != tag
