from django.shortcuts import render

from football.models import Competition
from newsroom.keyset import page_of
from rumours.benches import benches as benches_of
from rumours.filters import RumourFilter
from rumours.models import Assessment, Rumour


def rumours(request):
    chosen = RumourFilter(request.GET, queryset=Rumour.objects.published().by_news().for_cards())
    page = page_of(chosen.qs, request, field="news_at", size=40)
    return render(request, "newsroom/rumours.html", {"filter": chosen, "page": page})


def changes(request):
    """Every change of a label, the latest first, with what caused it."""
    page = page_of(Assessment.objects.for_log(), request, field="at", size=40)
    return render(request, "newsroom/changes.html", {"page": page})


def benches(request):
    """Each bench of a competition; one that is not known gives the first."""
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
