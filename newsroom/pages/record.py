"""How right the sources were, and how right the site."""

import sys
from datetime import date

from django.db.models import Count
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy, pgettext_lazy

from football.topics import MENU, REGISTER, RUMOURS, topic, topics
from newsroom.addresses import find
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.keyset import page_of
from rumours import glossary, record
from rumours.models import Rumour, Source
from rumours.reliability import PARAMETERS
from rumours.vocabulary import Label, Outcome, Stance

#: How the rumours that a source told ended, before their number.
HOW_MANY = {
    Outcome.CONFIRMED: pgettext_lazy("rumours", "came true"),
    Outcome.EXPIRED: pgettext_lazy("rumours", "did not come about"),
    Outcome.CONTRADICTED: pgettext_lazy("rumours", "contradicted by the facts"),
    Outcome.VOID: pgettext_lazy("rumours", "void"),
    "": pgettext_lazy("rumours", "open"),
}
#: Fewer judgements of the newsroom than this tell nothing yet.
FEW = 10
GLOSSARY = [
    (gettext_lazy("How far the affair has gone"), glossary.STAGES),
    (gettext_lazy("How much stands behind a label"), glossary.CONFIDENCE),
    (gettext_lazy("What else may stand beside it"), glossary.FLAGS),
]
PROTOCOLS = {
    "last": gettext_lazy("after all its reports"),
    "first": gettext_lazy("after the first report alone"),
    "h7": gettext_lazy("a week before the outcome"),
}


def sources(request):
    """Whoever told a rumour, those of whom most is known first."""
    lists, told = {RUMOURS, REGISTER, MENU}, SimpleLazyObject(_told_by_each)
    keys = piece(("keys", "sources"), lists, lambda: [source.pk for source, _standing in told], size=sys.getsizeof)
    own = lists | topics("source", keys)
    prints(*own)
    return render(request, "newsroom/sources.html", {"sources": told, "own": own})


def _told_by_each():
    standings = record.standings()
    told = [(source, standings.get(source.pk)) for source in Source.objects.for_index(Rumour.objects.published())]
    return sorted(told, key=lambda row: -row[1].n if row[1] else 0)


def source(request, slug):
    found = SimpleLazyObject(lambda: find(_readable(), slug))
    key = piece(("at", "source", slug), _printed, lambda: found.pk, size=sys.getsizeof)
    own = _printed(key)
    prints(*own)
    context = {
        "source": found,
        "key": key,
        "standings": SimpleLazyObject(lambda: _standings(found)),
        "confidence": SimpleLazyObject(lambda: record.confidence_record(found)),
        "page": SimpleLazyObject(lambda: page_of(_reports(found), request, field="published_at", size=40)),
        "tally": SimpleLazyObject(lambda: _tally(found)),
        "own": None if request.GET else own,
    }
    return render(request, "newsroom/source.html", context)


def _readable():
    return Source.objects.but_for_secrets(Rumour.objects.published()).select_related("outlet", "club")


def _printed(key):
    return {topic("source", key), RUMOURS, REGISTER, MENU}


def _reports(source):
    told = source.reports.filter(rumour__in=Rumour.objects.published()).for_source_page()
    return told.order_by("-published_at", "-pk")


def _standings(source):
    """Return (family, Standing, skill) rows, all families together first; none when nothing is settled."""
    records = record.source_records()
    if records is None or str(source.pk) not in records.by_source:
        return []
    skills = record.skill_of(source)
    return [(family, standing, skills.get(family)) for family, standing in records.of(str(source.pk)).items()]


def _tally(source):
    """How many rumours a source told, of how many it was the first to, and how they ended. Two queries."""
    told = Rumour.objects.published().filter(reports__source=source, reports__stance=Stance.SUPPORTS)
    rows = told.values("outcome").order_by("outcome").annotate(number=Count("pk", distinct=True))
    counts = {row["outcome"]: row["number"] for row in rows}
    outcomes = [(counts[value], word) for value, word in HOW_MANY.items() if value in counts]
    return {"told": sum(counts.values()), "firsts": record.firsts_of(source), "outcomes": outcomes}


def reliability(request):
    """How labels are made, and how often each came true."""
    own = {RUMOURS, MENU}
    prints(*own)
    found = SimpleLazyObject(record.public_record)
    context = {
        "record": found,
        "misses": SimpleLazyObject(lambda: _misses(found)),
        "labels": Label.values,
        "few": FEW,
        "parameters": PARAMETERS,
        "fitted_on": _day(PARAMETERS.provenance.get("fitted_on", "")),
        "validated": _validated(PARAMETERS.provenance),
        "glossary": [(title, [(key.label, meaning) for key, meaning in words.items()]) for title, words in GLOSSARY],
        "own": own,
    }
    return render(request, "newsroom/reliability.html", context)


def _misses(found):
    """The rumours of which the record was furthest off, each with what was said of it first. One query."""
    rumours = Rumour.objects.published().for_cards().in_bulk(found.misses)
    return [(rumours[pk], found.said[pk]) for pk in found.misses if pk in rumours]


def _day(text):
    return date.fromisoformat(text) if text else None


def _validated(provenance):
    """What the constants were worth on rumours they had not seen: (words, n, skill, interval) for each protocol."""
    scores = provenance.get("cross_validated", {})
    return [(words, scores[name]) for name, words in PROTOCOLS.items() if name in scores]
