"""What an act at the desk changed: not the fields alone, as the admin notes them, but from what into what."""

from django.contrib.admin.utils import construct_change_message
from django.forms import ModelChoiceField, PasswordInput

#: A value is told as far as this.
TOLD = 300


class TellsValues:
    """For an admin whose model keeps no versions of its own."""

    def construct_change_message(self, request, form, formsets, add=False):
        told = construct_change_message(form, formsets, add)
        kept = add or hasattr(getattr(form, "instance", None), "versions")
        values = [] if kept else [*values_of(form), *_of_rows(formsets)]
        for part in told if values else ():
            if "changed" in part:
                # Once, whichever part comes first: of the form, or of a row in it.
                part["changed"]["values"] = values
                break
        return told


def _of_rows(formsets):
    for formset in formsets or ():
        for form in formset.forms:
            if form.instance.pk and form.initial and form.has_changed():
                for label, before, after in values_of(form):
                    yield [f"{form.instance} · {label}", before, after]


def values_of(form):
    """Yield [field, before, after] of what a valid form changed, passwords apart."""
    for name in form.changed_data:
        field = form.fields.get(name)
        if field and name in form.cleaned_data and not isinstance(field.widget, PasswordInput):
            before = form.get_initial_for_field(field, name)
            yield [str(field.label or name), _shown(field, before), _shown(field, form.cleaned_data[name])]


def _shown(field, value):
    if value is None or value == "":
        return "–"
    if isinstance(field, ModelChoiceField):
        return _things(field, value)
    text = dict(getattr(field, "choices", None) or ()).get(value, value)
    return str(text)[:TOLD]


def _things(field, value):
    """A thing or several, which a form starts with as keys and ends with as rows."""
    several = list(value) if hasattr(value, "__iter__") and not isinstance(value, str) else [value]
    model = field.queryset.model
    keys = [one for one in several if not isinstance(one, model)]
    rows = [one for one in several if isinstance(one, model)] + list(model._base_manager.filter(pk__in=keys))
    return ", ".join(sorted(str(one) for one in rows))[:TOLD] or "–"
