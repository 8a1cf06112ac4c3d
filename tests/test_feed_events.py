"""Which feeds change with what the newsroom does, and which are answered “nothing new”: by tag, and by date alone."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from football.models import Merge, Stamp
from newsroom.models import PendingChange
from newsroom.models.versions import Verb
from rumours.vocabulary import Outcome, Stage
from tests.builders import (
    a_club,
    a_coach,
    a_report,
    a_rumour,
    a_section,
    an_article,
    an_author,
    an_image,
)
from tests.feeds import an_hour_ago, titles

pytestmark = pytest.mark.django_db

FEEDS = {
    "all": "/feed.rss",
    "section": "/sezioni/panchine/feed.rss",
    "club": "/club/lecce/feed.rss",
    "other club": "/club/como/feed.rss",
    "coach": "/allenatori/verdi/feed.rss",
    "author": "/autori/anna/feed.rss",
    "rumours": "/voci/feed.rss",
    "changes": "/cosa-e-cambiato/feed.rss",
    "corrections": "/rettifiche/feed.rss",
}
#: The feeds that print the story.
STORY = {"all", "section", "club", "coach", "author"}


class Newsroom:
    """A live story on a club, a coach and a rumour; another club; one that is scheduled, with its own section."""

    def __init__(self, *, image=None):
        self.lecce, self.como = a_club("Lecce"), a_club("Como")
        self.coach, self.author = a_coach("Verdi", slug="verdi"), an_author("Anna")
        self.rumour = a_rumour("Verdi → Lecce", person=self.coach, to_club=self.lecce)
        a_report(self.rumour, stage=Stage.LINKED)
        tags = {"clubs": [self.lecce], "people": [self.coach], "authors": [self.author], "rumours": [self.rumour]}
        self.image = image
        self.story = an_article("La notizia", lead_image=image, section=a_section("Panchine"), **tags)
        an_article("Del Como", clubs=[self.como], section=a_section("Estero"))

    def publish(self):
        draft = an_article("Nuova", published_days_ago=None, clubs=[self.como], section=a_section("Mercato"))
        draft.publish()

    def update(self):
        with self.story.changing(Verb.UPDATED):
            self.story.headline = "La notizia, aggiornata"
            self.story.mark_updated()
            self.story.save()

    def typo(self):
        with self.story.changing(Verb.SAVED):
            self.story.headline = "La notizja"
            self.story.save()

    def correction(self):
        self.story.correct("Erano due, non tre.")

    def withdrawal(self):
        self.story.withdraw(why="Era sbagliata.")

    def retag(self):
        with self.story.changing(Verb.SAVED):
            self.story.save()
            self.story.clubs.set([self.como])

    def slug(self):
        with self.story.changing(Verb.SAVED):
            self.story.slug = "un-altro-indirizzo"
            self.story.save()

    def label(self):
        a_report(self.rumour, stage=Stage.TOLD)

    def outcome(self):
        self.rumour.settle(Outcome.VOID, on=timezone.localdate(), why="Non vale più.")

    def report_without_a_new_label(self):
        a_report(self.rumour, stage=Stage.LINKED, echo_of=self.rumour.reports.get())

    def renamed_club(self):
        self.lecce.name = "US Lecce"
        self.lecce.save()

    def merged_club(self):
        Merge.of(self.lecce, a_club("U.S. Lecce"))

    def picture(self):
        self.image.alt = "Una panchina, di sera"
        self.image.save()

    def draft(self):
        an_article("Bozza", published_days_ago=None, clubs=[self.lecce], section=a_section("Panchine"))

    def rolled_back(self):
        with transaction.atomic():
            self.withdrawal()
            transaction.set_rollback(True)

    def pending_change(self):
        change = PendingChange(article=self.story, fields={"headline": ["La notizia", "Cambiata"]})
        change.save()
        change.apply()


#: What happens, and the feeds that change; every other one is answered 304.
EVENTS = {
    "publish": {"all", "other club"},
    "update": STORY,
    "typo": STORY,
    "correction": STORY | {"corrections"},
    "withdrawal": STORY,
    "retag": STORY | {"other club"},
    "slug": STORY,
    "label": STORY | {"rumours", "changes"},
    "outcome": STORY | {"rumours", "changes"},
    "report_without_a_new_label": {"rumours"},
    "renamed_club": STORY | {"rumours", "changes"},
    "merged_club": STORY | {"rumours", "changes"},
    "picture": STORY,
    "pending_change": STORY,
    "draft": set(),
    "rolled_back": set(),
}


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_changes_the_feeds_that_print_it_and_no_other(client, event):
    """Row 25 of the newsroom's complaints."""
    with an_hour_ago():
        newsroom = Newsroom(image=an_image() if event == "picture" else None)
    before = {name: client.get(url) for name, url in FEEDS.items()}
    getattr(newsroom, event)()
    for condition, validator in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        changed = {
            name
            for name, url in FEEDS.items()
            if client.get(url, headers={condition: before[name][validator]}).status_code != 304
        }
        assert changed == EVENTS[event], condition


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scheduled_story_changes_its_feeds_at_its_second(client, method):
    with an_hour_ago():
        newsroom = Newsroom()
    due = timezone.now() + timedelta(hours=1)
    scheduled = an_article("A sorpresa", at=due, clubs=[newsroom.lecce], section=a_section("Mercato"), authors=[])
    ask = getattr(client, method)
    with time_machine.travel(due - timedelta(seconds=1), tick=False):
        before = {name: ask(url) for name, url in FEEDS.items()}
        assert before["club"]["Cache-Control"] == "public, max-age=1"
    with time_machine.travel(due, tick=False):
        for condition, validator in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            answers = {n: ask(url, headers={condition: before[n][validator]}) for n, url in FEEDS.items()}
            assert {name for name, answer in answers.items() if answer.status_code == 200} == {"all", "club"}
        assert titles(client, FEEDS["club"])[0] == scheduled.headline


