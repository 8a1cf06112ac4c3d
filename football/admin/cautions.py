"""What an editor is told about names and tenures that are stored all the same: they may be right."""

from itertools import combinations

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from football.models import Alias, Club, Coach, Kind, Player, Role, Tenure, namesakes, stamp
from football.topics import REGISTER

PEOPLE = {Role.COACH: Coach, Role.PLAYER: Player}


def as_listed(thing):
    """Return a club, or a person as the coach or the player of today: as its form and its history have it. A query."""
    model = Club if Kind.of(thing) == Kind.CLUB else PEOPLE[thing.role]
    return model._base_manager.get(pk=thing.pk)


def address_of(thing):
    """The form of a club or a person; a person's is that of what it is now."""
    model = "club" if Kind.of(thing) == Kind.CLUB else thing.role
    return reverse(f"admin:football_{model}_change", args=[thing.pk])


def links_to(things):
    return format_html_join(", ", '<a href="{}">{}</a>', ((address_of(thing), thing) for thing in things))


class Cautions:
    """Mixed into the admin of clubs and people: after everything is stored, says what does not fit."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        thing, stored = form.instance, [row for formset in formsets for row in _stored(formset)]
        thing.refresh_search_names()
        stamp({REGISTER})
        told = _about_the_name(thing) if "name" in form.changed_data else []
        told += [text for alias in stored if isinstance(alias, Alias) for text in _about_alias(alias, thing)]
        told += [text for tenure in stored if isinstance(tenure, Tenure) for text in _about_tenure(tenure)]
        for text in dict.fromkeys(told):
            messages.warning(request, text)


def _stored(formset):
    return [*formset.new_objects, *(row for row, _fields in formset.changed_objects)]


def _about_the_name(thing):
    same = [other for other in namesakes(thing.name, of=thing) if Kind.of(other) == Kind.of(thing)]
    said = _("There is another one of this name: %(others)s. If they are the same, merge them.")
    return [format_html(said.replace("%(others)s", "{}"), links_to(same))] if same else []


def _about_alias(alias, thing):
    others = [] if alias.ambiguous else namesakes(alias.text, of=thing)
    said = _("“%(alias)s” is also a name of %(others)s. If both are called so, mark it as ambiguous.")
    said = said.replace("%(alias)s", "{}").replace("%(others)s", "{}")
    return [format_html(said, alias.text, links_to(others))] if others else []


def _about_tenure(tenure):
    return [_contradiction(tenure, other) for other in tenure.clashes()]


def contradictions_among(tenures):
    """Return, in words, which of `tenures` cannot both be true."""
    return [_contradiction(one, other) for one, other in combinations(tenures, 2) if one.contradicts(other)]


def _contradiction(one, other):
    """What is said of two, the earlier one first: the same words whichever of them was stored."""
    first, second = sorted([one, other], key=lambda tenure: (tenure.start, tenure.pk))
    same_person = one.person_id == other.person_id
    said = _("Two posts at once: %(one)s; %(other)s.") if same_person else _("Two coaches: %(one)s; %(other)s.")
    return said % {"one": first, "other": second}
