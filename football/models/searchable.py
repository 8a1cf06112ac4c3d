"""Names that are found however they are typed: calhanoglu finds Çalhanoğlu, "carletto" finds Carlo Ancelotti."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from football.names import fold


class SearchableQuerySet(models.QuerySet):
    def named_like(self, text):
        """Those of whose names or aliases every word of `text` is a part, accents and case aside."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_names__contains=word)
        return found

    def going_by(self, text):
        """Those of whose names or aliases one is `text`, accents and case aside; nobody for a text without letters."""
        name = fold(text)
        return self.filter(_is_called(name)) if name else self.none()

    def closest_first(self, text):
        """Those with exactly this name or alias before those of whose names it is a part: roma is Roma, not Romania."""
        rank = Case(When(_is_called(fold(text)), then=Value(0)), default=Value(1))
        return self.order_by(rank, *(self.query.order_by or self.model._meta.ordering))


def _is_called(name):
    """Whether a folded name is one of the lines of `search_names`."""
    among = Q(search_names__startswith=f"{name}\n") | Q(search_names__endswith=f"\n{name}")
    return among | Q(search_names=name) | Q(search_names__contains=f"\n{name}\n")


class Searchable(models.Model):
    #: Folded names and aliases, one a line. Written by `refresh_search_names`, read by `named_like`.
    search_names = models.TextField(_("names for the search"), blank=True, editable=False)

    class Meta:
        abstract = True

    def own_names(self):
        raise NotImplementedError

    def save(self, *args, **kwargs):
        if self.pk is None:
            self.search_names = self.folded(self.own_names())
        super().save(*args, **kwargs)

    def refresh_search_names(self):
        """Rewrite the searched names after a name or an alias changed. Two queries."""
        aliases = self.aliases.values_list("text", flat=True)
        self.search_names = self.folded([*self.own_names(), *aliases])
        type(self)._base_manager.filter(pk=self.pk).update(search_names=self.search_names)

    @staticmethod
    def folded(names):
        return "\n".join(dict.fromkeys(fold(name) for name in names if name))
