"""Which clubs and people a text names: what is written, what stands around it, and what else the text says. Pure.

    register = Register(names, stints, countries=…)
    found = recognise(register, text, title=…, day=…)

Nothing is tagged by this: it proposes, and says what it is unsure of.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from football.recognition import words
from football.recognition.clubs import weigh_club
from football.recognition.mentions import Surroundings, mentions_in
from football.recognition.people import weigh_person
from football.recognition.register import BYNAMES
from football.recognition.tokens import Text

#: From this weight a name is taken to mean somebody; from the lower one it is proposed as doubtful.
SURE, DOUBTFUL = 1.5, 0.8
#: How many words that only football uses make a text one on football, and how many a text that touches it.
FOOTBALL, TOUCHES = 3, 1


@dataclass(frozen=True)
class Found:
    """Who is named: where (pairs of places in the text; those in the title apart), in which sentence first, why, how
    much the text is about them (0 to 1), and whether that is doubtful."""

    owner: object
    is_club: bool
    spans: tuple[tuple[int, int], ...]
    in_title: bool
    sentence: str
    reason: str
    salience: float
    doubtful: bool


def recognise(register, text, *, title="", day: date | None = None):
    """Return the Found of a text, the most salient first. About 3 ms for 600 words."""
    return Reading(register, text, title=title, day=day).found()


class Reading:
    """One text, read in turns: first what names somebody by itself, then what needs the others."""

    def __init__(self, register, text, *, title="", day=None):
        self.register, self.day = register, day
        self.offset = len(title) + 1 if title else 0
        self.text = Text(f"{title}\n{text}" if title else text)
        self.mentions = [(m, Surroundings(self.text, m)) for m in mentions_in(self.text, register)]
        self.vocabulary = {token.word for token in self.text.tokens}
        #: Who has been named beyond doubt, and who has a surname that somebody else here bears.
        self.named, self.others = set(), defaultdict(set)
        #: The different names by which each owner may have been named.
        self.called = defaultdict(set)
        for mention, _around in self.mentions:
            for name in mention.names:
                self.called[name.key].add(name.text.lower())
        self.weights = {}

    @property
    def is_on_another_sport(self):
        return len(self.vocabulary & words.OTHER_SPORT) > len(self.vocabulary & words.FOOTBALL_ALONE)

    @property
    def is_on_national_teams(self):
        return len(self.vocabulary & words.NATIONAL) >= 3

    @property
    def football(self):
        """How much a text is on football: -2 for one that is not, 0 for one that touches it, 1 for one that is."""
        if self.is_on_another_sport:
            return -2.0
        strong = len(self.vocabulary & words.STRONG)
        known = sum(1 for is_club, _owner in self.named) + strong
        return 1.0 if known >= FOOTBALL else 0.0 if known >= TOUCHES else -2.0

    def found(self):
        self._note_the_others()
        # What is sure in one turn tells what is meant in the next.
        for _turn in range(3):
            before = set(self.named)
            self._weigh_all()
            if self.named == before:
                break
        return self._gathered()

    def _note_the_others(self):
        """Remember first names that belong to nobody of the register: the bare surname is then theirs."""
        for mention, around in self.mentions:
            first_name = around.first_name_before(self.register.known_first_names)
            for name in mention.people:
                known = self.register.first_names.get(name.owner, ())
                if first_name and name.kind == "surname" and first_name not in known:
                    self.others[name.owner].add(first_name)

    def _weigh_all(self):
        self.weights = {}
        for place, (mention, around) in enumerate(self.mentions):
            weighed = [(weigh_club(self, n, around), n) for n in mention.clubs]
            weighed += [(weigh_person(self, n, around), n) for n in mention.people]
            weighed.sort(key=lambda entry: -entry[0][0])
            if not weighed or weighed[0][0][0] < DOUBTFUL:
                continue
            (weight, reason), best = weighed[0]
            rival = next((w for (w, _r), n in weighed[1:] if n.key != best.key), 0.0)
            sure = weight >= SURE and weight - rival >= 0.5
            self.weights[place] = (best, reason, sure)
            if sure:
                self.named.add(best.key)

    def is_named(self, owner, *, is_club):
        return (is_club, owner) in self.named

    def clubs_named(self):
        return {owner for is_club, owner in self.named if is_club}

    def people_named(self):
        return {owner for is_club, owner in self.named if not is_club}

    def _gathered(self):
        by_owner = defaultdict(list)
        for place, (name, reason, sure) in self.weights.items():
            by_owner[name.key].append((self.mentions[place][0], reason, sure))
        found = [self._one(key, entries) for key, entries in by_owner.items()]
        return sorted(found, key=lambda f: (f.doubtful, -f.salience, f.spans[:1] or ((0, 0),)))

    def _one(self, key, entries):
        sure = [entry for entry in entries if entry[2]]
        told = sure or entries
        places = [(self.text.tokens[m.first].start, self.text.tokens[m.last].end) for m, _r, _s in told]
        in_title = any(start < self.offset for start, _end in places)
        spans = tuple((start - self.offset, end - self.offset) for start, end in places if start >= self.offset)
        return Found(
            owner=key[1],
            is_club=key[0],
            spans=spans,
            in_title=in_title,
            sentence=self.text.sentence_at(places[0][0]),
            reason=told[0][1],
            salience=self._salience(spans, in_title),
            doubtful=not sure,
        )

    def _salience(self, spans, in_title):
        """Title 0.5, first paragraph 0.25, and up to 0.25 for how often."""
        opening = self.text.text.find("\n", self.offset + 1)
        early = any(start < (opening - self.offset if opening > 0 else 300) for start, _end in spans)
        return 0.5 * in_title + 0.25 * early + 0.25 * min(len(spans) / 4, 1.0)


def is_byname(name):
    """Whether a name means a club only beside another of its names: colours, and nicknames that others share."""
    return name.is_club and name.kind in BYNAMES and name.ambiguous
