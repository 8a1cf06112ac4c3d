"""The body of a story: which marks an editor has at hand, and the cleaning that admits exactly those."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_prose_editor.fields import create_sanitizer

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
#: What XML, and so every feed, cannot carry; lone surrogates included.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
EMPTY_BLOCKS = re.compile(r"<(p|h2|h3|blockquote)>(?:\s|<br>)*</\1>")

_sanitize = create_sanitizer(EXTENSIONS)


def clean_body(html):
    """Return `html` with only what the editor's buttons make. Also drops control characters, and turns the hard spaces
    that browsers put between words into plain ones, since they break search and line wrapping."""
    plain = CONTROL_CHARACTERS.sub("", html).replace("\xa0", " ").replace("&nbsp;", " ")
    return EMPTY_BLOCKS.sub("", _sanitize(plain)).strip()


def validate_line(text):
    """Refuse a control character in a line of text, saying which and where: pasted from a layout program, unseen."""
    found = CONTROL_CHARACTERS.search(text)
    if found:
        raise ValidationError(
            _("There is an invisible character (U+%(code)04X) after “%(before)s”: delete it and save again.")
            % {"code": ord(found[0]), "before": text[max(found.start() - 20, 0) : found.start()]},
            code="control_character",
        )
