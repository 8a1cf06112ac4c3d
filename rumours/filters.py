"""The filters of the list of rumours. A value that means nothing is left aside, and the page says so."""

from functools import partial

import django_filters
from django import forms
from django.db.models import Q
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_filters import fields

from football.models import Club, Person
from rumours.models import Rumour
from rumours.vocabulary import Kind, Label, Outcome

#: The words of the addresses, which are Italian and do not change with the interface.
LABELS = {
    "ufficiale": Label.OFFICIAL,
    "quasi-fatta": Label.NEAR_CERTAIN,
    "probabile": Label.LIKELY,
    "in-bilico": Label.OPEN,
    "poco-probabile": Label.UNLIKELY,
    "remota": Label.REMOTE,
}
KINDS = {
    "trasferimento": Kind.TRANSFER,
    "prestito": Kind.LOAN,
    "svincolato": Kind.FREE_TRANSFER,
    "rinnovo": Kind.CONTRACT_RENEWAL,
    "nuovo-allenatore": Kind.COACH_APPOINTMENT,
    "addio-allenatore": Kind.COACH_DEPARTURE,
    "conferma-allenatore": Kind.COACH_STAY,
}
OUTCOMES = {
    "confermate": Outcome.CONFIRMED,
    "non-concretizzate": Outcome.EXPIRED,
    "smentite": Outcome.CONTRADICTED,
    "annullate": Outcome.VOID,
}
STATES = [("aperte", _("open")), ("chiuse", _("settled")), *((word, o.label) for word, o in OUTCOMES.items())]
OPTION = '\n  <option value="{}"{}>{}</option>\n'
SELECTED = {True: SafeString(" selected"), False: ""}


class Select(forms.Select):
    """As Django writes it, without a template for each of some hundred options: the form is made anew whenever a
    rumour changes."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        options = [
            OPTION.format(conditional_escape(key), SELECTED[str(key) in chosen], conditional_escape(words))
            for key, words in self.choices
        ]
        # Not Django's `flatatt`, which sorts them. None of ours is without a value.
        own = format_html_join("", ' {}="{}"', self.build_attrs(self.attrs, attrs).items())
        return format_html('<select name="{}"{}>{}\n</select>', name, own, SafeString("".join(options)))


class Names(fields.ModelChoiceIterator):
    """The slugs and names alone: to make an object of each of some hundred takes longer than the rest of the form."""

    def __iter__(self):
        yield "", self.field.empty_label
        yield from self.queryset.values_list("slug", "name")


class ModelChoiceField(fields.ModelChoiceField):
    iterator = Names


class ModelChoiceFilter(django_filters.ModelChoiceFilter):
    field_class = ModelChoiceField


Choice, ModelChoice = partial(django_filters.ChoiceFilter, widget=Select), partial(ModelChoiceFilter, widget=Select)


class RumourFilter(django_filters.FilterSet):
    club = ModelChoice(
        label=_("Club"),
        queryset=Club.objects.none(),
        to_field_name="slug",
        method="about_club",
        empty_label=_("all"),
    )
    persona = ModelChoice(
        label=_("Person"),
        queryset=Person.objects.none(),
        to_field_name="slug",
        field_name="person",
        empty_label=_("all"),
    )
    tipo = Choice(
        label=_("Kind"),
        choices=[(word, k.label) for word, k in KINDS.items()],
        method="of_kind",
        empty_label=_("all"),
    )
    attendibilita = Choice(
        label=_("Reliability at least"),
        choices=[(word, label.label) for word, label in LABELS.items()],
        method="at_least",
        empty_label=_("any"),
    )
    stato = Choice(label=_("State"), choices=STATES, method="in_state", empty_label=_("all"))
    dal = django_filters.DateFilter(
        label=_("From"), field_name="news_at", lookup_expr="date__gte", widget=forms.DateInput({"type": "date"})
    )
    al = django_filters.DateFilter(
        label=_("To"), field_name="news_at", lookup_expr="date__lte", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Rumour
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        public = Rumour.objects.published()
        # Only names that lead somewhere are offered: a list of every club would hide them.
        spoken_of = Q(rumours_from__in=public) | Q(rumours_to__in=public)
        self.filters["club"].queryset = Club.objects.filter(spoken_of).distinct()
        self.filters["persona"].queryset = Person.objects.filter(rumours__in=public).distinct()

    @property
    def qs(self):
        """The rumours that pass every filter whose value is understood."""
        if not hasattr(self, "_qs"):
            self.form.is_valid()
            self._qs = self.filter_queryset(self.queryset.all())
        return self._qs

    def filter_queryset(self, queryset):
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def ignored(self):
        """The (label, value) pairs that were not understood, for the message above the list."""
        return [(self.form.fields[name].label, self.form.data.get(name, "")) for name in self.form.errors]

    @property
    def is_filtering(self):
        return any(self.form.cleaned_data.values()) if self.form.is_valid() else True

    @property
    def query(self):
        """The filters as the query string of an address, always in one order."""
        return urlencode([(name, self.form.data.get(name)) for name in self.filters if self.form.data.get(name)])

    @property
    def in_words(self):
        """The values by which the list is filtered, as a title tells them."""
        self.form.is_valid()
        chosen = [(self.form.fields[name], value) for name, value in self.form.cleaned_data.items() if value]
        return [str(_told(field, value)) for field, value in chosen]

    def about_club(self, queryset, name, club):
        return queryset.about_club(club)

    def of_kind(self, queryset, name, word):
        return queryset.filter(kind=KINDS[word])

    def at_least(self, queryset, name, word):
        return queryset.at_least(LABELS[word])

    def in_state(self, queryset, name, word):
        if word in OUTCOMES:
            return queryset.filter(outcome=OUTCOMES[word])
        return queryset.open() if word == "aperte" else queryset.settled()


def _told(field, value):
    """A choice by its words; a club or a person by its name, a day by itself. No query."""
    return dict(field.choices)[value] if isinstance(field, forms.ChoiceField) and isinstance(value, str) else value
