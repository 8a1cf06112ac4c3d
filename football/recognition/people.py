"""How much a name in a text means a person of the register: a surname is often somebody else's. Pure."""

from football.recognition import words
from football.recognition.mentions import is_same_person


def weigh_person(reading, name, around):
    """Return (weight, reason) of a person's name where it stands."""
    register = reading.register
    if around.before in words.OF_A_THING or around.before in words.OFFICES or around.is_a_grounds_name:
        return -9.0, "somebody_else"
    if name.kind != "surname" and not name.ambiguous:
        return 3.0, "full_name"
    first_name = around.first_name_before(register.known_first_names)
    own = register.first_names.get(name.owner, ())
    if first_name:
        if is_same_person(first_name, own):
            return 3.0, "full_name"
        if first_name in register.known_first_names or name.ambiguous:
            return -9.0, "somebody_else"
    if around.is_a_first_name(register.known_first_names):
        return -9.0, "first_name"
    if reading.is_named(name.owner, is_club=False):
        return 2.5, "named_elsewhere"
    if reading.others[name.owner]:
        return -2.0, "somebody_else"
    return _bare_surname(reading, name, around)


def _bare_surname(reading, name, around):
    """A surname that may be anybody's: its weight is what speaks for this one, here and on this day."""
    weight = 0.4 if name.ambiguous else 1.5
    near, reason = _bench(around)
    club, by_club = _club(reading, name, around)
    weight += near + club + _company(reading, around) + 0.3 * reading.football
    if not reading.register.was_active(name.owner, reading.day):
        weight -= 0.6
    if name.ambiguous and not near and around.has_near(words.PLAYER, 4):
        weight -= 0.6
    return weight, by_club or reason or "surname"


def _bench(around):
    """What coaches are called, near by: "All. Rossi" in a line-up most of all."""
    if around.previous and around.previous.raw == "All":
        return 1.5, "surname_and_bench"
    return (0.9, "surname_and_bench") if around.has_near(words.COACH, 4) else (0.0, "")


def _club(reading, name, around):
    """The clubs of the text that he coached: on that day, at any time, or right beside in brackets."""
    register, day = reading.register, reading.day
    ever = register.clubs_of(name.owner)
    if ever & _clubs_in_brackets(reading, around):
        return 1.3, "surname_and_club"
    if day and reading.clubs_named() & register.clubs_of(name.owner, day):
        return 1.1, "surname_and_club"
    told = 0.6 if day else 0.9
    return (told, "surname_and_club") if reading.clubs_named() & ever else (0.0, "")


def _clubs_in_brackets(reading, around):
    text, last = around.text, around.mention.last
    if last + 1 >= len(text.tokens) or text.gap(last).strip() not in {"(", "-"}:
        return set()
    return {club.owner for m, _a in reading.mentions if m.first == last + 1 for club in m.clubs}


def _company(reading, around):
    """Others of the register in the same list: Ranieri, Conte e Mazzarri."""
    beside = [m for m in around.joined_to(reading.mentions) if m.people]
    if any(reading.is_named(p.owner, is_club=False) for m in beside for p in m.people):
        return 0.9
    return 0.4 * min(len(beside), 2)
