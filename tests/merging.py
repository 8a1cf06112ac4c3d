"""Two clubs, or two people, that are one: each named in every way that there is."""

import json
from datetime import date

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from football.models import Alias, LoadedRow, Merge, Tenure
from rumours.vocabulary import Kind, SourceKind
from tests.builders import a_club, a_coach, a_player, a_race, a_report, a_rumour, a_source, an_article

#: What a merge and its undo leave in their own tracks: that it happened, and when feeds were told.
OWN_TRACKS = {"football.merge", "football.stamp", "admin.logentry", "sessions.session"}


def dump():
    """Every row of every table, as it would be written out; but for when feeds were last told, which only grows."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower not in OWN_TRACKS and not model._meta.proxy:
            columns = [field.attname for field in model._meta.concrete_fields if field.name != "saved_at"]
            rows[model._meta.label] = list(model._base_manager.order_by("pk").values(*columns))
    return json.dumps(rows, cls=DjangoJSONEncoder, sort_keys=True)


class TwoClubs:
    """Two clubs that are one, each named in every way that there is, and some stories that name both."""

    def __init__(self):
        self.kept = a_club("Inter", official_name="Football Club Internazionale Milano")
        self.removed = a_club("Internazionale", official_name="F.C. Inter")
        self.coach = a_coach("Antonio Conte")
        self.story = an_article("Solo il doppione", clubs=[self.removed])
        self.both = an_article("Tutti e due", clubs=[self.kept, self.removed])
        self.came = a_rumour("Conte arriva", person=self.coach, to_club=self.removed, race=a_race(self.removed))
        self.left = a_rumour("Conte lascia", kind=Kind.COACH_DEPARTURE, person=self.coach, from_club=self.removed)
        self.voice = a_source("Il club", kind=SourceKind.CLUB, club=self.removed)
        a_report(self.left, self.voice)
        self._tenures_and_names()

    def _tenures_and_names(self):
        spell = {"person": self.coach, "start": date(2019, 5, 31), "end": date(2021, 5, 26)}
        Tenure.objects.create(club=self.kept, **spell)
        self.double = Tenure.objects.create(club=self.removed, how_ended="mutual", **spell)
        self.tenure = Tenure.objects.create(club=self.removed, person=a_coach("Simone Inzaghi"), start=date(2021, 6, 3))
        Alias.objects.create(club=self.kept, text="nerazzurri", ambiguous=True)
        Alias.objects.create(club=self.removed, text="nerazzurri", kind="colours")
        self.alias = Alias.objects.create(club=self.removed, text="la Beneamata")
        for club in (self.kept, self.removed):
            club.refresh_search_names()
        LoadedRow.objects.create(dataset="clubs", key="internazionale", object_id=self.removed.pk)
        LoadedRow.objects.create(dataset="coaches", key="omonimo", object_id=self.removed.pk)
        self.removed.slug = "internazionale-milano"
        self.removed.save()

    def merge(self, **by):
        return Merge.of(self.kept, self.removed, **by)


class TwoPeople:
    def __init__(self):
        self.kept, self.removed = a_coach("Roberto Mancini"), a_player("Mancini Roberto")
        self.club = a_club("Sampdoria")
        self.both = an_article("Tutti e due", people=[self.kept, self.removed])
        self.story = an_article("Solo il doppione", people=[self.removed])
        self.rumour = a_rumour(person=self.removed, to_club=self.club)
        a_report(self.rumour)
        self.race = a_race(None, person=self.removed, title="Mancini, estate")
        self.tenure = Tenure.objects.create(person=self.removed, club=self.club, start=date(2019, 1, 1))
        Alias.objects.create(person=self.removed, text="il Mancio")
        self.removed.refresh_search_names()

    def merge(self):
        return Merge.of(self.kept, self.removed)
