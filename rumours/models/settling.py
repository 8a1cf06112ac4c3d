"""How a rumour ends, and how an end that was wrong is taken back. Only these verbs write the outcome of a rumour."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from football.dates import format_day
from rumours.vocabulary import Outcome, SourceKind, Stage


class Settling(models.Model):
    """What a Rumour does to be settled, each time with the others that move with it."""

    class Meta:
        abstract = True

    OUTCOME = ("outcome", "outcome_on", "outcome_note", "outcome_url", "outcome_known_at")

    def settle(self, outcome, *, on, why, url="", with_rivals=False, at=None):
        """Say how it ended, by which fact, on which day, and weigh again what moved with it. Returns the open rivals
        that were settled along. Raises ValidationError for one that is settled already, for a fact that is missing or
        before it was opened or in the future, and for a second winner of its race."""
        with transaction.atomic():
            at = self.in_turn(at)
            self._refuse_a_second_outcome(outcome)
            self._refuse_a_wrong_day(outcome, on, timezone.localdate(at))
            self._refuse_what_shows_nothing(outcome, why, url)
            self._close(outcome, on, why.strip(), url, at)
            rivals = self._settle_rivals(at) if with_rivals and outcome == Outcome.CONFIRMED else []
            self.reassess(at=at)
        return rivals

    def in_turn(self, at=None):
        """Wait for who is at work on this rumour or its rivals, read what they did, and return the instant."""
        list(self._circle_in_turn())
        self.refresh_from_db(fields=self.OUTCOME)
        return at or timezone.now()

    def _refuse_a_second_outcome(self, outcome):
        if self.outcome:
            said = {"outcome": self.get_outcome_display(), "day": format_day(self.outcome_on)}
            raise ValidationError(_("It is settled already: %(outcome)s, %(day)s.") % said)
        won = type(self).objects.filter(race=self.race_id, outcome=Outcome.CONFIRMED)
        if outcome == Outcome.CONFIRMED and self.race_id and won.exists():
            raise ValidationError(_("Another rumour of this race has come true already: both cannot."))

    def _refuse_a_wrong_day(self, outcome, on, today):
        if on > today:
            raise ValidationError({"outcome_on": _("An outcome cannot be dated in the future.")})
        if on < self.opened_on:
            said = {"day": format_day(self.opened_on)}
            raise ValidationError({"outcome_on": _("It was opened on %(day)s: it cannot have ended before.") % said})
        if outcome == Outcome.EXPIRED and on < self.deadline:
            raise ValidationError({"outcome_on": _("Before the deadline it has not failed to come about yet.")})
        if outcome == Outcome.CONFIRMED and on > self.deadline:
            raise ValidationError({"outcome_on": _("After the deadline it cannot come true by this rule any more.")})

    def _refuse_what_shows_nothing(self, outcome, why, url):
        if not why.strip():
            raise ValidationError({"outcome_note": _("Write the fact that settles it: readers will find it.")})
        if outcome in (Outcome.CONFIRMED, Outcome.CONTRADICTED) and not (url or self._has_an_official_report()):
            raise ValidationError(
                {"outcome_url": _("Give the address of the announcement, or log the official report first.")}
            )

    def _has_an_official_report(self):
        return self.reports.filter(stage=Stage.OFFICIAL, source__kind=SourceKind.CLUB).exists()

    def _settle_rivals(self, at):
        """Each ends by its own rule: one whose deadline had passed had failed to come about before this one did."""
        rivals = list(type(self).objects.open().filter(race=self.race_id).exclude(pk=self.pk)) if self.race_id else []
        why = (_("It came true instead: %(title)s.") % {"title": self.title})[:300]
        for rival in rivals:
            over = rival.deadline < self.outcome_on
            outcome = Outcome.EXPIRED if over else Outcome.CONTRADICTED
            rival._close(outcome, max(self.outcome_on, rival.opened_on), why, self.outcome_url, at)
        return rivals

    def _close(self, outcome, on, why, url, at):
        self.outcome, self.outcome_on, self.outcome_note, self.outcome_url = outcome, on, why, url
        self.outcome_known_at = self.news_at = at
        self.save(update_fields=[*self.OUTCOME, "news_at", "saved_at"])

    def reopen(self, *, at=None):
        """Take back an outcome that was wrong, and those of the rivals that were settled along with it: all are weighed
        again. Raises ValidationError for one that is open. Returns the rivals."""
        with transaction.atomic():
            at = self.in_turn(at)
            if not self.outcome:
                raise ValidationError(_("It is open already."))
            rivals = self.settled_along()
            for rumour in (self, *rivals):
                rumour._open_again(at)
            self.reassess(at=at)
        return rivals

    def settled_along(self):
        """Return the rivals that were settled at the moment at which this one came true."""
        if not self.race_id or self.outcome != Outcome.CONFIRMED:
            return []
        along = type(self).objects.settled().filter(race=self.race_id, outcome_known_at=self.outcome_known_at)
        return list(along.exclude(pk=self.pk))

    def _open_again(self, at):
        self.outcome, self.outcome_on, self.outcome_note, self.outcome_url = "", None, "", ""
        self.outcome_known_at, self.news_at = None, at
        self.save(update_fields=[*self.OUTCOME, "news_at", "saved_at"])
