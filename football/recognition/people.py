"""How much a name in a text means a person of the register: a surname is often somebody else's. Pure."""

from football.recognition import words
from football.recognition.register import FAMILY, SURNAMES
from football.recognition.relatives import FIRST_NAME
from football.recognition.topic import NEAR_FOOTBALL, ON_FOOTBALL

#: What a bare surname weighs: one of a single famous bearer, one that one person of the register bears, any other.
OF_ONE, OF_ONE_HERE, OF_MANY = 1.5, 1.2, 0.4
#: What is proposed as doubtful, whatever else speaks for it.
UNSURE = 1.4
#: What a club in the same sentence adds to a surname that one person of the register bears.
BESIDE_A_CLUB = 0.3
#: So many others make a list, in which one who is named speaks for the rest.
COMPANY = 2
#: What a famous surname loses in a text that is not on football and in a sentence without a club.
ALONE = 0.2


def is_somebody_else(name, around, register):
    """Whether what stands right beside a person's name makes it another's: an office, a street, a first name."""
    if name.kind == FIRST_NAME:
        return around.before in words.OF_A_THING
    if around.before in words.OFFICES or around.is_a_grounds_name or around.follows_a_referee:
        return True
    if around.before in words.OF_A_THING and not (around.before == "via" and around.is_out):
        return True
    return (name.kind in SURNAMES or name.ambiguous) and _is_of_another_name(name, around, register)


def _is_of_another_name(name, around, register):
    """Whether a surname is part of somebody else's full name, or a player's, or no name."""
    if around.called in words.ROLES and (name.ambiguous or name.kind == FAMILY):
        return True
    if around.is_a_first_name(register.known_first_names) or around.is_an_adjective:
        return True
    if name.ambiguous and around.is_in_a_line_up:
        return True
    if name.kind == FAMILY and (around.has_a_name_after or around.before in words.RELATIVES):
        return True
    first_name = around.first_name_before(register.known_first_names)
    if not first_name or register.may_be_called(name.owner, first_name):
        return False
    return first_name in register.known_first_names or name.ambiguous or name.kind == FAMILY


def weigh_person(reading, name, place, around):
    """Return (weight, reason) of a person's name where it stands."""
    if name.kind == FIRST_NAME:
        return _first_name(reading, name, place, around)
    if name.kind not in SURNAMES and not name.ambiguous:
        return _full_name(reading, name, around)
    return _surname(reading, name, place, around)


def _surname(reading, name, place, around):
    """A surname, or a name that others bear too: by the first name before it, by the club before it, or bare."""
    register = reading.register
    first_name = around.first_name_before(register.known_first_names)
    if first_name and register.may_be_called(name.owner, first_name):
        return 3.0, "full_name"
    joined = reading.couples.people_joined(place)
    if joined - {name.key}:
        return (2.5, "of_the_club") if name.key in joined else (-2.0, "of_another_club")
    named = name.owner in reading.people_named
    if name.owner in reading.others and not named:
        return -2.0, "somebody_else"
    bare = _bare_surname(reading, name, place, around)
    return max((2.5, "named_elsewhere"), bare) if named else bare


def _full_name(reading, name, around):
    """First name and surname: of a namesake when the text is on other things, or tells of a player elsewhere."""
    clubs = reading.clubs_named
    if reading.football < NEAR_FOOTBALL and not clubs and not _is_surely_meant(reading.register, name):
        return UNSURE, "full_name"
    plays = around.before in words.ROLES or (around.next is not None and around.next.word in words.PLAYS)
    if plays and clubs.isdisjoint(reading.register.clubs_of(name.owner)):
        return UNSURE, "namesake"
    return 3.0, "full_name"


def _is_surely_meant(register, name):
    return register.is_known_by_surname(name.owner) and register.holds_surname(name)


def _first_name(reading, name, place, around):
    """A first name alone, of the family that the text names: beside his club, or where nobody else bears it."""
    if name.key in reading.couples.joined[place]:
        return 2.5, "of_the_club"
    if around.before in words.RELATIVES and reading.clubs_named & reading.clubs_of(name.owner):
        return 2.0, "relative"
    rare = reading.register.bears_alone(name.owner, around.word)
    return (1.6 if rare and reading.football >= NEAR_FOOTBALL else 0.0), "first_name"


