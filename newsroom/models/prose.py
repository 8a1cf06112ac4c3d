"""The body of a story: which marks an editor has at hand, and the cleaning that admits exactly those."""

import re

from django_prose_editor.fields import create_sanitizer

from football.characters import CONTROL_CHARACTERS, validate_line
from newsroom import paste
from newsroom.markup import Element, parse

# The first migration looks for `validate_line` here.
__all__ = ["CONTROL_CHARACTERS", "EXTENSIONS", "REFERENCE", "clean_body", "validate_line"]

#: The groups of buttons, in their order. As buttons and not as a list to open: the editor's own opens by mouse only.
MENU = ["headings", "lists", "nodes -headings -lists", "marks", "link", "embeds", "table", "history", "utility"]
#: The editor's buttons. The allow-list of `clean_body` is derived from them: what cannot be typed cannot be stored.
#: Those from "QuoteSource" on are ours (static/desk/embeds.js and paste.js, named in the settings).
EXTENSIONS = {
    "Menu": {"groups": [{"group": group} for group in MENU]},
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "HTML": True,
    "NoSpellCheck": False,
    "QuoteSource": True,
    "ImageFigure": True,
    "RumourCard": True,
    "ReadAlso": True,
    "CleanPaste": True,
    "LeaveByTab": True,
}
EMPTY_BLOCKS = re.compile(r"<(p|h2|h3|ul|ol|li|blockquote|cite|figcaption|strong|em)>(?:\s|<br>)*</\1>")
#: The editor writes down how a list is numbered; ours have figures.
OL, LIST_TYPE = re.compile(r"<ol\b[^>]*>"), re.compile(r' (?:data-)?type="[^"]*"')
#: Soft hyphens, spaces of no width and marks of byte order, which break names apart for searches and for links.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
KEY = re.compile(r"[1-9][0-9]{0,17}")
#: What stands in a body for a rumour's card and for “leggi anche”, as `clean_body` leaves it.
REFERENCE = re.compile(r'<div data-(rumour|article)="([1-9][0-9]{0,17})"></div>')
#: Of an alternative text in a figure, which no form of its own holds to its length.
LONGEST_ALT = 250
REFERRING = ("data-rumour", "data-article")
#: What every picture and every reference has, and hardly any other body.
SHOWING = re.compile(r"<(?:figure|div) data-")

#: A tag that loses its place leaves others in a new one: they are looked at again, until nothing moves.
TURNS = 6

_sanitize = create_sanitizer(EXTENSIONS)


def clean_body(html):
    """Return `html` with only what the editor's buttons make. Also drops control characters, turns the hard spaces that
    browsers put between words into plain ones, since they break search and line wrapping, and makes plain what was
    written in Word or Google Docs."""
    plain = INVISIBLE.sub("", CONTROL_CHARACTERS.sub("", html)).replace("\xa0", " ").replace("&nbsp;", " ")
    if paste.is_foreign(plain):
        plain = paste.made_plain(plain)
    for _turn in range(TURNS):
        cleaned = _cleaned_once(plain)
        if cleaned == plain:
            break
        plain = cleaned
    return plain


def shows_something(body):
    """Whether a cleaned body may have a picture, a rumour's card or “leggi anche”."""
    return SHOWING.search(body) is not None


def _cleaned_once(html):
    numbered = OL.sub(lambda ol: LIST_TYPE.sub("", ol[0]), _sanitize(html))
    return _without_empty(_with_whole_references(numbered))


def _without_empty(html):
    """What held nothing but something empty is empty too."""
    while (fuller := EMPTY_BLOCKS.sub("", html)) != html:
        html = fuller
    return html.strip()


def _with_whole_references(html):
    """References name one thing by its number and hold nothing, a figure holds its caption, a source stands in its
    quote: whatever else comes in their tags loses them, and keeps its text."""
    if not any(tag in html for tag in ("<div", "<fig", "<cite")):
        return html
    root = parse(html)
    root.children = _checked(root, in_quote=False)
    return root.inner_html()


def _checked(element, *, in_quote):
    children = []
    for child in element.children:
        if isinstance(child, str):
            children.append(child)
        else:
            child.children = _checked(child, in_quote=in_quote or child.tag == "blockquote")
            children += _whole(child, in_quote)
    return children


def _whole(element, in_quote):
    if element.tag == "div":
        return _reference(element)
    if element.tag == "figure":
        return _figure(element)
    if element.tag == "figcaption" or (element.tag == "cite" and not in_quote):
        return element.children
    return [element]


def _reference(element):
    named = [(name, value) for name, value in element.attrs.items() if name in REFERRING and KEY.fullmatch(value)]
    return [Element("div", dict(named)), *element.children] if len(named) == 1 else element.children


def _figure(element):
    """The caption's own tag is gone already: what is left in a figure is its caption."""
    key = element.attrs.get("data-image", "")
    caption = [child for child in element.children if isinstance(child, str) or child.is_inline]
    others = [child for child in element.children if child not in caption]
    if not KEY.fullmatch(key):
        return [*([Element("p", {}, caption)] if element.text.strip() else []), *others]
    told = [Element("figcaption", {}, caption)] if Element("", {}, caption).text.strip() else []
    alt = element.attrs.get("data-alt", "").strip()[:LONGEST_ALT]
    return [Element("figure", {"data-image": key} | ({"data-alt": alt} if alt else {}), told), *others]
