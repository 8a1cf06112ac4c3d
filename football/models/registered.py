"""What clubs and people have in common: names by which they are found, an address that lasts, and who prints them."""

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from football.models.address import Addressed
from football.models.relations import number_naming, printed_with
from football.models.searchable import Searchable, SearchableQuerySet
from football.models.stamp import stamp
from football.topics import REGISTER, topic


class RegisteredQuerySet(SearchableQuerySet):
    def with_usage(self):
        """With `story_count` and `rumour_count`: in how many of each it is named. No extra query."""
        numbers = {f"{name}_count": number_naming(self.model, owner) for name, owner in self.model.USED_IN.items()}
        return self.annotate(**numbers)


class Registered(Searchable, Addressed):
    #: What of it others print: stories, rumours, feeds.
    PRINTED = ("name", "slug")
    #: What the lists of the register count, by the name of the model.
    USED_IN = {"story": "article", "rumour": "rumour"}
    #: The reference file whose rows may have made it.
    DATASET = ""

    wikidata = models.CharField(
        "Wikidata",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"\AQ[1-9][0-9]*\Z", _("A Wikidata number is a Q and digits: Q42."))],
        help_text=_(
            "The number of its entry, a Q and digits, by which searches know who is meant. Empty when you are not sure."
        ),
    )

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        thing = super().from_db(db, field_names, values)
        thing._stored_print = thing._print()
        return thing

    @property
    def same_as(self):
        """The address of the same thing in the register that everyone shares, or nothing."""
        return self.wikidata and f"https://www.wikidata.org/wiki/{self.wikidata}"

    def _print(self):
        return tuple(self.__dict__.get(name) for name in self.PRINTED)

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        if getattr(self, "_stored_print", self._print()) != self._print():
            self.refresh_search_names()
            self.stamp_printed()
        else:
            stamp({REGISTER})
        self._stored_print = self._print()

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.stamp_printed()
        return super().delete(*args, **kwargs)

    def stamp_printed(self):
        """Say that its name or its address has changed, wherever one of them is printed."""
        model = self._meta.concrete_model
        stamp({REGISTER, topic(model._meta.model_name, self.pk), *printed_with(model, [self.pk])})
