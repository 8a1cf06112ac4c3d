from dataclasses import dataclass, field

from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from football.topics import CHANGES, MENU, REGISTER, RUMOURS
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.keyset import Listing, Page, page_of, page_of_keys
from newsroom.pages.football import competitions_and
from rumours.benches import benches as benches_of
from rumours.filters import RumourFilter
from rumours.models import Assessment, Rumour

#: What most readers want of the list, as addresses to be kept; the filters have the rest.
OFTEN_ASKED = [
    ("stato=aperte", _("Open rumours")),
    ("attendibilita=probabile", _("Likely or more")),
    ("tipo=nuovo-allenatore", _("New coaches")),
    ("tipo=trasferimento", _("Transfers")),
    ("stato=confermate", _("Those that came true")),
]


#: The queries whose lists are kept: of others there is no end.
KEPT = {"", *(query for query, _words in OFTEN_ASKED)}
ALL = Listing(lambda now: Rumour.objects.published(at=now).by_news(), field="news_at", size=40)


@dataclass(frozen=True)
class Found:
    """What the filters of a request mean (rumours/filters.py), and what they leave."""

    page: Page
    query: str = ""
    is_filtering: bool = False
    ignored: list = field(default_factory=list)


def rumours(request):
    printed, asked = {RUMOURS, REGISTER, MENU}, request.META.get("QUERY_STRING", "")
    prints(*printed)
    chosen = SimpleLazyObject(lambda: RumourFilter(request.GET, queryset=Rumour.objects.published().by_news()))

    def make():
        return _found(chosen, request)

    found = piece(("keys", "rumours", asked), printed, make, size=_size) if asked in KEPT else make()
    context = {
        "filter": found,
        "form": SimpleLazyObject(lambda: chosen.form),
        "often_asked": [(query, words, query == found.query) for query, words in OFTEN_ASKED],
        "page": found.page,
        "offered": printed,
        # The address that a page says to have is without its filters, of which there is no end.
        "own": printed if asked in KEPT or not found.is_filtering else None,
        # What somebody typed has a part of the memory for itself (newsroom/kept/memory.py).
        "apart": found.query if found.query in KEPT else f"?{found.query}",
    }
    return render(request, "newsroom/rumours.html", context)


def _found(chosen, request):
    """One query; one more for a club and for a person by which the list is filtered."""
    if not request.GET:
        return Found(ALL.page(request, timezone.now()))
    page = page_of_keys(chosen.qs, request, field="news_at", size=40)
    return Found(page, chosen.query, chosen.is_filtering, chosen.ignored)


def _size(found):
    return 100 * len(found.page.items)


def changes(request):
    """Every change of a label, the latest first, with what caused it."""
    own = {CHANGES, RUMOURS, REGISTER, MENU}
    prints(*own)
    page = SimpleLazyObject(lambda: page_of(Assessment.objects.for_log(), request, field="at", size=40))
    return render(request, "newsroom/changes.html", {"page": page, "own": None if request.GET else own})


def benches(request):
    """Each bench of a competition; one that is not known gives the first."""
    own, wanted = {RUMOURS, REGISTER, MENU}, request.GET.get("competizione", "")
    prints(*own)
    competitions, chosen = competitions_and(wanted)
    unknown = wanted if wanted and chosen and chosen.slug != wanted else ""
    context = {
        "competitions": competitions,
        "chosen": chosen,
        "wanted": wanted,
        "unknown": unknown,
        "clubs": SimpleLazyObject(lambda: benches_of(chosen) if chosen else []),
        "own": None if wanted else own,
    }
    return render(request, "newsroom/benches.html", context)
