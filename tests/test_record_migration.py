"""What was said before the record was kept gets what it would have had."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from rumours.vocabulary import Label, Outcome, Stage, Stance


@pytest.fixture
def before_the_record_was_kept(transactional_db):
    """The models of before the migration that keeps the record; afterwards the tables are as they are today."""
    executor, then = MigrationExecutor(connection), [("rumours", "0002_labels_that_can_be_checked")]
    today, football = executor.loader.graph.leaf_nodes(), executor.loader.graph.leaf_nodes("football")
    executor.migrate(then)
    yield executor.loader.project_state([*then, *football]).apps
    MigrationExecutor(connection).migrate(today)


# A database of its own for each process: the tables of the others are not touched.
@pytest.mark.django_db(transaction=True)
class TestLabelsFromBefore:
    def test_what_changed_is_told_in_the_order_of_time(self, before_the_record_was_kept):
        apps = before_the_record_was_kept
        # Written in another order than they were said in.
        said = [(3, Label.LIKELY), (1, Label.REMOTE), (4, Label.OPEN), (2, Label.LIKELY)]
        for name in ("Prova", "Altro"):
            rumour = an_old_rumour(apps, name)
            for day, label in said:
                an_old_assessment(apps, rumour, day, label)
        MigrationExecutor(connection).migrate([("rumours", "0003_append_only")])
        for rumour in apps.get_model("rumours", "Rumour").objects.all():
            told = rumour.assessments.order_by("at").values_list("label_before", "label", "changed_label")
            assert list(told) == [
                ("", Label.REMOTE, False),
                (Label.REMOTE, Label.LIKELY, True),
                (Label.LIKELY, Label.LIKELY, False),
                (Label.LIKELY, Label.OPEN, True),
            ]
            assert set(rumour.assessments.values_list("model_label", flat=True)) == {
                Label.REMOTE,
                Label.LIKELY,
                Label.OPEN,
            }
            assert rumour.outcome_known_at == rumour.news_at
            assert rumour.reports.get().logged_at == rumour.reports.get().published_at
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            apps.get_model("rumours", "Assessment").objects.update(label=Label.OPEN)


def an_old_rumour(apps, name):
    person = apps.get_model("football", "Person").objects.create(name=f"Mario {name}", slug=f"mario-{name.lower()}")
    rumour = apps.get_model("rumours", "Rumour").objects.create(
        slug=person.slug,
        title=person.name,
        kind="transfer",
        rule="Vale se arriva.",
        person=person,
        opened_on=date(2025, 1, 2),
        deadline=date(2025, 2, 3),
        outcome=Outcome.EXPIRED,
        outcome_on=date(2025, 2, 3),
        news_at=datetime(2025, 2, 4, tzinfo=UTC),
    )
    source = apps.get_model("rumours", "Source").objects.create(name=name, slug=name.lower())
    apps.get_model("rumours", "Report").objects.create(
        rumour=rumour,
        source=source,
        published_at=datetime(2025, 1, 5, tzinfo=UTC),
        stance=Stance.SUPPORTS,
        stage=Stage.TALKS,
    )
    return rumour


def an_old_assessment(apps, rumour, day, label):
    apps.get_model("rumours", "Assessment").objects.create(
        rumour=rumour,
        at=datetime(2025, 1, day, tzinfo=UTC),
        probability=0.5,
        label=label,
        confidence="fragile",
        origin_count=1,
        report_count=1,
        reasons=[],
        model_version="prova",
        inputs_hash="",
    )
