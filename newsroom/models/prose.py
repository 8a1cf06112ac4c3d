"""The body of a story: which marks an editor has at hand, and the cleaning that admits exactly those."""

import re

from django_prose_editor.fields import create_sanitizer

from football.characters import CONTROL_CHARACTERS, validate_line

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

_sanitize = create_sanitizer(EXTENSIONS)


def clean_body(html):
    """Return `html` with only what the editor's buttons make. Also drops control characters, and turns the hard spaces
    that browsers put between words into plain ones, since they break search and line wrapping."""
    plain = CONTROL_CHARACTERS.sub("", html).replace("\xa0", " ").replace("&nbsp;", " ")
    return EMPTY_BLOCKS.sub("", _sanitize(plain)).strip()
