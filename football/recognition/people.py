"""How much a name in a text means a person of the register: a surname is often somebody else's. Pure."""

from football.recognition import words
from football.recognition.mentions import is_same_person


def weigh_person(reading, name, around):
    """Return (weight, reason) of a person's name where it stands."""
    register = reading.register
    if around.before in words.OF_A_THING or around.before in words.OFFICES:
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
    register, day = reading.register, reading.day
    weight, reason = (0.4, "surname") if name.ambiguous else (1.5, "surname")
    named = reading.clubs_named()
    if around.has_near(words.COACH, 4):
        weight, reason = weight + 0.9, "surname_and_bench"
    if named & register.clubs_of(name.owner, day):
        weight, reason = weight + 1.1, "surname_and_club"
    elif named & register.clubs_of(name.owner):
        weight += 0.4
    if not register.was_active(name.owner, day):
        weight -= 0.6
    return weight + 0.3 * reading.football, reason