def test_a_judgement_that_lapses_changes_the_feeds_that_print_its_label(client):
    with an_hour_ago():
        newsroom = Newsroom()
    until = timezone.now() + timedelta(hours=2)
    type(newsroom.rumour)._base_manager.filter(pk=newsroom.rumour.pk).update(label="near_certain", override_until=until)
    before = {name: client.get(url) for name, url in FEEDS.items()}
    with time_machine.travel(until, tick=False):
        changed = {
            name
            for name, url in FEEDS.items()
            if client.get(url, headers={"If-None-Match": before[name]["ETag"]}).status_code != 304
        }
    assert changed == STORY | {"rumours", "changes"}


def test_a_date_alone_never_hides_a_second_change_of_one_second(client):
    now = timezone.now().replace(microsecond=0)
    with time_machine.travel(now, tick=False) as clock:
        story = an_article("Prima")
        first = client.get("/feed.rss")
        clock.shift(timedelta(milliseconds=400))
        story.withdraw(why="Era sbagliata.")
        again = client.get("/feed.rss", headers={"If-Modified-Since": first["Last-Modified"]})
        assert again.status_code == 200
        clock.shift(timedelta(seconds=11))
        settled = client.get("/feed.rss", headers={"If-Modified-Since": again["Last-Modified"]})
        assert settled.status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client.get("/feed.rss", headers={"If-Modified-Since": settled["Last-Modified"]}).status_code == 304


def test_what_does_not_match_wins_over_a_date(client):
    with an_hour_ago():
        an_article()
    first = client.get("/feed.rss")
    headers = {"If-None-Match": '"un-altro"', "If-Modified-Since": first["Last-Modified"]}
    assert client.get("/feed.rss", headers=headers).status_code == 200


def test_a_stamp_counts_every_change_and_its_instant_never_goes_back(client):
    later = timezone.now() + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        story = an_article()
    serial = Stamp.objects.get(topic="stories").serial
    story.withdraw(why="Era sbagliata.")
    stamp = Stamp.objects.get(topic="stories")
    assert stamp.serial > serial
    assert stamp.changed_at == later
