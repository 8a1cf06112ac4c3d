"""What may become of a rumour: in a race, under a judgement, once it is public, once it is settled."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from rumours.backtest.cases import cases_of_the_site
from rumours.models import Override, Race, Report, Rumour, Source
from rumours.record import public_record
from rumours.vocabulary import Cause, Kind, Label, Outcome, SourceKind, Stage, Stance
from tests.builders import a_club, a_coach, a_race, a_report, a_rumour, a_source, a_superuser, an_editor, end, told_then

pytestmark = pytest.mark.django_db
REASON = "So da due persone che il contratto è pronto da ieri."


@pytest.fixture
def desk(client):
    def sign_in(role="Caporedattore"):
        client.force_login(an_editor(role))
        return client

    return sign_in


def act(name, thing):
    return reverse(f"admin:rumours_rumour_{name}", args=[thing.pk])


def settle(client, rumour, **fields):
    today = f"{timezone.localdate():%d/%m/%Y}"
    values = {"outcome": "confirmed", "on": today, "why": "annuncio del club", "url": "https://club.example/1"}
    return client.post(act("settle", rumour), values | fields, follow=True)


def judge(client, rumour, percent, **fields):
    return client.post(act("judge", rumour), {"percent": percent, "reason": REASON, "hours": 24} | fields, follow=True)


def candidates(number, *, vacancy=None, stage=Stage.TALKS, **fields):
    """So many candidates for one bench, each with a report."""
    club = vacancy.from_club if vacancy else a_club()
    race = a_race(club, vacancy=vacancy)
    found = [a_rumour(to_club=club, race=race, **fields) for _ in range(number)]
    for rumour in found:
        a_report(rumour, stage=stage)
    return found


def now(rumour):
    return Rumour.objects.get(pk=rumour.pk)


class TestSettling:
    def test_each_rival_ends_by_its_own_rule_and_all_are_in_the_log(self, desk):
        winner, loser = candidates(2)
        yesterday = timezone.localdate() - timedelta(days=1)
        overdue = a_rumour(to_club=winner.to_club, race=winner.race, deadline=yesterday)
        assert "Rivali chiuse con lei: 2" in settle(desk(), winner, rivals="on").content.decode()
        assert [now(r).outcome for r in (winner, loser, overdue)] == [
            Outcome.CONFIRMED,
            Outcome.CONTRADICTED,
            Outcome.EXPIRED,
        ]
        assert {int(entry.object_id) for entry in LogEntry.objects.all()} == {winner.pk, loser.pk, overdue.pk}

    def test_without_the_rivals_they_stay_open_and_have_no_room(self, desk):
        winner, other = candidates(2)
        settle(desk(), winner)
        assert now(other).is_open
        assert now(other).probability <= 0.0001

    def test_it_cannot_have_ended_before_it_was_opened(self, desk):
        rumour = a_rumour(opened_on=timezone.localdate())
        yesterday = f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y}"
        assert "non può essersi chiusa prima" in settle(desk(), rumour, on=yesterday).content.decode()
        assert now(rumour).is_open

    def test_what_was_settled_along_is_reopened_along(self, desk):
        winner, loser = candidates(2)
        before = now(loser).probability
        settle(desk(), winner, rivals="on")
        director = desk("Direttore")
        assert loser.title in director.get(act("reopen", winner)).content.decode()
        director.post(act("reopen", winner))
        assert [now(r).is_open for r in (winner, loser)] == [True, True]
        assert now(loser).probability == pytest.approx(before, abs=0.01)
        assert director.post(act("reopen", winner)).status_code == 404

    def test_a_rival_that_was_settled_by_itself_stays_so(self, desk):
        winner, other = candidates(2)
        client = desk("Direttore")
        settle(client, other, outcome="contradicted")
        settle(client, winner, rivals="on")
        client.post(act("reopen", winner))
        assert now(other).outcome == Outcome.CONTRADICTED

    def test_when_the_bench_is_free_its_candidates_are_weighed_at_once(self, desk):
        leaves = a_rumour(kind=Kind.COACH_DEPARTURE, from_club=a_club())
        a_report(leaves, stage=Stage.UNDER_REVIEW)
        (candidate,) = candidates(1, vacancy=leaves)
        waiting = now(candidate).probability
        settle(desk(), leaves)
        assert now(candidate).probability > waiting

    @pytest.mark.parametrize("name", ["settle", "reopen", "judge"])
    @pytest.mark.parametrize("pk", ["boh", "0", "1_2", "9" * 18, "1/../2"])
    def test_an_address_of_nothing_is_not_found(self, client, name, pk):
        client.force_login(a_superuser())
        url = f"{reverse('admin:rumours_rumour_changelist')}{pk}/{name}/"
        assert client.get(url, follow=True).status_code in (200, 404)
        assert client.post(url).status_code in (302, 404)


class TestARace:
    def test_what_is_stored_of_it_adds_up_after_every_report(self):
        rivals = candidates(5, stage=Stage.LINKED)
        for step, stage in enumerate((Stage.TALKS, Stage.PERSONAL_TERMS, Stage.CONTACTS, Stage.SIGNING, Stage.SIGNING)):
            a_report(rivals[step], stage=stage, days_ago=1)
            stored = [now(rumour).probability for rumour in rivals]
            assert sum(stored) <= 1.0
            said = [rumour.assessments.latest("at").probability for rumour in rivals]
            assert said == stored

    def test_only_the_departure_of_its_coach_opens_it(self):
        club = a_club()
        leaves = a_rumour(kind=Kind.COACH_DEPARTURE, from_club=club)
        a_race(club, vacancy=leaves).full_clean()
        elsewhere = a_rumour(kind=Kind.COACH_DEPARTURE, from_club=a_club())
        arrives = a_rumour(to_club=club)
        runs = a_rumour(kind=Kind.COACH_DEPARTURE, from_club=club, race=a_race(club))
        for wrong in (elsewhere, arrives, runs):
            with pytest.raises(ValidationError, match="si libera con una voce"):
                Race(title="Corsa", club=club, vacancy=wrong).full_clean()
        leaves.race = a_race(club)
        with pytest.raises(ValidationError, match="apre una corsa"):
            leaves.full_clean()

    def test_of_a_vacancy_that_cannot_be_judged_the_base_rate_is_known(self):
        leaves = a_rumour(kind=Kind.COACH_DEPARTURE, from_club=a_club())
        (waits,) = candidates(1, vacancy=leaves, stage=Stage.SIGNING)
        (free,) = candidates(1, stage=Stage.SIGNING)
        assert now(leaves).probability is None
        assert now(waits).probability < now(free).probability

    def test_moving_to_another_race_frees_the_old_one(self, client):
        one, other = candidates(2, stage=Stage.PERSONAL_TERMS)
        crowded = now(other).probability
        client.force_login(a_superuser())
        form = client.get(reverse("admin:rumours_rumour_change", args=[one.pk])).context["adminform"].form
        values = {name: form.initial.get(name) or "" for name in form.fields} | {"race": ""}
        inlines = {"reports-TOTAL_FORMS": 0, "reports-INITIAL_FORMS": 0}
        response = client.post(reverse("admin:rumours_rumour_change", args=[one.pk]), values | inlines)
        assert response.status_code == 302, response.context["adminform"].errors
        assert now(one).race is None
        assert now(other).probability > crowded

    def test_a_race_that_is_deleted_frees_its_candidates(self, client):
        one, _other = candidates(2, stage=Stage.PERSONAL_TERMS)
        crowded = now(one).probability
        client.force_login(a_superuser())
        client.post(reverse("admin:rumours_race_delete", args=[one.race_id]), {"post": "yes"})
        assert now(one).probability > crowded

    def test_a_vacancy_that_is_named_later_bounds_them_at_once(self, client):
        one, other = candidates(2, stage=Stage.SIGNING)
        free = now(one).probability
        leaves = a_rumour(kind=Kind.COACH_DEPARTURE, from_club=one.to_club)
        a_report(leaves, stage=Stage.DISCONTENT)
        client.force_login(a_superuser())
        values = {"title": "Panchina", "club": one.to_club_id, "person": "", "season": "", "vacancy": leaves.pk}
        assert client.post(reverse("admin:rumours_race_change", args=[one.race_id]), values).status_code == 302
        assert now(one).probability < free
        assert now(one).probability + now(other).probability <= now(leaves).probability + 0.0002


class TestJudgementsInARace:
    def test_they_bound_what_is_shown_of_the_rivals_and_not_what_the_model_says(self, desk):
        one, other = candidates(2, stage=Stage.PERSONAL_TERMS)
        model = now(other).model_probability
        judge(desk(), one, 79)
        judged = now(other)
        assert judged.probability <= 0.21 < model
        assert judged.model_probability == pytest.approx(model, abs=0.001)
        reasons = judged.assessments.latest("at").reasons
        assert reasons[-1]["what"] == "rival_judged"

    def test_the_page_says_so_in_words(self, client, desk):
        one, other = candidates(2, stage=Stage.PERSONAL_TERMS)
        judge(desk(), one, 79)
        client.logout()
        page = client.get(now(other).get_absolute_url()).content.decode()
        assert "non le lascia di più" in page

    def test_all_together_they_cannot_be_more_than_certain(self, desk):
        one, other = candidates(2, stage=Stage.PERSONAL_TERMS)
        client = desk()
        judge(client, one, 60)
        page = judge(client, other, 55).content.decode()
        assert "fa il 115%" in page
        assert Override.objects.count() == 1

    def test_of_the_bench_too(self, desk):
        leaves = a_rumour(kind=Kind.COACH_DEPARTURE, from_club=a_club())
        a_report(leaves, stage=Stage.REPLACEMENT_AGREED)
        one, other = candidates(2, vacancy=leaves, stage=Stage.PERSONAL_TERMS)
        judge(desk(), leaves, 30)
        override = Override.objects.get()
        if override.needs_second:
            judge_again = desk("Direttore")
            judge_again.post(act("confirm", override))
        assert now(leaves).probability == 0.30
        assert now(one).probability + now(other).probability <= 0.30

    def test_nothing_can_be_judged_of_which_nothing_was_reported(self, desk):
        assert "registra la prima" in judge(desk(), a_rumour(), 40).content.decode()
        assert not Override.objects.exists()

    def test_the_label_of_the_model_stands_since_the_judgement_ran_out(self, desk):
        rumour = a_rumour()
        a_report(rumour, stage=Stage.INTEREST)
        judge(desk(), rumour, 45)
        until = now(rumour).override_until
        with time_machine.travel(timezone.now() + timedelta(hours=30)):
            assert now(rumour).label_since == until


class TestOncePublic:
    def test_the_moment_of_publication_is_frozen(self):
        rumour = a_rumour()
        rumour.published_at = timezone.now()
        with pytest.raises(ValidationError, match="non si cambia più"):
            rumour.save()
        rumour.published_at = None
        with pytest.raises(ValidationError, match="non si cambia più"):
            rumour.full_clean()

    def test_a_draft_and_a_scheduled_one_can_be_put_off(self):
        tomorrow = timezone.now() + timedelta(days=1)
        for rumour in (a_rumour(published=False), a_rumour(published_at=tomorrow)):
            rumour.published_at = tomorrow + timedelta(days=1)
            rumour.save()
            assert now(rumour).published_at == tomorrow + timedelta(days=1)

    def test_who_may_not_publish_cannot_rename_what_readers_see(self, desk):
        public, draft = a_rumour(), a_rumour(published=False)
        client = desk("Redattore")
        for rumour, can in ((public, False), (draft, True)):
            form = client.get(reverse("admin:rumours_rumour_change", args=[rumour.pk])).context["adminform"].form
            assert ("title" in form.fields, "slug" in form.fields) == (can, can)
        chief = desk()
        form = chief.get(reverse("admin:rumours_rumour_change", args=[public.pk])).context["adminform"].form
        assert "title" in form.fields
        assert "published_at" not in form.fields

    def test_a_form_that_was_loaded_before_does_not_put_back_what_reports_moved(self):
        rumour = a_rumour()
        stale = now(rumour)
        a_report(rumour, stage=Stage.PERSONAL_TERMS)
        stale.title = "Un altro titolo"
        stale.save()
        assert now(rumour).title == "Un altro titolo"
        assert now(rumour).label == rumour.label != Label.NOT_ASSESSABLE

    def test_news_never_go_back_in_time(self):
        rumour = a_rumour()
        a_report(rumour, days_ago=1)
        latest = now(rumour).news_at
        a_report(rumour, days_ago=3, stage=Stage.LINKED, stance=Stance.COMMENTS)
        assert now(rumour).news_at >= latest


class TestOnceSettled:
    @pytest.fixture
    def settled(self):
        rumour = a_rumour()
        report = a_report(rumour)
        end(rumour, Outcome.CONTRADICTED)
        return rumour, report

    def test_its_form_is_to_be_read(self, desk, settled):
        rumour, _report = settled
        page = desk().get(reverse("admin:rumours_rumour_change", args=[rumour.pk]))
        assert not page.context["adminform"].form.fields
        assert 'name="reports-TOTAL_FORMS"' not in page.content.decode() or "reports-0-url" not in page.content.decode()

    def test_its_reports_stand_at_every_door(self, client, settled):
        _rumour, report = settled
        client.force_login(a_superuser())
        change, delete = (reverse(f"admin:rumours_report_{name}", args=[report.pk]) for name in ("change", "delete"))
        assert client.post(change, {"source": report.source_id, "stance": "denies"}).status_code == 403
        assert client.post(delete, {"post": "yes"}).status_code == 403
        assert Report.objects.get(pk=report.pk).stance == Stance.SUPPORTS
        changelist = reverse("admin:rumours_report_changelist")
        client.post(changelist, {"action": "delete_selected", "_selected_action": [report.pk], "post": "yes"})
        assert Report.objects.filter(pk=report.pk).exists()

    def test_reports_are_deleted_by_chiefs_and_weighed_again(self, desk):
        rumour = a_rumour()
        a_report(rumour, stage=Stage.LINKED)
        strong = a_report(rumour, stage=Stage.PERSONAL_TERMS, days_ago=1)
        high = now(rumour).probability
        delete = reverse("admin:rumours_report_delete", args=[strong.pk])
        assert desk("Redattore").post(delete, {"post": "yes"}).status_code == 403
        assert desk().post(delete, {"post": "yes"}).status_code == 302
        assert now(rumour).probability < high


class TestWhatIsWeighedOfASource:
    def test_a_correction_of_it_moves_what_it_told(self, client):
        rumour, source = a_rumour(), a_source(attributable=False)
        a_report(rumour, source)
        assert now(rumour).label == Label.NOT_ASSESSABLE
        client.force_login(a_superuser())
        url = reverse("admin:rumours_source_change", args=[source.pk])
        form = client.get(url).context["adminform"].form
        values = {name: "" if value is None else value for name, value in form.initial.items() if name in form.fields}
        domains = {"domains-TOTAL_FORMS": 0, "domains-INITIAL_FORMS": 0}
        response = client.post(url, values | {"attributable": "on"} | domains)
        assert response.status_code == 302, response.context["adminform"].errors
        assert Source.objects.get(pk=source.pk).attributable
        assert now(rumour).label != Label.NOT_ASSESSABLE

    def test_a_club_is_the_club_only_of_its_own(self):
        ours, theirs = a_club(), a_club()
        speaker = a_source(kind=SourceKind.CLUB, club=theirs)
        rumour = a_rumour(to_club=ours)
        a_report(rumour, speaker, stage=Stage.OFFICIAL)
        assert now(rumour).label != Label.OFFICIAL
        a_report(rumour, a_source(kind=SourceKind.CLUB, club=ours), stage=Stage.OFFICIAL)
        assert now(rumour).label == Label.OFFICIAL


def test_the_record_knows_what_was_said_before_the_outcome_only():
    late, early = a_rumour(), a_rumour()
    a_report(late, stage=Stage.TALKS)
    told_then(early, stage=Stage.TALKS)
    for rumour in (late, early):
        end(rumour, Outcome.EXPIRED)
    assert public_record().misses == [early.pk]


class TestWhatACorrectionDoes:
    """What had been logged wrongly is put right, and the log of changes does not call it the passing of time."""

    def cause(self, rumour):
        return rumour.assessments.latest("at").cause_kind

    def test_a_stage_that_is_corrected(self, client):
        rumour = a_rumour()
        report = a_report(rumour, stage=Stage.LINKED)
        client.force_login(a_superuser())
        published = timezone.localtime(report.published_at)
        values = {
            "source": report.source_id,
            "stance": "supports",
            "stage": "personal_terms",
            "published_at_0": f"{published:%d/%m/%Y}",
            "published_at_1": f"{published:%H:%M:%S}",
            "precision": "day",
            "url": "",
        }
        response = client.post(reverse("admin:rumours_report_change", args=[report.pk]), values)
        assert response.status_code == 302, response.context["adminform"].errors
        assert self.cause(rumour) == Cause.CORRECTED

    def test_a_report_that_is_deleted(self, client):
        rumour = a_rumour()
        a_report(rumour, stage=Stage.LINKED)
        wrong = a_report(rumour, stage=Stage.PERSONAL_TERMS, days_ago=1)
        client.force_login(a_superuser())
        client.post(reverse("admin:rumours_report_delete", args=[wrong.pk]), {"post": "yes"})
        assert self.cause(rumour) == Cause.CORRECTED

    def test_a_rival_is_moved_by_the_race_and_not_by_the_correction(self):
        one, other = candidates(2, stage=Stage.PERSONAL_TERMS)
        Report.objects.filter(rumour=one).update(stage=Stage.LINKED)
        now(one).reassess(corrected=True)
        assert (self.cause(one), self.cause(other)) == (Cause.CORRECTED, Cause.RACE)

    def test_the_public_log_says_so(self, client):
        rumour = a_rumour()
        a_report(rumour, stage=Stage.LINKED)
        Report.objects.filter(rumour=rumour).update(stage=Stage.PERSONAL_TERMS)
        now(rumour).reassess(corrected=True)
        assert str(Cause.CORRECTED.label) in client.get("/cosa-e-cambiato/").content.decode()


def test_a_rule_left_empty_in_the_form_is_written_by_itself(client):
    person, club = a_coach(), a_club()
    client.force_login(a_superuser())
    today = timezone.localdate()
    values = {
        "title": "Verdi al Lecce",
        "kind": "loan",
        "person": person.pk,
        "to_club": club.pk,
        "opened_on": f"{today:%d/%m/%Y}",
        "deadline": f"{today + timedelta(days=30):%d/%m/%Y}",
        "rule": "",
        "reports-TOTAL_FORMS": 0,
        "reports-INITIAL_FORMS": 0,
    }
    response = client.post(reverse("admin:rumours_rumour_add"), values)
    assert response.status_code == 302, response.context["adminform"].errors
    assert "in prestito" in Rumour.objects.get().rule


def test_the_points_of_a_replay_are_those_of_then():
    rumour = a_rumour(kind=Kind.COACH_DEPARTURE, from_club=a_club(), points_last_five=12)
    told_then(rumour, stage=Stage.UNDER_REVIEW, days_ago=3)
    rumour.points_last_five = 1
    rumour.save()
    later = told_then(rumour, stage=Stage.ULTIMATUM, days_ago=1)
    end(rumour, Outcome.CONFIRMED)
    (case,) = cases_of_the_site()
    days = [later.published_at - timedelta(days=days) for days in (5, 1, 0)]
    assert [case.claim_at(at).points_last_five for at in days] == [None, 12, 1]


def test_a_race_for_a_taken_bench_asks_by_which_rumour_it_becomes_free(client):
    club = a_club("Lecce")
    a_coach("Mario Verdi", at=club)
    client.force_login(a_superuser())
    values = {"title": "Panchina", "club": club.pk, "person": "", "season": "", "vacancy": ""}
    page = client.post(reverse("admin:rumours_race_add"), values, follow=True).content.decode()
    assert "Mario Verdi" in page
    assert "si libera" in page
