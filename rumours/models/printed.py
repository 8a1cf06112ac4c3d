"""Where readers see a rumour: the topics that its verbs stamp."""

from django.db import models
from django.utils import timezone

from football.models.relations import printed_with
from football.topics import CHANGES, RUMOURS, topics


class Printed(models.Model):
    """What a Rumour does to say where it is printed."""

    class Meta:
        abstract = True

    @classmethod
    def printed_on(cls, rumours):
        """The topics that print the names in these rumours (a queryset), as far as they are public."""
        listed = cls.listed_on(rumours)
        return listed | {CHANGES} if listed else listed

    @classmethod
    def listed_on(cls, rumours):
        """The topics that print where these rumours stand, as far as they are public, the pages of their rivals
        included. Two queries."""
        public = cls._base_manager.filter(pk__in=rumours.values("pk"), published_at__lte=timezone.now())
        rows = list(public.values_list("pk", "race", "person", "from_club", "to_club"))
        if not rows:
            return set()
        keys, races, people, *clubs = (set(column) - {None} for column in zip(*rows, strict=True))
        around = models.Q(race__in=races) | models.Q(races_it_opens__in=races) | models.Q(race__vacancy__in=keys)
        others = cls._base_manager.filter(around).values_list("pk", flat=True)
        about = topics("rumours-person", people) | topics("rumours-club", set().union(*clubs))
        return {RUMOURS} | topics("rumour", {*keys, *others}) | about

    @classmethod
    def printed_everywhere(cls, keys):
        """The topics that print the rumours with these keys, or their labels: the log of changes and stories too."""
        own = cls.printed_on(cls._base_manager.filter(pk__in=keys))
        return own | printed_with(cls, keys) if own else own
