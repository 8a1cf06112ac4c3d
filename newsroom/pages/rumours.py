from django.conf import settings
from django.db.models import Count
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from football.models import Competition
from newsroom.addresses import Moved, find
from newsroom.models import Article
from newsroom.pages.keyset import page_of
from rumours.benches import benches as benches_of
from rumours.filters import RumourFilter
from rumours.models import Rumour, Source
from rumours.record import public_record
from rumours.vocabulary import Label, Outcome
from rumours.voices import voices


def rumours(request):
    chosen = RumourFilter(request.GET, queryset=Rumour.objects.published().by_news().for_cards())
    page = page_of(chosen.qs, request, field="news_at", size=40)
    return render(request, "newsroom/rumours.html", {"filter": chosen, "page": page})


def rumour(request, slug):
    found = _readable(request, slug)
    reports = list(found.reports.for_rumour_page())
    context = {
        "rumour": found,
        "voices": voices(reports),
        "changes": list(found.assessments.label_changes()),
        "latest": found.assessments.order_by("-at").first(),
        "rivals": _rivals(found),
        "articles": Article.objects.published().filter(rumours=found).by_news().for_cards(),
    }
    return render(request, "newsroom/rumour.html", context)


def _readable(request, slug):
    public = (
        Rumour.objects.published().select_related("person", "from_club", "to_club", "race").filter(slug=slug).first()
    )
    if public:
        return public
    former = Rumour.formerly_at(slug)
    if former and former.is_published:
        raise Moved(former.get_absolute_url())
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff:
        return find(Rumour.objects.visible_to(request.user).for_cards(), slug)
    raise Http404


def _rivals(found):
    if not found.race_id:
        return []
    return found.race.rumours.published().exclude(pk=found.pk).for_cards().order_by("-probability", "pk")


def sources(request):
    told = Rumour.objects.published()
    return render(request, "newsroom/sources.html", {"sources": Source.objects.for_index(told)})


def source(request, slug):
    found = find(Source.objects.select_related("outlet", "club"), slug)
    reports = found.reports.filter(rumour__in=Rumour.objects.published()).for_source_page()
    context = {
        "source": found,
        "page": page_of(reports, request, field="published_at", size=40),
    } | _record(found)
    return render(request, "newsroom/source.html", context)


def _record(source):
    """How the rumours that a source told ended, in numbers; rates are for when they can be judged. One query."""
    told = Rumour.objects.published().filter(reports__source=source)
    rows = told.values("outcome").order_by("outcome").annotate(number=Count("pk", distinct=True))
    counts = {row["outcome"]: row["number"] for row in rows}
    outcomes = [(counts[value], word) for value, word in [*Outcome.choices, ("", _("open"))] if value in counts]
    return {"told": sum(counts.values()), "outcomes": outcomes}


def reliability(request):
    """How labels are made, and how often each came true."""
    record = public_record()
    misses = Rumour.objects.published().filter(pk__in=record.misses).for_cards() if record else []
    order = {pk: place for place, pk in enumerate(record.misses)} if record else {}
    context = {
        "record": record,
        "misses": sorted(misses, key=lambda rumour: order[rumour.pk]),
        "labels": Label.values,
        "is_demo": settings.DEMO_LOGINS,
    }
    return render(request, "newsroom/reliability.html", context)


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
