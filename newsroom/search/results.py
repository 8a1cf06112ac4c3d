"""What the page prints of a search, loaded and marked."""

from football.fulltext.asked import Marks
from football.fulltext.words import WORD, folded
from football.models import Club, Person
from newsroom.search import snippets, summaries

#: Clubs and people above what is found in texts.
CARDS = 6
#: A part of a name is looked for from so many letters on.
SHORTEST = 4


def stories(keys, question):
    """Return the HTML of these published stories, in this order. No query while all are kept, three when some are
    not."""
    return _hits(summaries.stories(keys), question)


def rumours(keys, question):
    """Return the HTML of these published rumours, in this order. No query while all are kept, one when some are not."""
    return _hits(summaries.rumours(keys), question)


def _hits(things, question):
    marks = Marks(question.terms)
    return [thing.printed(_line(thing, marks), _stretch(thing, marks)) for thing in things]


def _line(thing, marks):
    return snippets.as_html(snippets.marked(thing.line, marks))


def _stretch(thing, marks):
    found = snippets.snippet(thing.standfirst, marks) or snippets.snippet(thing.text, marks)
    return snippets.as_html(found or [(thing.standfirst.text, False)])


def named(question):
    """Return the clubs and people that a question names, in the order of its words. Two queries, three with the
    benches; none when it names nobody."""
    owners = question.owners[:CARDS]
    if not owners:
        return []
    clubs = Club.objects.select_related("competition").in_bulk([pk for is_club, pk in owners if is_club])
    people = Person.objects.for_index().in_bulk([pk for is_club, pk in owners if not is_club])
    found = [(clubs if is_club else people).get(pk) for is_club, pk in owners]
    return [thing for thing in found if thing]


def called_in_part(question):
    """Return those in whose names the words of a question are. Three queries at the most."""
    if (
        not question.unknown
        or min(map(len, question.unknown)) < SHORTEST
        or len(question.unknown) < len(question.terms)
    ):
        return []
    text = " ".join(question.unknown)
    clubs = Club.objects.select_related("competition").named_like(text)[:CARDS]
    return [*clubs, *Person.objects.named_like(text).for_index()[:CARDS]][:CARDS]


def suggestion(question, book):
    """Return the text of the question with the names in it that may have been meant, or nothing."""
    meant = book.spelling.meant(question.unknown)
    return WORD.sub(lambda word: meant.get(folded(word.group()), word.group()), question.text) if meant else ""
