"""The hard cases of tests/hard_cases.toml: whom and which clubs an editor would tag for sure, case by case."""

import tomllib
from pathlib import Path

import pytest

from football import gazetteer, known_names
from football.gazetteer import read_rows
from football.models import Club, Person
from football.recognise import recognise
from rumours.loading.dataset import DATA as RUMOURS
from tests.builders import a_player

CASES = tomllib.loads((Path(__file__).parent / "hard_cases.toml").read_text(encoding="utf-8"))["case"]
#: The share of the cases that must be exactly right.
ENOUGH = 0.95


def names_in(path, key):
    return {row[key]: row["name"] for row in read_rows(path)}


CLUBS = names_in(gazetteer.DATA / "clubs.csv", "club_id")
COACHES = names_in(gazetteer.DATA / "coaches.csv", "coach_id")
PLAYERS = names_in(RUMOURS / "players.csv", "person")


def expected_in(case):
    return set(case["clubs"]) | set(case["people"])


def tagged_in(case, register, clubs, people):
    """Return the names of what is tagged for sure, given the names by owner."""
    sure = (found for found in recognise(register, case["text"], day=case["day"]) if not found.doubtful)
    return {(clubs if found.is_club else people)[found.owner] for found in sure}


def failures(register, clubs, people):
    """Return a report of each case that is not exactly right; who is not among `people` is not expected."""
    known = {*clubs.values(), *people.values()}
    for number, case in enumerate(CASES, start=1):
        expected, tagged = expected_in(case) & known, tagged_in(case, register, clubs, people)
        if tagged != expected:
            missed, false = sorted(expected - tagged), sorted(tagged - expected)
            yield f"{number:03} {case['why']}: missed {missed}, false {false}\n    {case['day']} {case['text']}"


def require_enough(wrong):
    if len(wrong) > (1 - ENOUGH) * len(CASES):
        pytest.fail("\n".join([f"{len(wrong)} of {len(CASES)} wrong", *wrong]), pytrace=False)


def test_with_the_names_of_the_files():
    require_enough([*failures(known_names.from_files(), CLUBS, COACHES)])


@pytest.mark.django_db
def test_with_the_names_of_the_site():
    gazetteer.load()
    for name in PLAYERS.values():
        a_player(name)
    clubs, people = (dict(model.objects.values_list("pk", "name")) for model in (Club, Person))
    require_enough([*failures(known_names.of_the_site(), clubs, people)])


def test_there_are_enough_cases_and_enough_with_nothing_to_find():
    assert len(CASES) >= 150
    assert sum(not expected_in(case) for case in CASES) >= 40
    assert len({case["text"] for case in CASES}) == len(CASES)


def test_whoever_is_expected_is_in_the_files():
    assert {name for case in CASES for name in case["clubs"]} <= {*CLUBS.values()}
    assert {name for case in CASES for name in case["people"]} <= {*COACHES.values(), *PLAYERS.values()}
