"""Which characters a line of text may hold: the same for a club's name and for a headline."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: What XML, and so every feed, cannot carry; lone surrogates included.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def validate_line(text):
    """Refuse a control character in a line of text, saying which and where: pasted from a layout program, unseen."""
    found = CONTROL_CHARACTERS.search(text)
    if found:
        raise ValidationError(
            _("There is an invisible character (U+%(code)04X) after “%(before)s”: delete it and save again.")
            % {"code": ord(found[0]), "before": text[max(found.start() - 20, 0) : found.start()]},
            code="control_character",
        )
