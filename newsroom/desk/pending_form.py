"""The form of a change that waits beside a live story. What it shows is the story with the change laid over it, and so
it merges what others saved meanwhile in either."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.hours import InstantField
from football.models import TransferWindow
from newsroom.desk.checklist import ChecklistForm
from newsroom.desk.headline_form import REASON
from newsroom.desk.lead_use import USE
from newsroom.desk.merging_form import MergingForm
from newsroom.desk.steps import closings
from newsroom.desk.story_pictures import PicturesForm
from newsroom.desk.typesetting import TypesetForm
from newsroom.models import Article
from newsroom.models.pending import TAGS, same, things_at, value_of
from newsroom.models.prose import clean_body
from newsroom.models.versions import plain

TEXTS, POINTERS = ("kicker", "headline", "standfirst", "body"), ("section", "lead_image")
FIELDS = [*TEXTS, REASON, *POINTERS, USE, *TAGS]
TYPO, UPDATE = "typo", "update"


class PendingForm(PicturesForm, ChecklistForm, MergingForm, TypesetForm):
    sort = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            (TYPO, gettext_lazy("A typo: the date of update stays")),
            (UPDATE, gettext_lazy("An update of substance: the date of update moves, and feed readers announce it")),
        ],
        widget=forms.RadioSelect,
    )
    publish_at = InstantField(
        label=gettext_lazy("Comes out"),
        required=False,
        help_text=gettext_lazy("It appears by itself at that second. Empty: it waits until somebody publishes it."),
    )
    at_closing = forms.ChoiceField(label=gettext_lazy("At the closing of the market"), required=False)
    #: The state of the change that this form was opened on: another editor's is never replaced unseen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    #: A change that waits has no history of its own.
    version_reason = None

    def __init__(self, *args, change=None, **kwargs):
        self.change = change
        super().__init__(*args, **kwargs)
        self.fields["at_closing"].choices = closings

    # What it is merged from

    def opened_on(self):
        """Of a change that somebody replaced since, only the story underneath is known."""
        return super().opened_on() if self.is_overtaken else laid_over(super().opened_on(), self.change)

    def standing(self):
        return laid_over(super().standing(), self.change)

    @property
    def is_overtaken(self):
        return bool(self.change) and self.data.get("seen", "") != token(self.change)

    @property
    def is_behind(self):
        return super().is_behind or self.is_overtaken

    def saved_since(self):
        return [*super().saved_since(), *([self.change] if self.is_overtaken else [])]

    def advance(self):
        super().advance()
        if self.is_merged:
            self.see_the_change()

    def see_the_change(self):
        """From here on it is known how the change stands: what is saved next replaces it knowingly."""
        self.data["seen"] = token(self.change) if self.change else ""

    # What it asks

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("at_closing"):
            self._close(cleaned)
        if "_keep" in self.data and cleaned.get("publish_at") and cleaned["publish_at"] <= timezone.now():
            self.add_error("publish_at", _("That instant is past: publish now, or choose one to come."))
        if not self.errors and self.is_overtaken and self._sets_another_time(cleaned):
            self.add_error(None, self._the_other_time())
        if not self.errors and not self.changes():
            raise ValidationError(_("Nothing is different from the published article."))
        return cleaned

    def _close(self, cleaned):
        if cleaned.get("publish_at"):
            self.add_error("at_closing", _("Choose one: a day and an hour, or the closing of the market."))
        else:
            cleaned["publish_at"] = get_object_or_404(TransferWindow, pk=cleaned["at_closing"]).closes_at

    def _sets_another_time(self, cleaned):
        return (cleaned["sort"], cleaned["publish_at"]) != (sort_of(self.change), self.change.publish_at)

    def _the_other_time(self):
        self.see_the_change()
        at = self.change.publish_at
        told = {
            "who": self.change.author_name,
            "sort": dict(self.fields["sort"].choices)[sort_of(self.change)],
            "when": f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else "–",
        }
        return (
            _("%(who)s saved this change too. %(sort)s. It comes out: %(when)s. Save again to put yours in place.")
            % told
        )

    def _says_the_same(self, cleaned):
        """As readers see it, and not as the change had it."""
        return super()._says_the_same(cleaned) and not (self.change and "rumours" in self.change.fields)

    @property
    def asks_reason(self):
        return super().asks_reason or bool(self.change and REASON in self.change.fields)

    # What it makes

    def changes(self):
        """What differs from the stored story, each as [before, after]."""
        stored = Article.objects.get(pk=self.instance.pk)
        typed = {name: [value_of(stored, name), self._typed(name)] for name in (*TEXTS, *POINTERS, USE, *TAGS)}
        found = {name: pair for name, pair in typed.items() if not same(name, *pair)}
        return found | (self._confirmation(stored) if self.confirmed_with else {})

    def _typed(self, name):
        value = self.cleaned_data[name]
        if name in TAGS:
            return sorted(thing.slug for thing in value)
        if name in POINTERS:
            return value and value.pk
        return clean_body(value) if name == "body" else value

    def _confirmation(self, stored):
        names = (REASON, "headline_confirmed", "headline_confirmed_by")
        before = {name: value_of(stored, name) for name in names}
        stored.kicker, stored.headline = self.cleaned_data["kicker"], self.cleaned_data["headline"]
        stored.confirm_headline(by=self.user, why=self.confirmed_with)
        return {name: [before[name], value_of(stored, name)] for name in names}


def token(change):
    return change.made_at.isoformat()


def sort_of(change):
    return UPDATE if change.is_update else TYPO


def values_of(change):
    """What a change puts into its story, as a form has it. One query for each kind of tag in it."""
    return {
        name: sorted(thing.pk for thing in things_at(name, after)) if name in TAGS else after
        for name, (_before, after) in change.fields.items()
    }


def laid_over(state, change):
    """A state of a story with a change that waits in the place of what it will replace."""
    return state | {name: plain(value) for name, value in values_of(change).items()} if state and change else state


def initial_of(change):
    if change is None:
        return {"sort": TYPO}
    told = {"sort": sort_of(change), "publish_at": change.publish_at, "seen": token(change)}
    return told | values_of(change)
