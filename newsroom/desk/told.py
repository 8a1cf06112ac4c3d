"""A state of a story in words: what its fields are called, what they hold, what differs between two of them."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from newsroom.desk import lead_use
from newsroom.differences import sides
from newsroom.models import Article
from newsroom.models.linking import text_of
from newsroom.models.versions import CORRECTIONS

#: What is told by what follows from it.
NOT_TOLD = frozenset({"headline_confirmed", "headline_confirmed_by", "first_published_at"})


@dataclass(frozen=True)
class Difference:
    """A field as two states have it, each as pieces of text of which those that differ are marked."""

    name: str
    label: str
    before: list
    after: list


def label_of(name):
    if name == CORRECTIONS:
        return _("corrections")
    return Article._meta.get_field(name).verbose_name


def changed_fields(before, after):
    """The names of the fields that two states have in common and differ in, in the order of the form."""
    known = {field.name for field in Article._meta.get_fields()} | {CORRECTIONS}
    return [n for n in after if n in before and before[n] != after[n] and n in known and n not in NOT_TOLD]


def fields_in_words(names):
    return ", ".join(str(label_of(name)) for name in names)


def compare(before, after, fields=None):
    """Return the Differences of two states. One query for each kind of tag that differs."""
    fields = changed_fields(before, after) if fields is None else fields
    names = Names([before, after], fields)
    return [Difference(name, label_of(name), *_sides(name, before, after, names)) for name in fields]


def _sides(name, before, after, names):
    old, new = names.told(name, before[name]), names.told(name, after[name])
    if old == new:
        # Only the marks of a body differ, which its words do not show.
        old, new = str(before[name]), str(after[name])
    return sides(old, new)


class Names:
    """What the keys in some states are called, asked once for each field that is a relation."""

    def __init__(self, states, fields):
        self.known = {}
        for field in [Article._meta.get_field(name) for name in fields if name != CORRECTIONS]:
            if field.is_relation:
                keys = {key for state in states for key in _keys(state[field.name])}
                self.known[field.name] = field.related_model._base_manager.in_bulk(keys)

    def told(self, name, value):
        if name == CORRECTIONS:
            return "\n".join(text for _pk, text, _at in value)
        if name in self.known:
            return "\n".join(sorted(self._name(name, key) for key in _keys(value)))
        if name == "body":
            return text_of(value).strip()
        if name == lead_use.USE:
            return lead_use.in_words(value)
        return _plainly(value)

    def _name(self, field, key):
        return str(self.known[field].get(key) or _("deleted since (%(key)s)") % {"key": key})


def _keys(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def _plainly(value):
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    at = parse_datetime(value) if isinstance(value, str) and len(value) == 25 and value[10] == "T" else None
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else str(value)


def saves_in_words(versions, user):
    """Who made some versions, as others read it: "Livia Ferrante, you in another window"."""
    names = dict.fromkeys(_("you, in another window") if v.by == user else v.author_name for v in versions)
    return ", ".join(names)
