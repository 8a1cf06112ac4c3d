"""The form of a story that knows which version it was opened on, and merges what others saved in the meantime."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_prose_editor.fields import ProseEditorField

from newsroom import merging
from newsroom.desk.told import compare, fields_in_words, saves_in_words
from newsroom.models.prose import clean_body
from newsroom.models.versions import plain, snapshot

#: Names of the choice between two texts, one for each field that both changed.
CHOICE = "choose_"
DISPUTED = "disputed"
MINE, THEIRS = "mine", "theirs"
#: What only the form itself stores, by its own rules.
NOT_MERGED = {"headline_reason"}
LARGEST = 2**31 - 1


def number_of(data):
    """The number of the version that a form was opened on, or 0 for what is none."""
    posted = str(data.get("version", ""))
    number = int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 11 else 0
    return number if number <= LARGEST else 0


class Aside(forms.CharField):
    """A field about the save and not about the story: no change of it is a change of the story."""

    def has_changed(self, initial, data):
        return False


class MergingForm(forms.ModelForm):
    version = Aside(required=False, widget=forms.HiddenInput)
    version_reason = Aside(
        label=gettext_lazy("Note for the history"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text=gettext_lazy("Colleagues read it beside this version. Readers never do."),
    )
    #: What the merge found; empty before it, and where nobody else saved.
    merged = merging.Merge({})
    is_merged = False
    conflicts = ()
    others = ()
    #: What was typed and not saved, as posted, for a form that takes it up again: the admin sets it on the class.
    resumed = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        if self.resumed is not None and not self.is_bound:
            self._take_up(self.resumed)
        if self.is_bound and self.instance.pk:
            self.data = self.data.copy()
            self.base = self.instance.started_from(number_of(self.data))
            self.then = self.opened_on()
            self._choose()

    def opened_on(self):
        """The state that this form showed when it was opened."""
        return self.base.state if self.base else {}

    def standing(self):
        """The state that it would show if it were opened now."""
        return snapshot(self.instance)

    @property
    def is_behind(self):
        """Whether somebody saved since it was opened."""
        return self.base.number != self.instance.version

    def saved_since(self):
        """What others saved, each with its author."""
        return [*self.instance.versions.filter(number__gt=self.base.number).select_related("by")]

    def _take_up(self, typed):
        for name, field in self.fields.items():
            if not field.widget.value_omitted_from_data(typed, {}, name):
                self.initial[name] = field.widget.value_from_datadict(typed, {}, name)

    def _choose(self):
        """Where the others' text was chosen, it is theirs from now on: what this form was opened on."""
        for name in self.fields.keys() & self.then.keys():
            if self.data.get(CHOICE + name) == THEIRS:
                self._put(name, self.then[name])

    def clean(self):
        # A field with a mistake cannot be merged yet, and the others wait for it: the version stays the old one.
        if self.instance.pk and self.base and not self.errors:
            if self.is_behind or self.undecided:
                self._merge(self.then, self.standing())
            self.is_merged = True
        return super().clean()

    def _save_m2m(self):
        """The lists that stay as they are stored are not asked for once more: the row has been held since they were
        read."""
        for field in self._meta.model._meta.many_to_many:
            chosen = self.cleaned_data.get(field.name)
            if chosen is not None and {*chosen} != {*self.initial.get(field.name, ())}:
                field.save_form_data(self.instance, chosen)

    def advance(self):
        """From here on the form is one of the version that stands."""
        if self.is_merged:
            self.data["version"] = self.instance.version

    def _merge(self, base, theirs):
        names = [n for n in self.fields if n in self.cleaned_data and n in base and n in theirs and n not in NOT_MERGED]
        if self.is_behind:
            self._take_in(base, theirs, names)
        disputed = [
            n for n in names if n in self.merged.conflicts or (n in self.undecided and self._plain(n) != base[n])
        ]
        if disputed:
            self._dispute(disputed, theirs)

    def _take_in(self, base, theirs, names):
        sets = {f.name for f in self._meta.model._meta.many_to_many}
        bodies = {name for name in names if self._is_body(name)}
        mine = {name: self._plain(name) for name in names}
        self.merged = merging.merge(base, mine, theirs, sets=sets, bodies=bodies)
        self.others = self.saved_since()
        for name in (*self.merged.taken, *self.merged.joined):
            self._take(name, self.merged.state[name])

    @property
    def undecided(self):
        """The fields between whose two texts nothing was chosen yet."""
        return [n for n in self.data.getlist(DISPUTED) if self.data.get(CHOICE + n) not in (MINE, THEIRS)]

    def _is_body(self, name):
        return isinstance(self._meta.model._meta.get_field(name), ProseEditorField)

    def _plain(self, name):
        value = self.cleaned_data[name]
        if isinstance(value, QuerySet):
            return sorted(one.pk for one in value)
        if isinstance(value, Model):
            return value.pk
        return clean_body(value) if self._is_body(name) else plain(value)

    def _take(self, name, value):
        field = self.fields[name]
        self._put(name, value)
        self.cleaned_data[name] = field.clean(field.widget.value_from_datadict(self.data, self.files, name))

    def _put(self, name, value):
        """Write a value of a state into the posted data, as its widget would have sent it."""
        widget = self.fields[name].widget
        if isinstance(value, list):
            self.data.setlist(name, value)
        elif isinstance(widget, forms.MultiWidget):
            parts = widget.decompress(parse_datetime(value) if isinstance(value, str) else value)
            for suffix, part, one in zip(widget.widgets_names, parts, widget.widgets, strict=True):
                self.data[name + suffix] = one.format_value(part) or ""
        else:
            self.data[name] = "" if value in (None, False) else value

    def _dispute(self, fields, theirs):
        """What was taken is in the form, what is disputed is asked."""
        mine = {name: self._plain(name) for name in fields}
        self.conflicts = compare(theirs, mine, fields)
        for name in fields:
            self.data.pop(CHOICE + name, None)
        self.others = self.others or self.instance.versions.select_related("by")[:1]
        told = {"who": saves_in_words(self.others, self.user), "fields": fields_in_words(fields)}
        message = _(
            "Saved while you wrote by: %(who)s. Nothing was overwritten: choose between the two texts. %(fields)s."
        )
        self.add_error(None, ValidationError(message % told))
