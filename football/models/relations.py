"""What points at a club or a person, wherever it is declared: in the apps above too, none of which is imported."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, UniqueConstraint

#: More are not counted, in lists that tell how often something is named: they do it for each of a hundred rows, and for
#: all there are where they are sorted by it.
COUNTED = 100


@dataclass(frozen=True)
class Pointer:
    """A foreign key that points at a model: of a table of its own, or of the table behind a many-to-many field."""

    field: models.ForeignKey

    def __str__(self):
        return f"{self.field.model._meta.label_lower}.{self.field.name}"

    @property
    def owner(self):
        """The model that a person sees behind it: the article, and not the row that ties a tag to it."""
        return self.field.model._meta.auto_created or self.field.model

    def rows(self, *keys):
        return self.field.model._base_manager.filter(**{f"{self.field.attname}__in": keys})

    def owners(self, *keys):
        """What names an object with one of `keys` by this pointer. A queryset."""
        if self.owner is self.field.model:
            return self.rows(*keys)
        there = next(f for f in self.field.model._meta.fields if f.is_relation and f is not self.field)
        return self.owner._base_manager.filter(pk__in=self.rows(*keys).values(there.name))

    def doubles(self, kept, removed):
        """The rows at `removed` that say what one at `kept` says already: as both cannot point there, one has to go."""
        clash = Q(pk__in=[])
        for names, condition in unique_sets(self.field.model):
            if self.field.name in names:
                same = {name: OuterRef(name) for name in names if name != self.field.name}
                clash |= condition & Q(Exists(self.rows(kept).filter(condition, **same)))
        return self.rows(removed).filter(clash)


def pointers_to(model):
    """Return every Pointer at a model, in the order of their names."""
    fields = model._meta.concrete_model._meta.get_fields(include_hidden=True)
    found = [f.field for f in fields if f.auto_created and not f.concrete]
    return sorted((Pointer(field) for field in found if not field.many_to_many), key=str)


def unique_sets(model):
    """Yield (names, condition) of the fields that together are unique, and among which rows."""
    for names in model._meta.unique_together:
        yield names, Q()
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield constraint.fields, constraint.condition or Q()
    for field in model._meta.fields:
        if field.unique and not field.primary_key:
            yield (field.name,), Q()


def parts_of(model):
    """Return the foreign keys of what belongs to an object of `model` and goes where it goes: a rumour's reports."""
    relations = [r for r in model._meta.related_objects if r.on_delete is models.CASCADE]
    return [r.field for r in relations if not r.field.many_to_many and not r.related_model._meta.auto_created]


class Number(Subquery):
    """How many rows a subquery has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


def number_naming(model, owner):
    """A subquery of how many `owner`s ("article") name an object of `model`, by whichever of their fields: COUNTED at
    the most, since nobody needs to know more of so many."""
    pointers = [pointer for pointer in pointers_to(model) if pointer.owner._meta.model_name == owner]
    named = reduce(or_, (Q(**{pointer.field.attname: OuterRef("pk")}) for pointer in pointers))
    return Number(pointers[0].field.model._base_manager.filter(named).order_by().values("pk")[:COUNTED])


def printed_with(model, keys):
    """The topics of whatever names an object of `model` with one of `keys`, wherever it is declared: each such model
    that readers see says by `printed_on`, given a queryset of its own, which topics print those."""
    found = set()
    for pointer in pointers_to(model):
        if hasattr(pointer.owner, "printed_on"):
            found |= pointer.owner.printed_on(pointer.owners(*keys))
    return found
