"""The front page: which story stands where."""

from collections import defaultdict
from dataclasses import dataclass, field

from newsroom.models import Article

#: The newest stories from which the page is made: a section that is in none of them rests.
RECENT = 200
#: Stories beside the lead, in the list of the latest, and of each section.
SECOND, LATEST, OF_A_SECTION = 6, 12, 4


@dataclass(frozen=True)
class Front:
    """The stories of each place, or their keys. No story stands in two of them."""

    lead: object = None
    second: list = field(default_factory=list)
    latest: list = field(default_factory=list)
    sections: list = field(default_factory=list)


def front():
    """Return the Front of today. Four queries for any number of stories."""
    recent = Article.objects.published().by_news().values_list("pk", "section_id")[:RECENT]
    places = lay_out(list(recent))
    wanted = [places.lead, *places.second, *places.latest, *(pk for keys in places.sections for pk in keys)]
    stories = Article.objects.published().for_cards().in_bulk([pk for pk in wanted if pk])
    return Front(
        lead=stories.get(places.lead),
        second=[stories[pk] for pk in places.second],
        latest=[stories[pk] for pk in places.latest],
        sections=_in_menu_order([[stories[pk] for pk in keys] for keys in places.sections]),
    )


def lay_out(recent):
    """Return the keys of each place from (story's key, section's key) pairs, newest first."""
    keys = [pk for pk, _ in recent]
    rest = 1 + SECOND + LATEST
    sections = defaultdict(list)
    for pk, section in recent[rest:]:
        if len(sections[section]) < OF_A_SECTION:
            sections[section].append(pk)
    return Front(
        lead=keys[0] if keys else None,
        second=keys[1 : 1 + SECOND],
        latest=keys[1 + SECOND : rest],
        sections=list(sections.values()),
    )


def _in_menu_order(sections):
    return sorted(sections, key=lambda stories: (stories[0].section.position, stories[0].section.name))
