"""What a text is on: football, something else, or it does not say. Pure."""

import re

from football.recognition import words

#: How much speaks for football, less what speaks for something else: from here a text is on it, or touches it; down
#: to there it does not say. A longer text needs as much more for every hundred words after SHORT, up to five hundred.
FOOTBALL, TOUCHES, SILENT = 3.0, 1.0, -1.0
MORE_FOOTBALL, MORE_TOUCHES, SHORT = 0.8, 0.4, 50
#: Levels: what a name's weight gains or loses.
ON_FOOTBALL, NEAR_FOOTBALL, UNSAID, ELSEWHERE = 1.0, 0.0, -1.0, -2.0
#: A word that other subjects use too counts for this much, and all of them together for this much at most.
SHARED, SHARED_AT_MOST = 0.5, 2.0
#: A result or a formation: 2-1, 4-3-3; and what precedes the coach at the end of a line-up. What must not stand before
#: is asked after the first digit, or the first word: asked before, it would be asked at every letter of a text.
RESULT = re.compile(r"\d(?<![\d-]\d)-\d(?:-\d){0,3}(?![\d-])")
BENCH = re.compile(r"All(?<!\wAll)\. ?[A-Z]")
#: A result of basket or rugby, and the sets of a tennis match.
OTHER_RESULT = re.compile(r"\d(?<![\d-]\d)(?:\d-\d{2}|-\d, \d-\d)(?![\d-])")
#: Juniors, by what their teams and contests are called, if a word of it is there.
JUNIORS = re.compile(r"\bPrimavera\b|\bYouth League\b|\b(?:Under |U)1\d\b")
JUNIOR_WORDS = frozenset({"primavera", "youth", "under", *(f"u1{digit}" for digit in range(10))})
#: So many words of another sport make a text one on it, if they are more than those of football alone.
ANOTHER = 2
#: Where a text says at the latest which sport it is on, in words; and what that counts for.
OPENING, OPENS = 15, 3
#: So many words of women's football, or of juniors', make a text one on it.
WOMEN, JUNIOR = 3, 3


class Topic:
    """The subject of a text, weighed once: what its words say, and the names that mean one club wherever they stand."""

    def __init__(self, text, *, known=frozenset(), couples=0):
        self.known = known
        self.vocabulary = text.vocabulary
        self.is_on_another_sport = self._is_on_women(text) or self._has_more_of_another_sport(text)
        self.hundreds = min(max(len(text.words) - SHORT, 0) / 100, 5.0)
        self.strong = self._football_words(text) + couples
        self.shared = min(SHARED * len(self.vocabulary & words.SHARED), SHARED_AT_MOST)
        self.elsewhere = len(self.vocabulary & words.ELSEWHERE)

    def _is_on_women(self, text):
        """Whether a text is on the football of women or of juniors, whose teams are not the clubs of the register."""
        women = len(self.vocabulary & words.WOMEN) + 2 * text.has_pair(words.OF_WOMEN)
        if women >= WOMEN:
            return True
        return not self.vocabulary.isdisjoint(JUNIOR_WORDS) and len(JUNIORS.findall(text.text)) >= JUNIOR

    def _has_more_of_another_sport(self, text):
        others = len(self.vocabulary & words.OTHER_SPORT) + 2 * text.has_pair(words.OTHER_CONTESTS)
        if others and OTHER_RESULT.search(text.text):
            others += 1
        if not words.SPORTS.isdisjoint(text.words[:OPENING]):
            others += OPENS
        return others >= ANOTHER and others > len(self.vocabulary & words.FOOTBALL_ALONE)

    def _football_words(self, text):
        told = sum(pattern.search(text.text) is not None for pattern in (RESULT, BENCH))
        return len(self.vocabulary & words.STRONG) + told + text.has_pair(words.LEAGUES)

    @property
    def is_mostly_elsewhere(self):
        """Whether the words of other subjects weigh against those of football, even where the text touches it."""
        return self.elsewhere >= 2 and self.elsewhere * 2 > self.strong

    def level(self, clubs, people):
        """Return ON_FOOTBALL, NEAR_FOOTBALL, UNSAID or ELSEWHERE, given who has been named beyond doubt."""
        if self.is_on_another_sport:
            return ELSEWHERE
        strong = self.strong + len(self.known | clubs) + len(people)
        # What other subjects say too never makes a text touch football by itself.
        said = strong + (self.shared if strong else min(self.shared, SHARED)) - self.elsewhere
        if said >= FOOTBALL + MORE_FOOTBALL * self.hundreds:
            return ON_FOOTBALL
        if said >= TOUCHES + MORE_TOUCHES * self.hundreds:
            return NEAR_FOOTBALL
        return UNSAID if said > SILENT else ELSEWHERE
