"""Which rumours one asks for: by what readers may see, by how they stand, by what a page prints of them."""

from datetime import timedelta

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from football.names import fold
from rumours import labels

#: Without news for so long a rumour is stale: the newsroom is asked what has become of it.
STALE_AFTER = timedelta(days=14)
#: A deadline this near is worth a look.
EXPIRING_WITHIN = timedelta(days=7)


class RumourQuerySet(models.QuerySet):
    def published(self, *, at=None):
        """Rumours that readers may open at `at` (now by default)."""
        return self.filter(published_at__lte=at or timezone.now())

    def visible_to(self, user, *, at=None):
        """What `user` may open: everything for the newsroom, what is published for everyone else."""
        return self if user.is_staff else self.published(at=at)

    def open(self):
        return self.filter(outcome="")

    def settled(self):
        return self.exclude(outcome="")

    def due(self, *, day=None):
        """Open ones whose deadline has passed: they wait for their outcome."""
        return self.open().filter(deadline__lt=day or timezone.localdate())

    def expiring(self, *, day=None):
        """Open ones whose deadline comes within EXPIRING_WITHIN."""
        day = day or timezone.localdate()
        return self.open().filter(deadline__gte=day, deadline__lte=day + EXPIRING_WITHIN)

    def stale(self, *, at=None):
        """Open ones of which nothing has been heard for STALE_AFTER, and whose deadline is not near."""
        at = at or timezone.now()
        return self.open().filter(news_at__lt=at - STALE_AFTER, deadline__gt=timezone.localdate(at) + EXPIRING_WITHIN)

    def mentioning(self, text):
        """Those in whose title, or in the names of whose person or clubs, every word of `text` is found."""
        found = self
        for word in fold(text).split():
            names = Q(title__icontains=word)
            for owner in ("person", "from_club", "to_club"):
                names |= Q(**{f"{owner}__search_names__contains": word})
            found = found.filter(names)
        return found

    def about_club(self, club):
        return self.filter(Q(from_club=club) | Q(to_club=club))

    def about(self, *, people, clubs):
        """Those about one of these people, or from or to one of these clubs."""
        return self.filter(Q(person__in=people) | Q(from_club__in=clubs) | Q(to_club__in=clubs))

    def at_least(self, label, *, at=None):
        """Those whose label at `at` is `label` or a likelier one; what an editor said counts until it expires."""
        likelier = list(labels.LADDER)[: labels.LADDER.index(label) + 1]
        expired = Q(override_until__lte=at or timezone.now())
        return self.filter(Q(label__in=likelier) & ~expired | Q(model_label__in=likelier) & expired)

    def by_news(self):
        """The one about which something was last heard comes first; ties fall by id."""
        return self.order_by("-news_at", "-pk")

    def likeliest_first(self, *within):
        """In the order of the fields `within`, if any; those that cannot be judged come last, ties fall by id."""
        return self.order_by(*within, models.F("probability").desc(nulls_last=True), "pk")

    def for_judgement(self):
        """What `reassess` weighs: reports with their sources, races, the latest word said and the editors'. Five
        queries for any number."""
        assessments = self.model.assessments.rel.related_model.objects
        latest = assessments.filter(rumour=OuterRef("rumour")).order_by("-at").values("pk")[:1]
        races = self.model.races_it_opens.rel.related_model.objects
        # In no order: of the one there is but one, and of the others their keys are taken as a set.
        return self.for_records().prefetch_related(
            Prefetch("races_it_opens", races.order_by()),
            "overrides",
            Prefetch("assessments", assessments.filter(pk=Subquery(latest)).order_by()),
        )

    def for_records(self):
        """What the records of the past need. Two queries for any number."""
        reports = self.model.reports.rel.related_model.objects.for_evidence()
        return self.prefetch_related(Prefetch("reports", reports))

    def for_cards(self):
        """What a card prints: person and clubs. One query."""
        return self.select_related("person", "from_club", "to_club")

    def for_feed(self):
        """What a feed item prints. One query."""
        return self.for_cards()
