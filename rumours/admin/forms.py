"""The forms of what an editor does to a rumour beside writing it: log a report, judge, settle."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.admin.sites import site
from django.contrib.admin.widgets import AdminDateWidget, RelatedFieldWidgetWrapper
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from football.autocomplete import TolerantSelect
from football.characters import validate_line
from football.forms import validate_web_address
from rumours.models import Domain, Report, Rumour, Source
from rumours.models.override import LONGEST, SHORTEST_REASON, USUAL
from rumours.pasted import host_of
from rumours.vocabulary import Outcome, Stage, Stance, stages_of

#: The latest origins among which an echo finds what it repeats.
REPEATABLE = 30


def autocomplete(model, name, *, add=False):
    """A select that completes itself; with `add`, what is not there yet is made in a window of its own, and what was
    typed is not lost."""
    field = model._meta.get_field(name)
    select = TolerantSelect(field, site)
    return RelatedFieldWidgetWrapper(select, field.remote_field, site, can_add_related=True) if add else select


class RumourField(forms.ModelChoiceField):
    """Does not ask for the rumour that the form was given."""

    known = None

    def to_python(self, value):
        return self.known if self.known and value == str(self.known.pk) else super().to_python(value)


class LogForm(forms.Form):
    """A report, from the address of its page. `rumour` may be known beforehand; then its stages alone are offered."""

    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[validate_line, validate_web_address],
        widget=forms.URLInput({"class": "vURLField", "autofocus": True, "autocomplete": "off"}),
        help_text=gettext_lazy("Paste it: the outlet and the day are read off it. Nothing is fetched."),
    )
    rumour = RumourField(Rumour.objects.open(), label=gettext_lazy("Rumour"), widget=autocomplete(Report, "rumour"))
    outlet = forms.ModelChoiceField(
        Source.objects.all(), label=gettext_lazy("Read on"), widget=autocomplete(Report, "source", add=True)
    )
    credits = forms.ModelChoiceField(
        Source.objects.all(),
        label=gettext_lazy("It credits"),
        required=False,
        widget=autocomplete(Report, "via", add=True),
        help_text=gettext_lazy("Whom it repeats, if it repeats somebody: “secondo Relevo …”. Empty: its own news."),
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=AdminDateWidget)
    stance = forms.ChoiceField(
        label=gettext_lazy("What it does"), choices=Stance, initial=Stance.SUPPORTS, widget=forms.RadioSelect
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("How far it says it has gone"), choices=[], required=False, widget=forms.RadioSelect
    )
    echo_of = forms.ModelChoiceField(
        Report.objects.none(),
        label=gettext_lazy("Repeats"),
        required=False,
        empty_label=gettext_lazy("nobody: an origin of its own"),
        help_text=gettext_lazy("Left as it is, a report that credits somebody repeats what that one said first."),
    )
    remember = forms.BooleanField(
        label=gettext_lazy("Remember that this domain is of this outlet"), required=False, initial=True
    )

    def __init__(self, *args, rumour=None, **kwargs):
        super().__init__(*args, **kwargs)
        stages = stages_of(rumour.kind) if rumour else Stage
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]
        if rumour:
            self.fields["rumour"].known = rumour
            origins = rumour.reports.filter(echo_of=None).order_by("-published_at", "-pk")
            latest = origins.values("pk")[:REPEATABLE]
            self.fields["echo_of"].queryset = origins.filter(pk__in=latest).select_related("source")

    def clean(self):
        data = super().clean()
        if data.get("day") and data["day"] > timezone.localdate():
            self.add_error("day", _("A report cannot be dated in the future."))
        if data.get("stance") == Stance.SUPPORTS and not data.get("stage"):
            self.add_error("stage", _("Say how far the report says the affair has gone."))
        if data.get("url") and data.get("rumour"):
            self._refuse_what_is_there(data["rumour"], data["url"])
        return data

    def _refuse_what_is_there(self, rumour, url):
        same = rumour.reports.filter(url=url)
        if same.exists():
            there = same.select_related("source").first()
            said = {"report": str(there), "day": there.day}
            self.add_error("url", _("It is logged on this rumour already: %(report)s, %(day)s.") % said)

    def save(self):
        """Store the report, and that its domain is of its outlet. Returns it."""
        data = self.cleaned_data
        credited = data["credits"] if data["credits"] != data["outlet"] else None
        report = Report(
            rumour=data["rumour"],
            source=credited or data["outlet"],
            via=data["outlet"] if credited else None,
            url=data["url"],
            published_at=self._instant(),
            stance=data["stance"],
            stage=data["stage"],
            echo_of=data["echo_of"] or (self._first_said_by(credited) if credited else None),
        )
        report.save()
        self._remember()
        return report

    def _instant(self):
        """The day's noon, or now if that has not come."""
        noon = timezone.make_aware(datetime.combine(self.cleaned_data["day"], time(12)))
        return min(noon, timezone.now())

    def _first_said_by(self, source):
        said = self.cleaned_data["rumour"].reports.filter(source=source, echo_of=None)
        return said.filter(stance=self.cleaned_data["stance"]).order_by("published_at", "pk").first()

    def _remember(self):
        host = host_of(self.cleaned_data["url"])
        if host and self.cleaned_data["remember"] and not Source.objects.publishing_at(host).exists():
            Domain.objects.create(source=self.cleaned_data["outlet"], name=host[:100])


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=Outcome, widget=forms.RadioSelect)
    on = forms.DateField(label=gettext_lazy("Settled on"), widget=AdminDateWidget)
    why = forms.CharField(
        label=gettext_lazy("The fact that settles it"),
        max_length=300,
        validators=[validate_line],
        widget=forms.TextInput({"class": "vTextField"}),
    )
    url = forms.URLField(
        label=gettext_lazy("Evidence"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[validate_line, validate_web_address],
        widget=forms.URLInput({"class": "vURLField"}),
        help_text=gettext_lazy("The address of the announcement, or of who reports it."),
    )
    rivals = forms.BooleanField(
        label=gettext_lazy("If it came true, settle its open rivals too"), required=False, initial=True
    )


class OverrideForm(forms.Form):
    FOR = [
        (12, gettext_lazy("12 hours")),
        (24, gettext_lazy("1 day")),
        (USUAL // timedelta(hours=1), ngettext_lazy("%d day", "%d days", USUAL.days) % USUAL.days),
        (LONGEST // timedelta(hours=1), ngettext_lazy("%d day", "%d days", LONGEST.days) % LONGEST.days),
    ]

    percent = forms.IntegerField(
        label=gettext_lazy("How likely is it"),
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("In per cent, from 1 to 99: it is scored like the model's, and the label follows."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=SHORTEST_REASON,
        validators=[validate_line],
        widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
        help_text=gettext_lazy("What you know that the reports do not say. Readers find it on the page."),
    )
    hours = forms.TypedChoiceField(label=gettext_lazy("Stands for"), choices=FOR, coerce=int, initial=FOR[2][0])

    def until(self, at):
        return at + min(timedelta(hours=self.cleaned_data["hours"]), LONGEST)
