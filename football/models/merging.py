"""Two entries of the register that turn out to be one: whatever named either of them names the one that is kept.

A merge can be taken back: what it moved, dropped and added is written down, row by row.
"""

from collections import defaultdict

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.models.address import PastSlug
from football.models.alias import Alias, namesakes
from football.models.decided import Decided
from football.models.kinds import Kind
from football.models.loaded import LoadedRow
from football.models.relations import Pointer, pointers_to
from football.models.rows import as_json, is_complete, put_back, some_at_a_time
from football.names import fold


class MergeQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(undone_at__isnull=True)


class Merge(Decided):
    """That one club, or one person, was taken for another and is gone. `snapshot` holds what `undo` puts back."""

    kept_id = models.PositiveBigIntegerField()
    kept_name = models.CharField(gettext_lazy("kept"), max_length=100)
    removed_id = models.PositiveBigIntegerField()
    removed_name = models.CharField(gettext_lazy("merged into it"), max_length=100)
    snapshot = models.JSONField()
    undone_at = models.DateTimeField(gettext_lazy("taken back"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("taken back by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("merge")
        verbose_name_plural = gettext_lazy("merges")
        ordering = ["-at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self):
        return f"{self.removed_name} → {self.kept_name}"

    @property
    def model(self):
        return Kind(self.kind).model

    @property
    def kept(self):
        """The one that took over, or None when it is gone itself. One query."""
        return self.model._base_manager.filter(pk=self.kept_id).first()

    @classmethod
    @transaction.atomic
    def of(cls, kept, removed, *, by=None):
        """Let `kept` take over everything that names `removed`, and its addresses and names, and remove it.

        Raises ValidationError for a club and a person, for one and the same, and for what is gone already. A constant
        number of queries for any number of stories.
        """
        kind = cls.kind_of(kept, removed)
        kept, removed = _in_turn(kind.model, kept, removed)
        merge = cls(kind=kind, by=by, kept_id=kept.pk, removed_id=removed.pk)
        merge.kept_name, merge.removed_name = kept.name, removed.name
        merge._take_over(kept, removed)
        merge.save()
        return merge

    def _take_over(self, kept, removed):
        self.snapshot = {"row": as_json(removed)}
        self.snapshot |= _take_rows(kept, removed) | _take_addresses(kept, removed)
        removed.delete()
        self.snapshot["added"] = _take_names(kept, removed)
        kept.refresh_search_names()
        kept.stamp_printed()

    # Taking it back

    @transaction.atomic
    def undo(self, *, by=None):
        """Put everything back as it was: the same key, address, names, stories, rumours, tenures.

        Returns how many rows stay as they are, because somebody has changed or deleted them since. Raises
        ValidationError, saying why, when that cannot be done any more.
        """
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        # Who merges the one that was kept into a third waits for this, or this for them.
        list(self.model._base_manager.select_for_update().filter(pk=self.kept_id))
        if why := self.why_not_undone():
            raise ValidationError(why)
        removed = put_back(self.model, self.snapshot["row"])
        left = self._give_rows_back() + self._put_dropped_rows_back()
        self._give_addresses_back(removed)
        Alias.objects.filter(pk__in=self.snapshot["added"]).delete()
        self.undone_at, self.undone_by = timezone.now(), by
        self.save(update_fields=["undone_at", "undone_by"])
        self.kept.refresh_search_names()
        self.kept.stamp_printed()
        removed.stamp_printed()
        return left

    def why_not_undone(self):
        """Why it cannot be taken back, in words; nothing when it can. Three queries."""
        if self.undone_at:
            return _("This merge has been taken back already.")
        if later := self._later():
            return _("Take back first what was merged after it: %(merge)s.") % {"merge": later}
        if not self.kept:
            return _("“%(name)s” has been deleted since: there is nothing to take it back from.") % {
                "name": self.kept_name
            }
        slug = self.snapshot["row"]["slug"]
        if taken := self.model._base_manager.filter(slug=slug).first():
            told = {"slug": slug, "name": taken}
            return _("The address “%(slug)s” is now that of %(name)s: change that one first.") % told
        return ""

    def _later(self):
        """A merge that built on this one: it has to go first, for each to find what it left."""
        after = type(self).objects.standing().filter(kind=self.kind, pk__gt=self.pk)
        return after.filter(models.Q(kept_id=self.kept_id) | models.Q(removed_id=self.kept_id)).first()

    def _give_rows_back(self):
        """Point what was moved at the restored one again, unless it points elsewhere by now. Returns how many did."""
        left = 0
        for name, keys in self.snapshot["moved"].items():
            label, _dot, field = name.rpartition(".")
            pointer = Pointer(apps.get_model(label)._meta.get_field(field))
            left += len(keys)
            for some in some_at_a_time(keys):
                rows = pointer.rows(self.kept_id).filter(pk__in=some)
                left -= rows.update(**{pointer.field.attname: self.removed_id})
        return left

    def _put_dropped_rows_back(self):
        """Put back the doubles that were dropped, unless what else they name is gone or says the same by now. Returns
        how many were not."""
        dropped = [(apps.get_model(label), row) for label, rows in self.snapshot["dropped"].items() for row in rows]
        return sum(not _fits(model, row) for model, row in dropped)

    def _give_addresses_back(self, removed):
        for model, name in ((PastSlug, "addresses"), (LoadedRow, "loaded")):
            rows = model.objects.filter(pk__in=self.snapshot[name], object_id=self.kept_id)
            rows.update(object_id=self.removed_id)
        own = PastSlug.of(self.model).filter(slug=removed.slug, object_id=self.kept_id)
        if before := self.snapshot["slug_was_of"]:
            own.update(object_id=before)
        else:
            own.delete()


def _fits(model, row):
    """Put a row back where there is room for it; returns whether there was."""
    try:
        with transaction.atomic():
            return is_complete(model, row) and bool(put_back(model, row))
    except IntegrityError:
        return False


def _in_turn(model, *things):
    """Return them as they are stored now, locked until the transaction ends. Raises ValidationError if one is gone."""
    rows = model._base_manager.select_for_update().filter(pk__in=[thing.pk for thing in things]).order_by("pk")
    stored = {thing.pk: thing for thing in rows}
    for thing in things:
        if thing.pk not in stored:
            raise ValidationError(_("“%(name)s” is not there any more.") % {"name": thing})
    return [stored[thing.pk] for thing in things]


def _take_rows(kept, removed):
    """Point at `kept` what points at `removed`, and drop what would then be there twice."""
    moved, dropped = {}, defaultdict(list)
    for pointer in pointers_to(type(kept)):
        if doubles := list(pointer.doubles(kept.pk, removed.pk)):
            dropped[pointer.field.model._meta.label_lower] += map(as_json, doubles)
            pointer.rows(removed.pk).filter(pk__in=[row.pk for row in doubles]).delete()
        rows = pointer.rows(removed.pk)
        moved[str(pointer)] = list(rows.values_list("pk", flat=True))
        rows.update(**{pointer.field.attname: kept.pk})
    return {"moved": moved, "dropped": dropped}


def _take_addresses(kept, removed):
    """Let the addresses of `removed`, and the rows of files that made it, lead to `kept`: each in one hop."""
    past, loaded = PastSlug.of(type(kept)), LoadedRow.objects.filter(dataset=kept.DATASET)
    was_of = past.filter(slug=removed.slug).values_list("object_id", flat=True).first()
    taken = {}
    for name, rows in {"addresses": past.exclude(slug=removed.slug), "loaded": loaded}.items():
        mine = rows.filter(object_id=removed.pk)
        taken[name] = list(mine.values_list("pk", flat=True))
        mine.update(object_id=kept.pk)
    kept.remember(removed.slug)
    return taken | {"slug_was_of": was_of}


def _take_names(kept, removed):
    """Make the names of `removed` names of `kept`, those that are not. Returns the keys of the new aliases."""
    aliases, longest = kept.aliases.values_list("text", flat=True), Alias._meta.get_field("text").max_length
    known = {fold(name) or name for name in (*kept.own_names(), *aliases)}
    new = {fold(name) or name: name for name in removed.own_names() if 0 < len(name) <= longest}
    return [_named(kept, name).pk for folded, name in new.items() if folded not in known]


def _named(thing, name):
    ambiguous = bool(namesakes(name, of=thing))
    return Alias.objects.create(**{Kind.of(thing).value: thing}, text=name, ambiguous=ambiguous)
