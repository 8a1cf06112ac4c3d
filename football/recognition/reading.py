"""One text, read in turns: first what names somebody by itself, then what needs the others. Pure."""

from collections import defaultdict
from dataclasses import replace
from operator import itemgetter

from football.recognition import words
from football.recognition.clubs import is_something_else, is_surely_a_club, weigh_club
from football.recognition.couples import Couples
from football.recognition.mentions import Surroundings, lists_of, mentions_in
from football.recognition.people import is_somebody_else, weigh_person
from football.recognition.register import SURNAMES
from football.recognition.relatives import first_names_alone
from football.recognition.tokens import Text
from football.recognition.topic import Topic

#: From this weight a name is taken to mean somebody, if the next best is so much lighter; from the lower one it is
#: proposed as doubtful.
SURE, DOUBTFUL, CLEAR = 1.5, 0.8, 0.5
#: What is sure in one turn tells what is meant in the next; seldom is there anything new in the third.
TURNS = 3
#: So many words of national teams make a text one on them.
NATIONAL = 3


class Reading:
    """What a text says, and who is named so far. `meant` holds, by place in `mentions`, (name, reason, sure,
    weight)."""

    def __init__(self, register, text, *, title="", day=None):
        self.register, self.day = register, day
        self.offset = len(title) + 1 if title else 0
        self.text = Text(f"{title}\n{text}" if title else text)
        #: {person: clubs} coached about the day; and who has a surname that somebody else here bears.
        self._clubs, self.others = {}, set()
        #: [(mention, surroundings)] in order.
        self.mentions = self._mentions()
        #: The places of the others in the list to which each mention belongs.
        self.lists = lists_of(self.text, [mention for mention, _around in self.mentions])
        #: The different names by which each owner may have been named.
        self.called = self._called()
        #: Who has been named beyond doubt.
        self.clubs_named, self.people_named = set(), set()
        self.couples = Couples(self.text, self.mentions, self)
        self._find_the_topic()
        self.meant = {}
        self._read()

    def _mentions(self):
        """The Mentions, without those whom what stands right beside makes somebody else."""
        mentions = [(m, Surroundings(self.text, m)) for m in mentions_in(self.text, self.register)]
        self._note_the_others(mentions)
        alone = first_names_alone(self.text, [m for m, _around in mentions], self.register)
        mentions += [(m, Surroundings(self.text, m)) for m in alone]
        meant = [(self._meant(m, around), around) for m, around in mentions]
        return sorted(((m, around) for m, around in meant if m.names), key=lambda entry: entry[0].first)

    def _note_the_others(self, mentions):
        """Remember first names and offices that belong to nobody of the register: the bare surname is then theirs."""
        for mention, around in mentions:
            people = mention.people
            first_name = people and around.first_name_before(self.register.known_first_names)
            for name in people:
                is_another = first_name and not self.register.may_be_called(name.owner, first_name)
                has_a_role = around.called in words.ROLES and name.ambiguous
                if around.called in words.OFFICES or has_a_role or (is_another and name.kind in SURNAMES):
                    self.others.add(name.owner)

    def _meant(self, mention, around):
        """The mention without those of its names that mean somebody else."""
        no_club = any(name.is_club for name in mention.names) and is_something_else(around)
        names = tuple(
            name
            for name in mention.names
            if not (no_club if name.is_club else is_somebody_else(name, around, self.register))
        )
        return mention if len(names) == len(mention.names) else replace(mention, names=names)

    def _find_the_topic(self):
        named = ((mention, around, name) for mention, around in self.mentions for name in mention.clubs)
        sure = [(mention, name) for mention, around, name in named if is_surely_a_club(name, around, self.register)]
        #: The sentences that name a club by a name that means nothing else there.
        self.with_clubs = {self.text.sentence_number(mention.first) for mention, _name in sure}
        known = {name.owner for _mention, name in sure}
        self.topic = Topic(self.text, known=known, couples=self.couples.weight)
        self.is_on_national_teams = len(self.text.vocabulary & words.NATIONAL) >= NATIONAL

    def _called(self):
        called = defaultdict(set)
        for mention, _around in self.mentions:
            for name in mention.names:
                called[name.key].add(name.text.lower())
        return called

    def _read(self):
        for _turn in range(TURNS):
            before = len(self.clubs_named) + len(self.people_named)
            self.football = self.topic.level(self.clubs_named, self.people_named)
            self._weigh_all()
            if len(self.clubs_named) + len(self.people_named) == before:
                break

    def _weigh_all(self):
        self.meant = {}
        for place, (mention, around) in enumerate(self.mentions):
            weighed = [(*self._weigh(name, place, around), name) for name in mention.names]
            weight, reason, best = max(weighed, key=itemgetter(0))
            if weight < DOUBTFUL:
                continue
            sure = weight >= SURE and weight - _rival_of(best, weighed) >= CLEAR
            self.meant[place] = (best, reason, sure, weight)
            if sure:
                (self.clubs_named if best.is_club else self.people_named).add(best.owner)

    def _weigh(self, name, place, around):
        return (weigh_club if name.is_club else weigh_person)(self, name, place, around)

    def clubs_of(self, person):
        """The clubs that someone coached about the day of the text."""
        if person not in self._clubs:
            self._clubs[person] = self.register.clubs_of(person, self.day)
        return self._clubs[person]

    def coached_by_the_named(self, club):
        return any(club in self.clubs_of(person) for person in self.people_named)

    def is_listed_with_a_club(self, place):
        """Whether a comma, "e" or a dash joins the mention at `place` to a club that is named beyond doubt."""
        clubs = (name.owner for other in self.lists[place] for name in self.mentions[other][0].clubs)
        own = {name.owner for name in self.mentions[place][0].clubs}
        return any(club in self.clubs_named and club not in own for club in clubs)

    def names_another_country(self, country):
        return any(club in self.register.countries and club != country for club in self.clubs_named)


def _rival_of(best, weighed):
    """The weight of the next best that means somebody else."""
    if len(weighed) == 1:
        return 0.0
    return max((weight for weight, _reason, name in weighed if name.key != best.key), default=0.0)
