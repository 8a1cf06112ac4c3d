"""The queue of those that may be the same: proposed by their names, merged or told apart by an editor."""

from collections import defaultdict
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.autocomplete import LARGEST_KEY
from football.duplicates import Entry, Likeness, likely_pairs
from football.models import Alias, AliasKind, Kind, Tenure, ToldApart

#: Pairs of a kind on the page: they are worked off from the top.
SHOWN = 50
#: What two that are one cannot have different, and names that many share.
MARKS = {Kind.CLUB: "country", Kind.PERSON: "birth_date"}
SHARED = (AliasKind.SURNAME, AliasKind.COLOURS)
REASONS = {
    Likeness.SAME_NAME: gettext_lazy("the same name"),
    Likeness.OTHER_NAME: gettext_lazy("the name of one is another name of the other"),
    Likeness.SAME_WORDS: gettext_lazy("the same words"),
    Likeness.INITIAL: gettext_lazy("an initial for a name"),
    Likeness.SLIP: gettext_lazy("a letter apart"),
    Likeness.SOUND: gettext_lazy("they sound the same"),
    Likeness.LONGER: gettext_lazy("one name holds the other"),
    Likeness.SURNAME: gettext_lazy("the surname of the other"),
}


@dataclass(frozen=True)
class Proposal:
    """Two that may be one, why, and where they are merged."""

    one: object
    other: object
    why: str
    merge_url: str


def entries_of(kind):
    """Return the Entries of all clubs, or of all people. Two queries."""
    sure = Alias.objects.filter(ambiguous=False, **{f"{kind.value}__isnull": False}).exclude(kind__in=SHARED)
    aliases = defaultdict(list)
    for key, text in sure.values_list(f"{kind.value}_id", "text"):
        aliases[key].append(text)
    things = kind.model.objects.defer("search_names")
    return [_entry(thing, aliases[thing.pk], getattr(thing, MARKS[kind])) for thing in things]


def _entry(thing, aliases, mark):
    name, *more = thing.own_names()
    return Entry(thing.pk, name, (*filter(None, more), *aliases), mark)


def queue_of(kind):
    """Return (proposals, how many more) for a kind. Five queries for any number."""
    apart = ToldApart.objects.pairs(kind)
    pairs = likely_pairs(entries_of(kind), people=kind == Kind.PERSON, apart=apart)
    shown = pairs[:SHOWN]
    things = _loaded(kind, {key for pair in shown for key in (pair.one, pair.other)})
    proposals = [_proposal(kind, things[pair.one], things[pair.other], pair.likeness) for pair in shown]
    return proposals, len(pairs) - len(shown)


def _loaded(kind, keys):
    things = kind.model.objects.filter(pk__in=keys).with_usage()
    if kind == Kind.CLUB:
        return things.select_related("competition").in_bulk()
    return things.prefetch_related(Tenure.current_prefetch()).in_bulk()


def _proposal(kind, one, other, likeness):
    merge = reverse(f"admin:football_{kind.value}_merge", args=[one.pk])
    return Proposal(one, other, REASONS[likeness], f"{merge}?other={other.pk}")


class PairForm(forms.Form):
    kind = forms.ChoiceField(choices=Kind)
    one = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    other = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)

    def clean(self):
        data = super().clean()
        if not self.errors:
            model = Kind(data["kind"]).model
            self.pair = list(model.objects.filter(pk__in=[data["one"], data["other"]]))
            if len(self.pair) != 2:
                raise ValidationError(_("One of the two is not there any more."))
        return data


def tell_apart(request):
    """Remember that the two of the posted form are not the same, and say so."""
    form = PairForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("One of the two is not there any more."))
        return
    ToldApart.record(*form.pair, by=request.user)
    names = {"one": form.pair[0], "other": form.pair[1]}
    messages.success(request, _("%(one)s and %(other)s are two: they are not proposed again.") % names)
