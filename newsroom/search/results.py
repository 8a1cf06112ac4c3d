"""What the page prints of a search, loaded and marked."""

from dataclasses import dataclass

from football.fulltext.asked import Marks
from football.fulltext.words import WORD, folded
from football.models import Club, Person
from newsroom.models.linking import text_of
from newsroom.search import snippets, spelling

#: Clubs and people above what is found in texts.
CARDS = 6
#: A part of a name is looked for from so many letters on.
SHORTEST = 4


@dataclass(frozen=True)
class Hit:
    """A story or a rumour, with its line and a stretch of its text in (text, whether it is marked) pieces."""

    thing: object
    line: list
    stretch: list


def stories(articles, keys, question):
    """Return the Hits of these stories, in this order. As many queries as their cards have."""
    marks, there = Marks(question.terms), articles.for_cards().in_bulk(keys)
    return [_story(there[key], marks) for key in keys if key in there]


def _story(article, marks):
    stretch = snippets.snippet(article.standfirst, marks) or snippets.snippet(text_of(article.body), marks)
    return Hit(article, snippets.marked(article.headline, marks), stretch or [(article.standfirst, False)])


def rumours(queryset, keys, question):
    """Return the Hits of these rumours, in this order. One query."""
    marks, there = Marks(question.terms), queryset.for_cards().in_bulk(keys)
    return [Hit(there[key], snippets.marked(there[key].title, marks), []) for key in keys if key in there]


def cards(question, found):
    """Return the clubs and people that a question names, in the order of its words; when it names nobody and nothing
    was found, those in whose names its words are. Two queries, three with the benches."""
    if not question.owners:
        return [] if found else _called_in_part(question)
    owners = question.owners[:CARDS]
    clubs = Club.objects.select_related("competition").in_bulk([pk for is_club, pk in owners if is_club])
    people = Person.objects.for_index().in_bulk([pk for is_club, pk in owners if not is_club])
    found = [(clubs if is_club else people).get(pk) for is_club, pk in owners]
    return [thing for thing in found if thing]


def _called_in_part(question):
    if (
        not question.unknown
        or min(map(len, question.unknown)) < SHORTEST
        or len(question.unknown) < len(question.terms)
    ):
        return []
    text = " ".join(question.unknown)
    clubs = Club.objects.select_related("competition").named_like(text)[:CARDS]
    return [*clubs, *Person.objects.named_like(text).for_index()[:CARDS]][:CARDS]


def suggestion(question, book, found):
    """Return the text of the question with the names in it that may have been meant, when nothing was found for it; or
    nothing."""
    meant = {} if found else spelling.meant(question.unknown, book.words)
    return WORD.sub(lambda word: meant.get(folded(word.group()), word.group()), question.text) if meant else ""
