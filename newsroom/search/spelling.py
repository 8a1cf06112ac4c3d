"""A name that may have been meant by a word that nobody bears. Pure. It is offered, never looked for unasked."""

#: Of a shorter word nearly every other is a letter away.
SHORTEST = 4


def meant(unknown, known):
    """Return {word: name} of those among the `unknown` words of which one of the `known`, {word: as it is written}, is
    a letter away: another in its place, one too many, one too few, or two that changed places."""
    found = {}
    for word in unknown:
        near = sorted(name for name in known if len(word) >= SHORTEST and _is_a_letter_away(word, name))
        if near:
            found[word] = known[min(near, key=lambda name: (name[0] != word[0], abs(len(name) - len(word)), name))]
    return found


def _is_a_letter_away(one, other):
    if abs(len(one) - len(other)) > 1 or len(other) < SHORTEST or one == other:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[at:], other[at:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
