"""The body of a story: which marks an editor has at hand, and the cleaning that admits exactly those."""

import re

import nh3
from django_prose_editor.config import add_tags_and_attributes, allowlist_from_extensions, expand_extensions

from football.characters import CONTROL_CHARACTERS, validate_line
from newsroom.models.figures import tidy_figures

# The first migration looks for `validate_line` here.
__all__ = ["CONTROL_CHARACTERS", "EXTENSIONS", "clean_body", "validate_line"]

#: The editor's buttons. The allow-list of `clean_body` is derived from them: what cannot be typed cannot be stored.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "HTML": True,
    "NoSpellCheck": False,
}
EMPTY_BLOCKS = re.compile(r"<(p|h2|h3|blockquote)>(?:\s|<br>)*</\1>")

_allowed = allowlist_from_extensions(expand_extensions(EXTENSIONS))
# References to pictures (see figures.py), which come with the editor's extension of ours and with imports.
add_tags_and_attributes(_allowed, ["figure", "figcaption"], {"figure": ["data-image"]})
_sanitize = nh3.Cleaner(**_allowed).clean


def clean_body(html):
    """Return `html` with only what the editor's buttons make. Also drops control characters, and turns the hard spaces
    that browsers put between words into plain ones, since they break search and line wrapping."""
    plain = CONTROL_CHARACTERS.sub("", html).replace("\xa0", " ").replace("&nbsp;", " ")
    return EMPTY_BLOCKS.sub("", tidy_figures(_sanitize(plain))).strip()