def _bare_surname(reading, name, place, around):
    """A surname that may be anybody's: its weight is what speaks for this one, here and on this day."""
    near, reason = _bench(around)
    club, by_club = _club(reading, name, place, around)
    weight = _of_the_surname(reading, name, around)
    weight += near + club + _company(reading, place) + 0.3 * reading.football
    if not club:
        weight += _career(reading, name)
    if club < 1 and (name.ambiguous or name.kind == FAMILY):
        weight -= _of_a_word(around)
    if name.ambiguous and not near and around.has_near(words.PLAYER, 4):
        weight -= 0.6
    return weight, by_club or reason or "surname"


def _career(reading, name):
    """What it says that he held a bench on the day, or none for years."""
    register, day = reading.register, reading.day
    if day and name.ambiguous and register.clubs_on(name.owner, day):
        return 0.3
    return 0.0 if register.was_active(name.owner, day) else -0.6 if name.ambiguous else -0.3


def _of_the_surname(reading, name, around):
    """What a surname weighs alone. Of somebody with tenures they tell more than that nobody else here bears it."""
    if name.ambiguous or (name.kind == FAMILY and reading.register.stints.get(name.owner)):
        return OF_MANY
    if name.kind == FAMILY:
        return OF_ONE_HERE + BESIDE_A_CLUB * _has_a_club_beside(reading, around)
    alone = reading.football < ON_FOOTBALL and not _has_a_club_beside(reading, around)
    return OF_ONE - ALONE * alone


def _has_a_club_beside(reading, around):
    return reading.text.sentence_number(around.mention.first) in reading.with_clubs


def _of_a_word(around):
    """What speaks for a common word or for somebody who is no coach."""
    less = 0.6 * around.is_shouted + 0.8 * (around.before in words.BEFORE_A_NOUN)
    if around.word in words.TOWNS and around.before in words.AT:
        less += 1.5
    return less + 0.9 * around.has_near(words.ELSEWHERE, 4)


def _bench(around):
    """What coaches are called, right before or near by: "All. Rossi" in a line-up most of all."""
    if around.follows_all:
        return 1.5, "surname_and_bench"
    if around.called in words.TITLES:
        return 0.9, "surname_and_bench"
    if around.has_near(words.BENCH, 4) and not around.is_off_the_bench:
        return 0.7, "surname_and_bench"
    if around.has_near(words.COACH, 4):
        return 0.4, "surname_and_bench"
    return (0.3, "") if around.has_near(words.TEAM, 4) else (0.0, "")


def _club(reading, name, place, around):
    """The clubs of the text that he coached: on that day, at any time, or right beside."""
    register, day = reading.register, reading.day
    ever = register.clubs_of(name.owner)
    if name.key in reading.couples.joined[place]:
        return 1.6, "of_the_club"
    if ever & _clubs_in_brackets(reading, around):
        return 1.3, "surname_and_club"
    if name.owner in reading.couples.people[place]:
        return 1.2, "surname_and_club"
    if day and reading.clubs_named & reading.clubs_of(name.owner):
        return 1.1, "surname_and_club"
    if place in reading.couples.after_a_club:
        elsewhere = name.ambiguous and name.owner in register.stints
        return (0.6 if elsewhere else 1.2), "surname_and_club"
    told = 0.5 if day else 0.9
    return (told, "surname_and_club") if reading.clubs_named & ever else (0.0, "")


def _clubs_in_brackets(reading, around):
    text, last = around.text, around.mention.last
    if last + 1 >= len(text.words) or text.gap(last).strip() not in {"(", "-"}:
        return set()
    return {club.owner for m, _a in reading.mentions if m.first == last + 1 for club in m.clubs}


def _company(reading, place):
    """Others of the register in the same list: Ranieri, Conte e Mazzarri."""
    beside = [name.owner for other in reading.lists[place] for name in reading.mentions[other][0].people]
    if not reading.people_named.isdisjoint(beside):
        return 0.9 if len(reading.lists[place]) >= COMPANY else 0.6
    return 0.4 * min(len(beside), 2)
