from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from football.models import Competition
from football.topics import CHANGES, REGISTER, RUMOURS
from newsroom.kept.printing import prints
from newsroom.keyset import page_of
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


def rumours(request):
    prints(RUMOURS, REGISTER)
    chosen = RumourFilter(request.GET, queryset=Rumour.objects.published().by_news().for_cards())
    page = page_of(chosen.qs, request, field="news_at", size=40)
    asked = [(query, words, query == request.META.get("QUERY_STRING")) for query, words in OFTEN_ASKED]
    return render(request, "newsroom/rumours.html", {"filter": chosen, "often_asked": asked, "page": page})


def changes(request):
    """Every change of a label, the latest first, with what caused it."""
    prints(CHANGES, RUMOURS, REGISTER)
    page = page_of(Assessment.objects.for_log(), request, field="at", size=40)
    return render(request, "newsroom/changes.html", {"page": page})


def benches(request):
    """Each bench of a competition; one that is not known gives the first."""
    prints(RUMOURS, REGISTER)
    competitions = list(Competition.objects.for_menu())
    wanted = request.GET.get("competizione", "")
    chosen = next((c for c in competitions if c.slug == wanted), competitions[0] if competitions else None)
    context = {
        "competitions": competitions,
        "chosen": chosen,
        "unknown": wanted if chosen and wanted and chosen.slug != wanted else "",
        "clubs": benches_of(chosen) if chosen else [],
    }
    return render(request, "newsroom/benches.html", context)
