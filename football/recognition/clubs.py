"""How much a name in a text means a club: from well below 0 (a city) to 3 (nothing else). Pure."""

from football.recognition import words
from football.recognition.register import BYNAMES


def weigh_club(reading, name, around):
    """Return (weight, reason) of a club's name where it stands."""
    if around.is_a_first_name({"milan"}) and _is_slavic(around):
        return -9.0, "first_name"
    if name.kind in BYNAMES and name.ambiguous:
        return _byname(reading, name)
    if not name.ambiguous:
        return _plain(reading, name, around)
    if reading.is_named(name.owner, is_club=True) and not _is_a_place(around, name, reading):
        return 2.0, "named_elsewhere"
    if name.owner in reading.register.countries:
        return _country(reading, name, around)
    if _last_word(name) in words.PARTS:
        return _part(reading, name, around)
    return _city(reading, name, around)


def _is_slavic(around):
    return around.next.word.endswith(words.SLAVIC_ENDINGS) and not around.article


def _last_word(name):
    return name.text.lower().split()[-1]


def _plain(reading, name, around):
    """A name of nothing else; colours and supporters of one club alone still need football around."""
    if reading.is_on_another_sport:
        return 0.0, "another_sport"
    if around.before in (words.TO_A_PLACE if reading.football < 0 else {"a", "ad", "in"}):
        return 0.5, "place"
    return (2.0 if reading.football >= 0 or name.kind in ("short", "abbreviation") else 1.0), "name"


def _byname(reading, name):
    if reading.is_named(name.owner, is_club=True):
        return 2.0, "byname"
    here = {p for p in reading.people_named() if name.owner in reading.register.clubs_of(p, reading.day)}
    return (1.6, "byname_and_coach") if here and reading.day and reading.football > 0 else (0.0, "byname_alone")


def _country(reading, name, around):
    if around.before in words.OF_A_THING:
        return -9.0, "place"
    if name.text == "Nazionale":
        return (2.0 if around.article and not around.has_a_name_after else 0.5) + min(
            reading.football, 0
        ), "national_team"
    weight = 1.0 * reading.is_on_national_teams
    if around.has_near(words.NATIONAL, 5):
        weight += 1.2
    if around.is_in_a_fixture or around.before in words.TEAM_AHEAD:
        weight += 1.2
    if around.before in words.INTO_A_COUNTRY:
        weight -= 2.0
    return weight + 0.5 * reading.football, "national_team"


def _part(reading, name, around):
    if around.has_a_name_after:
        return -1.0, "part_of_a_name"
    if _is_of_its_coach(reading, name, around):
        return 2.0, "of_its_coach"
    coach = any(name.owner in reading.register.clubs_of(p, reading.day) for p in reading.people_named())
    called = len(reading.called[name.key]) > 1
    weight = 0.5 * bool(around.article) + 1.0 * coach + 1.0 * called + 0.5 * reading.football - 0.5
    return weight, "part_of_its_name"


def _is_of_its_coach(reading, name, around):
    """Whether "di" and one of its coaches follow: il Real di Ancelotti."""
    if around.next is None or around.next.word not in {"di", "del", "d"}:
        return False
    after = [m for m, _a in reading.mentions if m.first == around.mention.last + 2]
    coaches = {p.owner for m in after for p in m.people}
    return any(name.owner in reading.register.clubs_of(coach, reading.day) for coach in coaches)


def _is_a_place(around, name, reading):
    """Whether what stands right before leaves a city's name a city."""
    feminine = _last_word(name) in words.SHE_CLUBS
    if around.before in words.OF_A_THING or around.before in {"a", "ad", "in"}:
        return True
    return around.before in (words.HE if feminine else words.SHE) and name.owner not in reading.register.countries


def _city(reading, name, around):
    if _is_a_place(around, name, reading) or around.is_a_dateline:
        return -2.0, "place"
    weight, reason = 0.5, "name"
    if around.article:
        weight, reason = 2.0, "article"
    elif around.before in words.CLUB_MARKS or around.before in words.TEAM_AHEAD:
        weight, reason = 2.5, "club_mark"
    elif around.is_in_a_fixture:
        weight, reason = 2.5, "fixture"
    elif around.before in words.TO_A_PLACE:
        beside = around.opens_a_pair or any(m.clubs for m in around.joined_to(reading.mentions))
        weight, reason = (1.0, "beside_a_club") if beside else (-1.5, "place")
    elif around.is_after_another_name:
        weight, reason = -1.0, "part_of_a_name"
    touched = reading.football
    if touched < 0 and around.has_near(words.STRONG, 8):
        touched = 0.0
    return weight + touched, reason
