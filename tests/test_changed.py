"""What has moved of late is asked once after each change, and never taken for what stands."""

import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from football.models import Stamp, stamp
from football.topics import MENU, SITE, STORIES
from newsroom.kept import changed
from newsroom.kept.changed import may_have_moved
from newsroom.management.commands.restore import _count_anew

pytestmark = pytest.mark.django_db
ONE, OTHER = {"story:1", MENU}, {"story:2", MENU}


def change(*topics):
    """Returns its number."""
    stamp(topics)
    return Stamp.objects.get(topic=SITE).serial


def test_a_stamp_has_the_number_of_the_change_that_moved_it():
    numbers = [change("story:1"), change("story:1", STORIES), change("story:2")]
    assert dict(Stamp.objects.exclude(topic=SITE).values_list("topic", "change")) == {
        "story:1": numbers[1],
        STORIES: numbers[1],
        "story:2": numbers[2],
    }
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_what_a_change_left_alone_stands_and_what_it_moved_may_not():
    before = change(*ONE, *OTHER)
    assert not may_have_moved(ONE, before, before)
    after = change("story:1")
    assert may_have_moved(ONE, before, after)
    assert not may_have_moved(OTHER, before, after)
    # What was looked at since stands again.
    assert not may_have_moved(ONE, after, after)


def test_a_process_that_has_just_started_knows_nothing_of_what_was():
    before, after = change("story:1"), change("story:2")
    assert may_have_moved(ONE, before, after)
    assert may_have_moved({"story:3"}, None, after)


def test_one_query_after_a_change_for_all_who_ask(django_assert_num_queries):
    first = change(*ONE, *OTHER)
    may_have_moved(ONE, first, first)
    last = [change("story:1"), change(STORIES), change("club:4")][-1]
    with django_assert_num_queries(1):
        told = [may_have_moved({f"story:{key}", MENU}, first, last) for key in range(50)]
    assert told == [key == 1 for key in range(50)]


def test_each_change_moves_the_site():
    before = change("story:1")
    may_have_moved(ONE, before, before)
    after = change("story:2")
    assert may_have_moved({SITE}, before, after)
    assert not may_have_moved({SITE}, after, after)


def test_when_more_have_moved_than_are_remembered_each_asks_for_its_own(monkeypatch):
    monkeypatch.setattr(changed, "MOST", 3)
    before = change(*ONE)
    may_have_moved(ONE, before, before)
    after = change(*(f"club:{key}" for key in range(5)))
    assert may_have_moved(ONE, before, after)
    assert not may_have_moved(ONE, after, after)
    last = change("club:1")
    assert not may_have_moved(ONE, after, last)


def test_who_asks_with_the_number_of_a_moment_ago_lets_nothing_be_forgotten(django_assert_num_queries):
    first = change(*ONE, *OTHER)
    may_have_moved(ONE, first, first)
    middle, last = change("story:1"), change("club:1")
    assert may_have_moved(ONE, first, last)
    with django_assert_num_queries(2):
        assert may_have_moved(ONE, first, middle)
        assert not may_have_moved(OTHER, first, middle)
    with django_assert_num_queries(0):
        assert may_have_moved(ONE, first, last)
        assert not may_have_moved(OTHER, first, last)


def test_an_older_database_in_the_place_of_this_one_is_not_taken_for_it():
    """As when a copy of yesterday is put back beside a worker that runs: the numbers go back, and come again."""
    first = change(*ONE)
    may_have_moved(ONE, first, first)
    last = [change("club:1"), change("club:2"), change("club:3")][-1]
    assert not may_have_moved(ONE, first, last)
    Stamp.objects.filter(topic=SITE).update(serial=first)
    assert may_have_moved(ONE, last, first)
    # Looked at then, it stands; and other changes come to the numbers that are remembered.
    assert not may_have_moved(ONE, first, first)
    again = change("story:1")
    assert again < last
    assert may_have_moved(ONE, first, again)
    # What was kept before, by this worker or another, is never taken for what came since.
    beyond = [change(f"club:{key}") for key in range(5)][-1]
    assert beyond > last
    assert may_have_moved(ONE, last, beyond)


def test_a_database_that_was_restored_has_moved_as_a_whole():
    before = change(*ONE)
    may_have_moved(ONE, before, before)
    _count_anew()
    after = Stamp.objects.get(topic=SITE).serial
    assert may_have_moved(ONE, before, after)
    assert not may_have_moved(ONE, after, change("story:2"))


def test_a_backup_of_a_version_before_is_counted_anew_too():
    stamp({MENU})
    before = dict(Stamp.objects.values_list("topic", "serial"))
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "football_stamp")
        for name, told in found.items():
            if told["columns"] == ["change"]:
                cursor.execute(f"DROP INDEX {name}")
        cursor.execute("ALTER TABLE football_stamp DROP COLUMN change")
    _count_anew()
    assert all(serial > 2 * before[topic] - 10**6 for topic, serial in Stamp.objects.values_list("topic", "serial"))


def test_a_worker_of_the_version_before_can_stamp_and_is_not_believed(monkeypatch):
    """While the site is updated both are there for half a minute."""
    monkeypatch.setattr(changed, "_settled_at", time.monotonic() + 60)
    before = change(*ONE)
    may_have_moved(ONE, before, before)
    with connection.cursor() as cursor:
        for topic in (SITE, "story:1", "story:9"):
            cursor.execute(
                "INSERT INTO football_stamp (topic, serial, changed_at) VALUES (%s, 1, %s) "
                "ON CONFLICT (topic) DO UPDATE SET serial = football_stamp.serial + 1",
                [topic, connection.ops.adapt_datetimefield_value(timezone.now())],
            )
    assert may_have_moved(ONE, before, before + 1)


def test_what_was_stamped_in_bulk_has_its_number(monkeypatch):
    monkeypatch.setattr(sys.modules[Stamp.__module__], "AT_A_TIME", 2)
    before = change("story:0")
    may_have_moved(ONE, before, before)
    after = change(*(f"story:{key}" for key in range(5)))
    assert {*Stamp.objects.exclude(topic=SITE).values_list("change", flat=True)} == {after}
    assert all(may_have_moved({f"story:{key}"}, before, after) for key in range(5))


def test_it_is_found_by_an_index():
    plan = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    change(*(f"story:{key}" for key in range(2_000)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE football_stamp")
        cursor.execute(plan + changed.SINCE, [10**15, 10])
        told = str(cursor.fetchall())
    assert "football_stamp_change" in told
