"""A name that may have been meant by a word that nobody bears. Pure. It is offered, never looked for unasked."""

from collections import defaultdict

#: Of a shorter word nearly every other is a letter away.
SHORTEST = 4


class Known:
    """The words of the names that there are: `names` is {word: as it is written}."""

    def __init__(self, names):
        self.names = names
        #: By the first letter, and by the last two: a word that is a letter away has one or the other.
        self._alike = defaultdict(list)
        for name in names:
            if len(name) >= SHORTEST:
                self._alike[name[0]].append(name)
                self._alike[name[-2:]].append(name)

    def meant(self, unknown):
        """Return {word: name} of those among the `unknown` words of which one of the names is a letter away: another in
        its place, one too many, one too few, or two that changed places."""
        found = {}
        for word in unknown:
            near = [name for name in self._like(word) if _is_a_letter_away(word, name)]
            if near:
                best = min(near, key=lambda name: (name[0] != word[0], abs(len(name) - len(word)), name))
                found[word] = self.names[best]
        return found

    def _like(self, word):
        if len(word) < SHORTEST:
            return set()
        return {*self._alike.get(word[0], ()), *self._alike.get(word[-2:], ())}


def _is_a_letter_away(one, other):
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[at:], other[at:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
