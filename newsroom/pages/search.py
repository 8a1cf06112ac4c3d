"""The search of readers: who is named, the rumours, the stories, and by what they can be narrowed."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote_plus

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from football.topics import MENU, REGISTER, RUMOURS, SITE, STORIES
from newsroom.kept.pieces import piece, pieces
from newsroom.search import facets, finding, namebook, results
from newsroom.search.narrowing import NAMES, YEARS, Narrowing
from newsroom.search.question import LONGEST, Question

PAGE_OF_IT = "newsroom/search.html"
OF_STORIES, OF_RUMOURS, OF_NAMED = (f"newsroom/_found_{what}.html" for what in ("stories", "rumours", "named"))
OF_FACETS = "newsroom/_facets.html"
#: How many stories a page has, how many rumours stand above them, and how many a page of rumours alone has.
SIZE, FIRST_RUMOURS, SIZE_OF_RUMOURS = 15, 6, 30
QUERY, PAGE, ONLY, ONLY_RUMOURS = "q", "pagina", "solo", "voci"
#: No search has more: a page is a slice of what was ranked.
LAST_PAGE = 3 * finding.MOST // SIZE
#: What each part of the page prints.
#: MENU: whether the section exists by which a search is narrowed.
PARTS = {"stories": {STORIES, REGISTER, MENU}, "rumours": {RUMOURS, REGISTER, MENU}, "named": {REGISTER, MENU}}


@dataclass(frozen=True)
class Choice:
    """One way to narrow a search: its name, how many it leaves, and the query string that asks for it."""

    name: str
    number: int
    query: str


@dataclass(frozen=True)
class Part:
    html: SafeString = ""
    #: How many were found and ranked, and how many the page says that there are.
    ranked: int = 0
    counted: int = 0
    #: By what they can be narrowed.
    aside: SafeString = ""
    #: What may have been meant when there is nothing.
    meant: str = ""

    @property
    def size(self):
        return len(self.html) + len(self.aside)


def search(request):
    """The page is kept while nothing public changes, and each part of it while nothing does that it prints: what is
    found depends on every word of the site. In memory alone: what readers search for is nothing to be stored."""
    name = ("search", "?", request.GET.urlencode())
    return HttpResponse(piece(name, {SITE}, lambda: render_to_string(PAGE_OF_IT, Search(request.GET).page(), request)))


class Search:
    """What is asked for by a QueryDict. Raises Http404 for a page that is none."""

    def __init__(self, query):
        self.query, self.now, self.book = query, timezone.now(), namebook.of_the_site()
        self.number, self.narrowing = _number(query.get(PAGE, "1")), Narrowing.asked(query)
        self.question = Question.asked(query.get(QUERY, ""), self.book)
        self.only_rumours = query.get(ONLY) == ONLY_RUMOURS

    def page(self):
        """What the page prints. No query while its parts stand."""
        asked = self.query.urlencode()
        wanted = {("found", "?", part, asked): printed for part, printed in PARTS.items()}
        made = pieces(wanted, lambda names: {name: getattr(self, name[2])() for name in names}, size=lambda p: p.size)
        parts = {part: made["found", "?", part, asked] for part in PARTS}
        instead = Part()
        if not parts["stories"].counted and not parts["rumours"].counted:
            name = ("found", "?", "instead", asked)
            instead = piece(name, PARTS["named"], self.instead, size=lambda part: part.size)
        parts["named"] = parts["named"] if parts["named"].html else instead
        return parts | self._around() | self._turned(parts) | {"meant": instead.meant}

    def _around(self):
        return {
            "own": {MENU},
            "apart": ("?", self.query.urlencode()),
            "question": self.question,
            "longest": LONGEST,
            "number": self.number,
            "only_rumours": self.only_rumours,
            "ignored": [(NAMES[name], text) for name, text in self.narrowing.ignored.items()],
            "chosen": self._chosen(),
        }

    def _turned(self, parts):
        """The query strings of the pages before and after this one."""
        ranked, size = parts["rumours" if self.only_rumours else "stories"].ranked, self._size
        return {
            "before": self._with(**{PAGE: self.number - 1}) if self.number > 1 else "",
            "after": self._with(**{PAGE: self.number + 1}) if ranked > self.number * size else "",
        }

    def stories(self):
        """The Part with the stories. Five queries beside those of the finding, three more for hits that are not
        kept."""
        found = finding.stories(self.question, self.narrowing, self.now)
        if self.only_rumours:
            return Part(ranked=len(found.keys), counted=found.counted)
        context = {
            "number": found.counted,
            "more": found.more,
            "story_hits": results.stories(self._shown(found.keys), self.question),
            "facets": self._facets(found),
        }
        html, aside = (
            render_to_string(template, context) if context[what] else ""
            for template, what in ((OF_STORIES, "story_hits"), (OF_FACETS, "facets"))
        )
        return Part(html, len(found.keys), found.counted, aside)

    def rumours(self):
        """The Part with the rumours: of a page of theirs alone, or the best above the stories. No query beside those of
        the finding, one for hits that are not kept."""
        found = finding.rumours(self.question, self.narrowing, self.now)
        first = found.keys[:FIRST_RUMOURS] if self.number == 1 else []
        hits = results.rumours(self._shown(found.keys) if self.only_rumours else first, self.question)
        context = {
            "number": found.counted,
            "more": found.more,
            "rumour_hits": hits,
            "only_rumours": self.only_rumours,
            "all_rumours": self._with(**{ONLY: ONLY_RUMOURS, PAGE: None}),
            "all_stories": self._with(**{ONLY: None, PAGE: None}),
        }
        html = render_to_string(OF_RUMOURS, context) if hits or self.only_rumours else ""
        return Part(html, len(found.keys), found.counted)

    def named(self):
        """The Part with the clubs and people that are named. Three queries at the most."""
        return Part() if self.narrowing.by else _part_of_named(results.named(self.question))

    def instead(self):
        """When there is nothing, the Part with those whose name the words are a part of, and with the names that may
        have been meant. Three queries at the most."""
        alone = not self.question.owners and not self.narrowing.by
        called = results.called_in_part(self.question) if alone else []
        return replace(_part_of_named(called), meant=results.suggestion(self.question, self.book))

    def _facets(self, found):
        """(title, Choices) of each kind by which these stories are not narrowed yet and which parts them. Five
        queries."""
        counted = {
            "club": facets.clubs_of,
            "persona": facets.people_of,
            "sezione": facets.sections_of,
            YEARS: facets.years_of,
        }
        left = {name: count(found) for name, count in counted.items() if found.keys and name not in self.narrowing.by}
        return [
            (NAMES[name], [Choice(text, number, self._narrowed(name, value)) for value, text, number in some])
            for name, some in left.items()
            if some
        ]

    @cached_property
    def _first_page(self):
        return self._with(**{PAGE: None}, **dict.fromkeys(self.narrowing.ignored))

    def _narrowed(self, name, value):
        return f"{self._first_page}&{name}={quote_plus(str(value))}"

    def _chosen(self):
        """(label, thing, query string without it) of what the search is narrowed by."""
        by = self.narrowing.by.items()
        return [(NAMES[name], thing, self._with(**{name: None, PAGE: None})) for name, thing in by]

    @property
    def _size(self):
        return SIZE_OF_RUMOURS if self.only_rumours else SIZE

    def _shown(self, keys):
        return keys[(self.number - 1) * self._size : self.number * self._size]

    def _with(self, **values):
        """The query string with some values changed; None takes one away."""
        changed = self.query.copy()
        for name, value in values.items():
            changed.pop(name, None)
            if value is not None:
                changed[name] = value
        return changed.urlencode()


def _part_of_named(things):
    return Part(render_to_string(OF_NAMED, {"named": things}) if things else "", len(things), len(things))


def _number(text):
    """The number of a page. Raises Http404 for what is none."""
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 4 and 0 < int(text) <= LAST_PAGE):
        raise Http404
    return int(text)
