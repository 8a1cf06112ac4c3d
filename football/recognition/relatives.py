"""Brothers, fathers and sons: a first name alone, where the text has named the family. Pure."""

from football.recognition.mentions import Mention
from football.recognition.register import Name

#: The kind of a first name that stands alone.
FIRST_NAME = "first_name"


def first_names_alone(text, mentions, register):
    """Return Mentions of the first names of those who share a surname with somebody named."""
    wanted = _families(mentions, register)
    if not wanted:
        return []
    taken = {place for m in mentions for place in range(m.first, m.last + 1)}
    found = []
    for place in [place for place, word in enumerate(text.words) if word in wanted]:
        if place not in taken and text.is_capital(place) and not _is_of_a_full_name(text, place):
            raw, owners = text.written[place], sorted(wanted[text.words[place]], key=str)
            names = tuple(Name(raw, owner, False, FIRST_NAME, ambiguous=True) for owner in owners)
            found.append(Mention(place, place, names))
    return found


def _families(mentions, register):
    """{first name: those who bear it} of everybody with a surname of the text."""
    surnames = {s for m in mentions for name in m.people for s in register.surnames.get(name.owner, ())}
    wanted = {}
    for surname in surnames:
        for owner in register.families[surname]:
            for first_name in register.first_names.get(owner, ()):
                wanted.setdefault(first_name, set()).add(owner)
    return wanted


def _is_of_a_full_name(text, place):
    """Whether a capital stands right beside: Simone Verdi, De Simone."""
    after, before = text.after(place), text.before(place)
    if after is not None and after.is_capital and text.gap(place).isspace():
        return True
    starts = place - 1 in text.first_of_sentence
    return before is not None and before.is_capital and not starts and text.gap(place - 1).isspace()
