"""The public record: what the labels said, and what happened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rumours.record import public_record
from rumours.vocabulary import Label, Outcome, Stage
from tests.builders import a_report, a_rumour

pytestmark = pytest.mark.django_db


def settled(outcome, *stages, **fields):
    rumour = a_rumour(**fields)
    for number, stage in enumerate(stages):
        a_report(rumour, stage=stage, days_ago=len(stages) - number)
    rumour.outcome, rumour.outcome_on = outcome, timezone.localdate()
    rumour.save()
    return rumour


def test_without_a_settled_rumour_there_is_no_record(client):
    a_report(a_rumour())
    assert public_record() is None
    assert "il conto comincia con la prima" in client.get("/attendibilita/").content.decode()


def test_a_rumour_counts_by_the_first_label_that_it_had():
    settled(Outcome.CONFIRMED, Stage.LINKED, Stage.SIGNING)
    record = public_record()
    assert [(row["label"], row["n"], row["observed"]) for row in record.rows] == [(Label.REMOTE, 1, 1.0)]


def test_what_was_void_never_labelled_or_never_public_does_not_count():
    settled(Outcome.VOID, Stage.TALKS)
    settled(Outcome.EXPIRED)
    settled(Outcome.CONFIRMED, Stage.TALKS, published=False)
    assert public_record() is None
    settled(Outcome.EXPIRED, Stage.TALKS)
    assert public_record().n == 1


def test_the_misses_come_worst_first():
    near = settled(Outcome.EXPIRED, Stage.LINKED)
    wrong = settled(Outcome.CONFIRMED, Stage.LINKED)
    assert public_record().misses == [wrong.pk, near.pk]


def test_a_new_outcome_is_in_the_record_at_once():
    settled(Outcome.EXPIRED, Stage.TALKS)
    assert public_record().n == 1
    settled(Outcome.CONFIRMED, Stage.TALKS)
    assert public_record().n == 2


def test_the_page_says_it_in_words_and_in_a_drawing(client, settings):
    settings.DEMO_LOGINS = True
    past = timezone.localdate() - timedelta(days=9)
    for number in range(6):
        outcome = Outcome.CONFIRMED if number % 2 else Outcome.CONTRADICTED
        settled(outcome, Stage.PERSONAL_TERMS, title=f"Voce numero {number}", opened_on=past)
    page = client.get("/attendibilita/").content.decode()
    for expected in (
        "Il conto: 6 voci chiuse",
        "Quasi fatta",
        "80-99%",
        "50%",
        "troppo poche per giudicare",
        "Voce numero 0",
    ):
        assert expected in page, expected
    assert "un modello che sa com&#x27;è andata" in page or "un modello che sa com'è andata" in page
    assert 'class="diagram"' in page
