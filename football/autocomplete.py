"""Relations that complete themselves, whatever is posted for them."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

#: The largest key that every database can look up.
LARGEST_KEY = 2**63 - 1


class Tolerant:
    """Prints a form again even when what was posted is no key: Django's own looks it up, and fails."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [v for v in value if not v or _is_key(v)], attr)


def _is_key(value):
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST_KEY


class TolerantSelect(Tolerant, AutocompleteSelect):
    pass


class TolerantSelectMultiple(Tolerant, AutocompleteSelectMultiple):
    pass
