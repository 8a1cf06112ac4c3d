"""Clubs and those who sat on their benches that day, where one sentence names both: each speaks for the other. Pure."""

from collections import defaultdict

from football.recognition import words
from football.recognition.clubs import may_be_a_club
from football.recognition.register import BYNAMES

#: How much a couple says that a text is on football: joined by "di", in one sentence, by colours or a nickname alone.
JOINED, TOGETHER, BY_A_BYNAME = 2.0, 2.0, 1.0
#: So many clubs and people of one sentence are put together: a table of names is no sentence.
MANY = 40
#: What joins a club to its coach: il Lecce di Gotti, il Lecce del tecnico Gotti.
OF = frozenset({"di", "del", "dell", "d", "dello"})


class Couples:
    """Which mention goes with which, by their places in the list of mentions."""

    def __init__(self, text, mentions, reading):
        self.text, self.reading = text, reading
        #: {place: owners} of clubs beside one of their coaches, and of people beside a club of theirs by its own name.
        self.clubs, self.people = defaultdict(set), defaultdict(set)
        #: {place: keys} of those whom "di" joins.
        self.joined = defaultdict(set)
        #: The places of people after a club and "di", whether they are known to have coached it or not.
        self.after_a_club = set()
        self.weight = 0.0
        for clubs, people in self._by_sentence(mentions):
            for club in clubs[:MANY]:
                for person in people[:MANY]:
                    self._note(*club, *person)

    def people_joined(self, place):
        """The keys of people whom "di" joins to a club at a place; of several those whose club is named by its name."""
        joined = {key for key in self.joined.get(place, ()) if not key[0]}
        by_name = {key for key in joined if key[1] in self.people.get(place, ())}
        return by_name or joined

    def _by_sentence(self, mentions):
        """Yield ([(place, mention, name) of clubs], [those of people]) of each sentence with both."""
        sentences = defaultdict(lambda: ([], []))
        for place, (mention, around) in enumerate(mentions):
            clubs, people = sentences[self.text.sentence_number(mention.first)]
            for name in mention.names:
                (clubs if name.is_club else people).append((place, mention, name, around))
        for clubs, people in (both for both in sentences.values() if all(both)):
            may_be = [entry[:3] for *entry, around in clubs if may_be_a_club(entry[2], around, self.reading.register)]
            if may_be:
                yield may_be, [entry[:3] for entry in people]

    def _note(self, place, mention, club, other_place, other_mention, person):
        if place == other_place:
            return
        on_the_day = club.owner in self.reading.clubs_of(person.owner)
        joined = self._are_joined(mention, other_mention)
        if joined:
            self._join(place, club, other_place, person, on_the_day=on_the_day)
        if on_the_day and (joined or not _is_a_common_word(club)):
            self._put_together(place, club, other_place, person)

    def _join(self, place, club, other_place, person, *, on_the_day):
        if club.kind not in BYNAMES:
            self.after_a_club.add(other_place)
        if on_the_day or club.owner in self.reading.register.clubs_of(person.owner):
            self.joined[place].add(club.key)
            self.joined[other_place].add(person.key)
            self.weight = max(self.weight, JOINED if on_the_day else BY_A_BYNAME)

    def _put_together(self, place, club, other_place, person):
        self.clubs[place].add(club.owner)
        byname = club.kind in BYNAMES and club.ambiguous
        if not byname:
            self.people[other_place].add(person.owner)
        self.weight = max(self.weight, BY_A_BYNAME if byname else TOGETHER)

    def _are_joined(self, club, person):
        """Whether "di" stands between a club and a person, and at most what coaches are called."""
        between = self.text.words[club.last + 1 : person.first]
        return 0 < len(between) < 3 and between[0] in OF and words.TITLES.issuperset(between[1:])


def _is_a_common_word(club):
    """Whether a byname is written like any noun: i lupi, gli aquilotti."""
    return club.kind in BYNAMES and club.ambiguous and club.text[0].islower()
