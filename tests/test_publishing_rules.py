"""docs/publishing.md claims that every rule is kept by a test: here that is looked after."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", (ROOT / "docs/publishing.md").read_text(), flags=re.M)


def tests_there_are():
    source = "".join(path.read_text() for path in (ROOT / "tests").glob("test_*.py"))
    return {*re.findall(r"^\s*def (test_\w+)\(", source, flags=re.M)}


def test_every_rule_from_73_to_118_has_its_row():
    assert [int(number) for number, _asked, _kept in ROWS] == list(range(73, 119))


def test_every_test_that_is_named_exists_and_a_row_without_one_says_why():
    there = tests_there_are()
    for number, _asked, kept in ROWS:
        named = re.findall(r"`(test_\w+)`", kept)
        assert [name for name in named if name not in there] == [], number
        assert named or len(kept) > 30, number
