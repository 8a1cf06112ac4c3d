"""Everything a person reads is Italian: no string is left out, none is a guess, none changes what it fills in."""

import re
from pathlib import Path

import pytest

PO = Path(__file__).parent.parent / "locale/it/LC_MESSAGES/django.po"
ENTRIES = PO.read_text(encoding="utf-8").split("\n\n")[1:]
PLACEHOLDER = re.compile(r"%\(\w+\)[+.\d]*[sdfX]|%[+.\d]*[sdfX]")


def texts(entry, field):
    return [
        "".join(re.findall(r'"(.*)"', part))
        for part in re.findall(rf"^{field}(?:\[\d\])? ((?:\".*\"\n?)+)", entry, re.M)
    ]


@pytest.mark.parametrize("entry", ENTRIES, ids=range(len(ENTRIES)))
def test_an_entry_is_translated_with_the_same_blanks(entry):
    assert "fuzzy" not in entry
    translations = texts(entry, "msgstr")
    assert translations
    for translation in translations:
        assert translation
        assert set(PLACEHOLDER.findall(translation)) == set(PLACEHOLDER.findall(texts(entry, "msgid")[0]))
