"""Nothing that is not public may be seen from outside, at any address."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from football.models import Alias
from newsroom.models import Correction
from newsroom.pages.sitemaps import parts_now
from newsroom.shared_pictures import card_of
from tests.builders import (
    a_club,
    a_coach,
    a_player,
    a_race,
    a_report,
    a_rumour,
    a_section,
    a_source,
    an_article,
    an_author,
)

pytestmark = pytest.mark.django_db
SECRETS = ["Segretissima bozza", "Segretissima domani", "Segretissima ritirata", "Segretissima voce"]
#: Addresses that belong to the newsroom, not to readers.
NEWSROOM = ("admin/",)


def public_patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(NEWSROOM):
            continue
        if isinstance(entry, URLResolver):
            yield from public_patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry


@pytest.fixture
def newsroom_with_secrets(settings, tmp_path):
    settings.INDEXNOW_KEY, settings.SECURITY_CONTACT = "chiave-di-prova", "mailto:sicurezza@panchina.example"
    settings.ADS_TXT = str(tmp_path / "ads.txt")
    (tmp_path / "ads.txt").write_text("adv.example, 1, DIRECT\n")
    club, player = a_club("Lecce"), a_player("Ala Destra")
    coach = a_coach("Mister Verdi", at=club)
    Alias.objects.create(club=club, text="salentini")
    section, author, source = a_section("Serie A"), an_author("Livia Ferrante"), a_source("Gazzetta")
    secret_rumour = a_rumour("Segretissima voce", published=False, person=coach, to_club=club)
    changed = a_rumour("Voce di un giocatore", person=player, to_club=club)
    for rumour in (secret_rumour, changed):
        a_report(rumour, source, stage="linked", days_ago=3)
        a_report(rumour, source, stage="signing")
    secret_vacancy = a_rumour("Segretissima voce di addio", published=False, kind="coach_departure", from_club=club)
    race = a_race(club, vacancy=secret_vacancy)
    public_rumour = a_rumour("Voce pubblica", person=coach, to_club=club, race=race)
    for rumour in (secret_vacancy, public_rumour, a_rumour("Segretissima voce rivale", published=False, race=race)):
        a_report(rumour, source)
    tags = {
        "clubs": [club],
        "people": [coach, player],
        "section": section,
        "authors": [author],
        "rumours": [public_rumour, secret_rumour],
    }
    public = an_article("Notizia pubblica", **tags)
    draft = an_article("Segretissima bozza", published_days_ago=None, **tags)
    scheduled = an_article("Segretissima domani", published_days_ago=-1, **tags)
    withdrawn = an_article("Segretissima ritirata", **tags)
    Correction.objects.create(article=withdrawn, text="Segretissima rettifica")
    withdrawn.withdraw(why="Motivo pubblico")
    day = public.published_at
    return {
        "articles": [public, draft, scheduled, withdrawn],
        "values": {
            "slug": [
                club.slug,
                coach.slug,
                player.slug,
                section.slug,
                author.slug,
                source.slug,
                secret_rumour.slug,
                public_rumour.slug,
            ]
            + [a.slug for a in (public, draft, scheduled, withdrawn)],
            "part": [name for name, _changed in parts_now()],
            "kind": ["articolo", "voce", "club"],
            "pk": [thing.pk for thing in (public, draft, withdrawn, public_rumour, secret_rumour)],
            "digest": [card_of(thing).digest for thing in (public, draft, public_rumour)],
            "key": ["chiave-di-prova"],
            "year": [f"{day:%Y}"],
            "month": [f"{day:%m}"],
            "day": [f"{day:%d}"],
            "token": ["di-nessuno"],
            "format": ["rss", "atom", "json"],
        },
        "withdrawn": withdrawn,
    }


def addresses(newsroom):
    """Every public pattern, filled with every value that its parameters may take."""
    values = newsroom["values"]
    for route, entry in public_patterns():
        if entry.name == "article":
            yield from ((entry.name, article.get_absolute_url()) for article in newsroom["articles"])
            continue
        names = list(entry.pattern.converters)
        for combination in _combinations([values[name] for name in names]):
            filled = route
            for name, value in zip(names, combination, strict=True):
                start = filled.index("<")
                assert name in filled[start : filled.index(">")]
                filled = filled[:start] + str(value) + filled[filled.index(">") + 1 :]
            yield entry.name, "/" + filled


def _combinations(choices):
    if not choices:
        return [()]
    return [(first, *rest) for first in choices[0] for rest in _combinations(choices[1:])]


def test_no_public_address_prints_a_draft_a_scheduled_or_a_withdrawn_story_or_a_draft_rumour(
    client, newsroom_with_secrets
):
    seen = {}
    for name, url in addresses(newsroom_with_secrets):
        response = client.get(url)
        assert response.status_code in (200, 301, 302, 404, 410), url
        body = b"".join(response) if response.streaming else response.content
        # Subscribers are told for two days of what was withdrawn, and that it was.
        told = body.decode(errors="replace").replace("RITIRATO: Segretissima ritirata", "")
        found = [secret for secret in SECRETS if secret in told]
        if url == newsroom_with_secrets["withdrawn"].get_absolute_url():
            assert (response.status_code, found) == (410, ["Segretissima ritirata"])
            continue
        assert found == [], url
        if response.status_code == 200:
            seen[name] = seen.get(name, 0) + 1
    # The link to a draft opens with a signature only: tests/test_sharing.py.
    assert set(seen) == {entry.name for _, entry in public_patterns()} - {
        "shared-draft",
        "amp",
        "amp-before",
        "favicon",
    }
    assert seen["club"] == seen["rumour"] == 1


def test_the_walk_would_see_a_leak(client, newsroom_with_secrets):
    assert "Notizia pubblica" in client.get("/").content.decode()
    assert "Voce pubblica" in client.get("/voci/feed.rss").content.decode()
    assert "Notizia pubblica" in client.get("/club/lecce/feed.rss").content.decode()
    assert "Voce pubblica" in client.get("/panchine/").content.decode()
    for url in ("/cosa-e-cambiato/", "/cosa-e-cambiato/feed.rss", "/fonti/gazzetta/"):
        assert "Voce di un giocatore" in client.get(url).content.decode(), url


@pytest.mark.parametrize("query", ["?prima=1-1", "?stato=aperte", "?club=lecce", "?attendibilita=remota"])
def test_no_query_opens_a_door(client, newsroom_with_secrets, query):
    for name in (
        "/",
        "/voci/",
        "/club/lecce/",
        "/sezioni/serie-a/",
        "/feed.rss",
        "/cosa-e-cambiato/",
        "/fonti/gazzetta/",
    ):
        body = client.get(name + query).content.decode()
        assert not [secret for secret in SECRETS if secret in body]
