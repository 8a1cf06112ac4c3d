"""The corrections in the form of a story: a correction that two people changed is asked about, like any other text."""

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.utils.translation import gettext as _

from newsroom.desk.merging_form import CHOICE, DISPUTED, MINE, THEIRS, number_of
from newsroom.desk.told import Difference
from newsroom.differences import sides
from newsroom.models.versions import CORRECTIONS, plain

NAME = "correction_"


class CorrectionForm(ModelForm):
    def has_changed(self):
        """A new row without a text says nothing, whatever its instant."""
        says = self.instance.pk or self.data.get(self.add_prefix("text"), "").strip()
        return bool(says) and super().has_changed()


class MergingCorrections(BaseInlineFormSet):
    def __init__(self, data=None, *args, instance=None, **kwargs):
        self.conflicts = []
        if data is not None and instance is not None and instance.pk:
            data = self._merged(data, instance, kwargs.get("prefix") or self.get_default_prefix())
        super().__init__(data, *args, instance=instance, **kwargs)

    def _merged(self, data, article, prefix):
        """What was sent, with what others have saved meanwhile of the corrections that were there."""
        named = [name for name in data if name.startswith(f"{prefix}-") and name.endswith("-id")]
        rows = {name.removesuffix("-id"): _key(data[name]) for name in named}
        if not any(rows.values()):
            return data
        data = data.copy()
        version = article.started_from(number_of(data))
        then = {pk: text for pk, text, _at in version.state.get(CORRECTIONS, [])} if version else {}
        now = {pk: plain(text) for pk, text in article.corrections.values_list("pk", "text")}
        for row, pk in rows.items():
            if pk in now and pk in then and f"{row}-text" in data:
                self._merge_row(data, f"{row}-text", f"{NAME}{pk}", then[pk], now[pk])
        return data

    def _merge_row(self, data, row, name, then, now):
        mine, chosen = plain(data[row]).strip(), data.get(CHOICE + name)
        if chosen == THEIRS or (mine == then and now != then):
            data[row] = now
        elif mine != now and (now != then or (name in data.getlist(DISPUTED) and chosen != MINE)):
            self.conflicts.append(Difference(name, _("correction"), *sides(now, mine)))

    def clean(self):
        """The step of the same name starts from what is live: docs/decisions/0008."""
        super().clean()
        if any(form.has_changed() for form in self.extra_forms) and not self.instance.is_published:
            raise ValidationError(_("Only a published article is corrected."))

    def is_valid(self):
        return super().is_valid() and not self.conflicts


def _key(posted):
    return int(posted) if posted.isdecimal() and len(posted) < 19 else None
