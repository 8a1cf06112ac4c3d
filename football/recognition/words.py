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
BENCH = _LISTS["BENCH"]
COACH = _LISTS["COACH"]
ROLES = _LISTS["ROLES"]
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
SHARED = _LISTS["SHARED"]
ELSEWHERE = _LISTS["ELSEWHERE"]
WOMEN = _LISTS["WOMEN"]
OTHER_TEAMS = _LISTS["OTHER_TEAMS"]
TITLES = _LISTS["TITLES"]
TEAM = _LISTS["TEAM"]
PLAYS = _LISTS["PLAYS"]
AT = _LISTS["AT"]
AWAY = _LISTS["AWAY"]
REFEREES = _LISTS["REFEREES"]
RELATIVES = _LISTS["RELATIVES"]
BEFORE_A_NOUN = _LISTS["BEFORE_A_NOUN"]
NOUNS = _LISTS["NOUNS"]
SPORTS = _LISTS["SPORTS"]
FROM_A_PLACE = _LISTS["FROM_A_PLACE"]
TOWNS = _LISTS["TOWNS"]

#: Words that stand side by side: {("serie", "a"), …}.
LEAGUES, OTHER_CONTESTS, OF_WOMEN = (
    frozenset(tuple(pair.split("_")) for pair in _LISTS[name]) for name in ("LEAGUES", "OTHER_CONTESTS", "OF_WOMEN")
)

#: Articles, plain or in a preposition: before the name of a city they make it a team.
ARTICLES = HE | SHE | ELIDED
#: How a surname ends that makes the name of Milan a first name.
SLAVIC_ENDINGS = ("ic", "ich", "elj", "iar", "ov", "ek", "oss", "jan", "era")
