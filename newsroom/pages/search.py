"""The search of readers: who is named, the rumours, the stories, and by what they can be narrowed."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render

from newsroom.models import Article, Section
from newsroom.search import finding, namebook, results
from newsroom.search.narrowing import NAMES, YEARS, Narrowing
from newsroom.search.question import LONGEST, Question
from rumours.models import Rumour

STORIES, RUMOURS, ALL_RUMOURS = 15, 6, 30
QUERY, PAGE, ONLY, ONLY_RUMOURS = "q", "pagina", "solo", "voci"
#: No search has more: a page is a slice of what was ranked.
LAST_PAGE = 2 * finding.MOST // STORIES


@dataclass(frozen=True)
class Choice:
    """One way to narrow a search: its name, how many it leaves, and the query string that asks for it."""

    name: str
    number: int
    query: str


def search(request):
    book, narrowing = namebook.of_the_site(), Narrowing.asked(request.GET)
    question = Question.asked(request.GET.get(QUERY, ""), book)
    articles, rumours = Article.objects.published(), Rumour.objects.published()
    stories, voices = _found(question, narrowing.stories(articles), narrowing.rumours(rumours))
    number = stories.counted + voices.counted
    context = {
        "question": question,
        "longest": LONGEST,
        "cards": [] if narrowing.by else results.cards(question, number),
        "stories": stories,
        "voices": voices,
        "meant": results.suggestion(question, book, number),
        "ignored": [(NAMES[name], text) for name, text in narrowing.ignored.items()],
        "chosen": _chosen(request.GET, narrowing),
        "facets": _facets(request.GET, narrowing, stories),
    }
    return render(request, "newsroom/search.html", context | _page(request, question, articles, rumours, context))


def _found(question, articles, rumours):
    """The stories and the rumours. Eight queries at the most."""
    tagged, told = finding.stories_about(question, Article), finding.rumours_about(question, rumours)
    return (
        finding.find(question.terms, articles, "published_at", "section", about=tagged),
        finding.find(question.terms, rumours, "news_at", about=told),
    )


def _page(request, question, articles, rumours, found):
    """The slice of the page that is asked for: of the rumours alone, or of the stories beneath the best rumours."""
    only_rumours = request.GET.get(ONLY) == ONLY_RUMOURS
    keys, size = (found["voices"].keys, ALL_RUMOURS) if only_rumours else (found["stories"].keys, STORIES)
    number = _number(request.GET.get(PAGE, "1"))
    shown = keys[(number - 1) * size : number * size]
    first = [] if only_rumours or number > 1 else found["voices"].keys[:RUMOURS]
    return {
        "only_rumours": only_rumours,
        "rumour_hits": results.rumours(rumours, shown if only_rumours else first, question),
        "story_hits": [] if only_rumours else results.stories(articles, shown, question),
        "number": number,
        "before": _with(request.GET, **{PAGE: number - 1}) if number > 1 else "",
        "after": _with(request.GET, **{PAGE: number + 1}) if len(keys) > number * size else "",
        "all_rumours": _with(request.GET, **{ONLY: ONLY_RUMOURS, PAGE: None}),
        "all_stories": _with(request.GET, **{ONLY: None, PAGE: None}),
    }


def _number(text):
    """The number of a page. Raises Http404 for what is none."""
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 4 and 0 < int(text) <= LAST_PAGE):
        raise Http404
    return int(text)


def _with(query, **values):
    """The query string with some values changed; None takes one away."""
    changed = query.copy()
    for name, value in values.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return changed.urlencode()


def _chosen(query, narrowing):
    """(label, thing, query string without it) of what the search is narrowed by."""
    return [(NAMES[name], thing, _with(query, **{name: None, PAGE: None})) for name, thing in narrowing.by.items()]


def _facets(query, narrowing, stories):
    """(title, Choices) of each kind by which these stories are not narrowed yet and which parts them. Two queries."""
    if not stories.keys:
        return []
    offered = {
        "club": finding.clubs_of(stories, Article),
        "persona": finding.people_of(stories, Article),
        "sezione": [(s.slug, s.name, number) for s, number in finding.sections_of(stories, Section.objects.all())],
        YEARS: [(year, year, number) for year, number in finding.years_of(stories)],
    }
    return [
        (NAMES[name], [Choice(text, number, _with(query, **{name: value, PAGE: None})) for value, text, number in some])
        for name, some in offered.items()
        if name not in narrowing.by and some
    ]
