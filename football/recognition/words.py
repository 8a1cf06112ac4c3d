"""The words of words.toml, each list as a set. Pure, but for the one file that is read at import."""

import tomllib
from pathlib import Path

_LISTS = {
    name: frozenset(text.split())
    for name, text in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}
STRONG = _LISTS["STRONG"]
OTHER_SPORT = _LISTS["OTHER_SPORT"]
FOOTBALL_ALONE = _LISTS["FOOTBALL_ALONE"]
COACH = _LISTS["COACH"]
PLAYER = _LISTS["PLAYER"]
NATIONAL = _LISTS["NATIONAL"]
HE = _LISTS["HE"]
SHE = _LISTS["SHE"]
ELIDED = _LISTS["ELIDED"]
SHE_CLUBS = _LISTS["SHE_CLUBS"]
TO_A_PLACE = _LISTS["TO_A_PLACE"]
INTO_A_COUNTRY = _LISTS["INTO_A_COUNTRY"]
TEAM_AHEAD = _LISTS["TEAM_AHEAD"]
CLUB_MARKS = _LISTS["CLUB_MARKS"]
OF_A_THING = _LISTS["OF_A_THING"]
OFFICES = _LISTS["OFFICES"]
FUNCTION = _LISTS["FUNCTION"]
FIRST_NAMES = _LISTS["FIRST_NAMES"]
PARTS = _LISTS["PARTS"]

#: Articles, plain or in a preposition: before the name of a city they make it a team.
ARTICLES = HE | SHE | ELIDED
#: How a surname ends that makes the name of Milan a first name.
SLAVIC_ENDINGS = ("ic", "ich", "elj", "iar", "ov", "ek", "oss", "jan", "era")
