"""Merging two clubs or two people at the desk: chosen, compared side by side, confirmed."""

from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.admin.sites import site
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.admin.cautions import address_of, as_listed, contradictions_among
from football.autocomplete import TolerantSelect
from football.dates import format_day
from football.models import Alias, Kind, Merge, Tenure, shares

MERGE = "football.add_merge"


class OtherForm(forms.Form):
    """With which other club, or person; and the key of the one to keep, by itself that which more stories name."""

    other = forms.ModelChoiceField(None, label=gettext_lazy("The other one"))
    keep = forms.IntegerField(required=False)

    def __init__(self, *args, this, **kwargs):
        super().__init__(*args, **kwargs)
        self.this, kind = this, Kind.of(this)
        self.fields["other"].widget = TolerantSelect(Alias._meta.get_field(kind.value), site)
        # The widget takes its choices from the queryset when that is set.
        self.fields["other"].queryset = kind.model.objects.all()

    def clean_other(self):
        other = self.cleaned_data["other"]
        if other.pk == self.this.pk:
            raise ValidationError(_("It is the same one twice: choose another."))
        return other

    def kept_and_removed(self):
        """The two in the order of what becomes of them. One query at the most."""
        this, other = self.this, self.cleaned_data["other"]
        keep = self.cleaned_data["keep"]
        if keep not in (this.pk, other.pk):
            keep = _more_used(this, other)
        return (this, other) if keep == this.pk else (other, this)


def _more_used(*things):
    counted = Kind.of(things[0]).model.objects.with_usage().filter(pk__in=[thing.pk for thing in things])
    return max(counted, key=lambda thing: (thing.story_count + thing.rumour_count, -thing.pk)).pk


class Merging:
    """Mixed into the admin of clubs and people: a page to merge what the form shows with another one."""

    change_form_template = "admin/football/entry_form.html"
    change_list_template = "admin/football/entry_list.html"

    def get_urls(self):
        # What points at the two is moved together, or not at all.
        view = self.admin_site.admin_view(transaction.atomic(self.merge))
        name = f"football_{self.opts.model_name}_merge"
        return [path("<path:object_id>/merge/", view, name=name), *super().get_urls()]

    def merge(self, request, object_id):
        if not request.user.has_perm(MERGE):
            raise PermissionDenied
        this = self.get_object(request, unquote(object_id))
        if this is None:
            raise Http404
        form = OtherForm(request.POST or (request.GET if "other" in request.GET else None), this=this)
        pair = form.kept_and_removed() if form.is_valid() else ()
        if pair and request.method == "POST":
            return self._merged(request, *pair)
        context = self.admin_site.each_context(request) | {"title": _("Merge two into one"), "opts": self.opts}
        context |= {"this": this, "form": form, "media": self.media + form.media}
        return render(request, "admin/football/merge.html", context | (compared(*pair) if pair else {}))

    def _merged(self, request, kept, removed):
        try:
            merge = Merge.of(kept, removed, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(address_of(kept))
        self.log_change(request, as_listed(kept), _("Merged: %(merge)s") % {"merge": merge})
        undo = reverse("admin:football_merge_undo", args=[merge.pk])
        said = _("They are one: %(merge)s. The old address leads to the new one.") % {"merge": merge}
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, undo, _("Undo")))
        for text in contradictions_among(kept.tenures.for_history()):
            messages.warning(request, text)
        return HttpResponseRedirect(address_of(kept))


def compared(kept, removed):
    """Return what the page of a merge prints: the two side by side, and what names them."""
    facts = zip(_facts(kept), _facts(removed), strict=True)
    return {
        "kept": kept,
        "removed": removed,
        "facts": [(name, one, other) for (name, one), (_name, other) in facts if one or other],
        "aliases": [", ".join(alias.text for alias in thing.aliases.all()) for thing in (kept, removed)],
        "tenures": [list(thing.tenures.for_history()) for thing in (kept, removed)],
        "shares": [share for share in shares(kept, removed) if share.model not in (Alias, Tenure)],
    }


def _facts(thing):
    """Yield (name, value in words) of what an editor decides of a club or a person."""
    for field in thing._meta.concrete_fields:
        if field.editable and not field.primary_key:
            yield capfirst(field.verbose_name), _in_words(thing, field)


def _in_words(thing, field):
    value = getattr(thing, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return format_day(value)
    return str(getattr(thing, f"get_{field.name}_display", lambda: value or "")())
