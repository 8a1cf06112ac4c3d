"""Two entries of the register side by side, before they are taken for one or told apart."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy

from football.models.decided import Decided
from football.models.relations import parts_of, pointers_to


@dataclass(frozen=True)
class Share:
    """How many of something name the one, the other, and both: those that name both are dropped once."""

    model: type[models.Model]
    kept: int
    removed: int
    both: int

    @property
    def what(self):
        return self.model._meta.verbose_name_plural


def shares(kept, removed):
    """Return the Shares of what names either, and of what belongs to that: stories, rumours and their reports. A
    constant number of queries."""
    counts, parts = defaultdict(Counter), defaultdict(Counter)
    for pointer in pointers_to(type(kept)):
        counts[pointer.owner]["both"] += pointer.doubles(kept.pk, removed.pk).count()
        for name, thing in (("kept", kept), ("removed", removed)):
            owners = pointer.owners(thing.pk)
            counts[pointer.owner][name] += owners.count()
            for field in parts_of(pointer.owner):
                rows = field.model._base_manager.filter(**{f"{field.name}__in": owners})
                parts[field.model][name] += rows.count()
    return [
        Share(model, number["kept"], number["removed"], number["both"])
        for model, number in (counts | parts).items()
        if number["kept"] or number["removed"]
    ]


class ToldApartQuerySet(models.QuerySet):
    def pairs(self, kind):
        """Return the pairs of keys that are not the same. One query."""
        return set(self.filter(kind=kind).values_list("one_id", "other_id"))


class ToldApart(Decided):
    """That two look alike and are not the same: they are not proposed again."""

    one_id = models.PositiveBigIntegerField()
    other_id = models.PositiveBigIntegerField()

    objects = ToldApartQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("pair told apart")
        verbose_name_plural = gettext_lazy("pairs told apart")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "one_id", "other_id"], name="a_pair_is_told_apart_once"),
            models.CheckConstraint(condition=models.Q(one_id__lt=models.F("other_id")), name="a_pair_in_order"),
        ]

    def __str__(self):
        return f"{self.kind}: {self.one_id}, {self.other_id}"

    @classmethod
    def record(cls, one, other, *, by=None):
        """Remember that they are two, once. Raises ValidationError where they could not be one."""
        kind = cls.kind_of(one, other)
        first, second = sorted([one.pk, other.pk])
        cls.objects.get_or_create(kind=kind, one_id=first, other_id=second, defaults={"by": by})
