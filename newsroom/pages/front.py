"""The front page: which story stands where."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone

from newsroom.cards import Look, together
from newsroom.models import Article, Section

#: The newest stories from which the page is made: a section that is in none of them rests.
RECENT = 200
#: Stories beside the lead, in the list of the latest, and of each section.
SECOND, LATEST, OF_A_SECTION = 6, 12, 4


#: How their cards look: those in evidence, under the days of the latest, and of each section the first and the others.
LEAD = Look("lead")
EVIDENT, DATED = Look("large", "h2"), Look("small", "h4", under_day=True)
FIRST, OTHERS = Look("large"), Look("small")


@dataclass(frozen=True)
class Front:
    """The cards of each place. No story stands in two of them."""

    lead: str = ""
    second: str = ""
    #: (day, cards) of the latest.
    latest: list = field(default_factory=list)
    #: (section, cards), in the order of the menu.
    sections: list = field(default_factory=list)


def front():
    """Return the Front of today. Two queries for any number of stories, and those of their cards."""
    recent = Article.objects.published().by_news().values_list("pk", "section_id", "published_at")[:RECENT]
    lead, second, latest, sections = lay_out(list(recent))
    days, menu = by_day(latest), [s for s in Section.objects.all() if s.pk in sections]
    lists = [([lead] if lead else [], LEAD), (second, EVIDENT), *((keys, DATED) for _day, keys in days)]
    for section in menu:
        first, *others = sections[section.pk]
        lists += [([first], FIRST), (others, OTHERS)]
    lead, second, *made = together(lists)
    dated, of_sections = made[: len(days)], made[len(days) :]
    pairs = zip(of_sections[::2], of_sections[1::2], strict=True)
    return Front(
        lead,
        second,
        [(day, cards) for (day, _keys), cards in zip(days, dated, strict=True)],
        [(section, first + others) for section, (first, others) in zip(menu, pairs, strict=True)],
    )


def lay_out(recent):
    """Return (lead, second, latest, {section's key: stories}) from rows that begin with (story's key, section's key),
    newest first: keys of each place, and of the latest the rows."""
    rest = 1 + SECOND + LATEST
    keys = [row[0] for row in recent]
    sections = defaultdict(list)
    for pk, section, *_ in recent[rest:]:
        if len(sections[section]) < OF_A_SECTION:
            sections[section].append(pk)
    return keys[0] if keys else None, keys[1 : 1 + SECOND], recent[1 + SECOND : rest], dict(sections)


def by_day(rows):
    """Return [(day, keys)] of (key, section, published_at) rows, newest first."""
    days = groupby(rows, lambda row: timezone.localdate(row[2]))
    return [(day, [row[0] for row in some]) for day, some in days]
