"""What Italian puts before the name of a club ("alla Lazio", "al Milan", "all'Inter", "allo Spezia") and before a date
("dal 7 novembre", "dall'8", "da novembre"). Content, in the language of the site, not interface. Pure."""

import re

from football.dates import Precision, format_day, format_partial
from football.names import fold
from football.recognition.words import SHE_CLUBS

SHE_MORE = "sociedad stella virtus pro viktoria ldu"
#: A name that holds one of these words is feminine; all others are masculine, whatever they end in.
SHE = SHE_CLUBS | frozenset(SHE_MORE.split())
COUNTRIES = """
bielorussia bolivia bosnia bulgaria cina colombia corea costa croazia danimarca finlandia francia georgia germania
giamaica giordania grecia guinea lettonia libia lituania macedonia malesia moldavia nigeria norvegia nuova palestina
polonia repubblica romania russia scozia serbia siria slovacchia slovenia spagna svezia svizzera tanzania thailandia
tunisia turchia
"""
#: So is a national team whose name begins with one of these.
SHE_COUNTRIES = frozenset(COUNTRIES.split())
PLURAL = {"stati": "agli", "emirati": "agli", "paesi": "ai", "filippine": "alle", "rangers": "ai", "hearts": "agli"}
#: Before these a word takes "allo": s and another consonant, z, x, y, gn, ps, pn.
IMPURE = re.compile(r"s[^aeiou. ]|[zxy]|gn|p[sn][aeiou]")


def at_the(name):
    """Return the name of a club with the preposition and the article that say where somebody was."""
    words = fold(name).split() or [""]
    if words[0] in PLURAL:
        return f"{PLURAL[words[0]]} {name}"
    if re.match("h?[aeiou]", words[0]):
        return f"all'{name}"
    if SHE.intersection(words) or words[0] in SHE_COUNTRIES:
        return f"alla {name}"
    # "St. Pauli" is read as a saint, not as s and t.
    return f"allo {name}" if IMPURE.match(words[0]) and words[0] != "st" else f"al {name}"


def the_day(date, *, before="il"):
    """Return a day with its article, or with `before` in its place: "il 7 novembre 2024", "l'8", "entro l'11"."""
    elided = {"il": "l'", "dal": "dall'", "del": "dell'"}[before]
    return (elided if date.day in (8, 11) else f"{before} ") + format_day(date)


def since(date, precision):
    """Return a date, as far as it is sure, as that from which something is so."""
    if precision == Precision.MONTH:
        return f"da {format_partial(date, precision)}"
    return f"dal {date.year}" if precision == Precision.YEAR else the_day(date, before="dal")
