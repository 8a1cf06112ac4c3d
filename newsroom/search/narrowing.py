"""By what a search is narrowed: a club, a person, a section, a year, each named in the query string."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from football.models import Club, Person
from newsroom.models import Article, Section
from newsroom.models.listed import ListedClub, ListedPerson

ADDRESS, YEAR = re.compile(r"[-a-zA-Z0-9_]{1,120}"), re.compile(r"(?:19|20)[0-9]{2}")
THINGS = {"club": (_("Club"), Club), "persona": (_("Person"), Person), "sezione": (_("Section"), Section)}
YEARS = "anno"
#: The words of the query string, with what they are called.
NAMES = {name: label for name, (label, _model) in THINGS.items()} | {YEARS: _("Year")}


@dataclass(frozen=True)
class Narrowing:
    #: {name: Club, Person, Section or year} of what was understood, and {name: text} of what was not.
    by: dict
    ignored: dict

    @classmethod
    def asked(cls, query):
        """Read off a QueryDict. A query for each thing that is named."""
        typed = {name: query[name] for name in NAMES if query.get(name)}
        by = {name: thing for name, text in typed.items() if (thing := _understood(name, text))}
        return cls(by, {name: text[:80] for name, text in typed.items() if name not in by})

    def stories(self):
        """The keys of the stories that each thing leaves, public or not, as a list of querysets. None of them reads
        more than an index."""
        by, every, found = self.by, Article.objects.order_by(), []
        if "club" in by:
            found.append(ListedClub.objects.filter(tag=by["club"].pk).values("article_id"))
        if "persona" in by:
            found.append(ListedPerson.objects.filter(tag=by["persona"].pk).values("article_id"))
        if "sezione" in by:
            found.append(every.filter(section=by["sezione"]).values("pk"))
        if YEARS in by:
            found.append(self._of_the_year(every, "published_at").values("pk"))
        return found

    @property
    def is_of_stories(self):
        """Whether it leaves no rumour: they have no section."""
        return "sezione" in self.by

    def rumours(self, rumours):
        """Those of a queryset of rumours."""
        if "club" in self.by:
            rumours = rumours.about_club(self.by["club"])
        if "persona" in self.by:
            rumours = rumours.filter(person=self.by["persona"].pk)
        return self._of_the_year(rumours, "news_at")

    def _of_the_year(self, queryset, instant):
        if YEARS not in self.by:
            return queryset
        first, next_one = (timezone.make_aware(datetime(self.by[YEARS] + n, 1, 1)) for n in (0, 1))
        return queryset.filter(**{f"{instant}__gte": first, f"{instant}__lt": next_one})


def _understood(name, text):
    if name == YEARS:
        return int(text) if YEAR.fullmatch(text) else None
    model = THINGS[name][1]
    if not ADDRESS.fullmatch(text):
        return None
    return model.objects.filter(slug=text).first() or model.formerly_at(text)
