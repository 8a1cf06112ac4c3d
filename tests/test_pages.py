"""What readers find, through the front door."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from football.models import Role, Tenure
from newsroom.pages import errors
from rumours.vocabulary import Outcome, Stage
from tests.builders import (
    a_club,
    a_coach,
    a_month,
    a_player,
    a_race,
    a_report,
    a_rumour,
    a_section,
    a_source,
    an_article,
    an_author,
    an_editor,
    an_image,
    end,
    withdraw,
)

pytestmark = pytest.mark.django_db


def text_of(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_an_empty_site_still_stands(client):
    assert "Non è ancora uscito nulla" in text_of(client, "/")
    for name in ("benches", "reliability", "clubs", "coaches", "rumours", "sources", "corrections", "masthead"):
        text_of(client, reverse(name))


def test_the_front_page_leads_with_the_latest_and_shows_the_label(client):
    rumour = a_rumour("Allegri → Milan")
    a_report(rumour, stage=Stage.PERSONAL_TERMS)
    an_article("Notizia di ieri", published_days_ago=2)
    an_article("Notizia di oggi", rumours=[rumour], lead_image=an_image())
    page = text_of(client, "/")
    assert page.index("Notizia di oggi") < page.index("Notizia di ieri")
    assert "Quasi fatta" in page
    assert "80-99%" in page


def test_a_story_prints_all_that_belongs_to_it(client):
    club, coach, player = a_club("Lecce"), a_coach("Mister Verdi"), a_player("Ala Destra")
    rumour = a_rumour("Verdi → Lecce", person=coach, to_club=club)
    article = an_article(
        "Verdi in arrivo",
        clubs=[club],
        people=[coach, player],
        rumours=[rumour],
        lead_image=an_image(caption="La panchina"),
        authors=[an_author("Livia Ferrante", note="firma inventata")],
        kicker="Lecce",
    )
    article.correct("Era un biennale, non un triennale.")
    an_article("Un'altra sul Lecce", clubs=[club])
    page = text_of(client, article.get_absolute_url())
    for expected in (
        "Verdi in arrivo",
        "Livia Ferrante",
        "(firma inventata)",
        "La panchina",
        "Rettifica",
        "non un triennale",
        "Verdi → Lecce",
        "/club/lecce/",
        "/allenatori/mister-verdi/",
        "/giocatori/ala-destra/",
        "Pubblicato",
        "Aggiornato",
        "Un&#x27;altra sul Lecce",
        "max-image-preview:large",
        'property="og:image" content="http://testserver/media/',
    ):
        assert expected in page, expected


class TestTheRumoursOfAStory:
    """What the label was when the story came out, what it is now, and what came of it."""

    def told(self, client, article):
        page = " ".join(text_of(client, article.get_absolute_url()).replace("&#x27;", "'").split())
        told = page.split('<dl class="then">')[1].split("</dl>")[0]
        return [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<dd>(.*?)</dd>", told)]

    def test_the_label_of_that_day_stays_whatever_came_later(self, client):
        rumour = a_rumour()
        with time_machine.travel(timezone.now() - timedelta(days=3), tick=False):
            a_report(rumour, stage=Stage.LINKED, days_ago=0)
        article = an_article(rumours=[rumour], published_days_ago=2)
        a_report(rumour, stage=Stage.PERSONAL_TERMS, days_ago=1)
        then, now, ended = self.told(client, article)
        assert then == ["Remota", "1-20%"]
        assert now == ["Quasi", "fatta", "80-99%"]
        assert ended[:2] == ["ancora", "aperta;"]

    def test_a_settled_one_tells_how_it_ended(self, client):
        rumour = a_rumour()
        a_report(rumour, stage=Stage.TALKS, days_ago=2)
        article = an_article(rumours=[rumour], published_days_ago=0)
        end(rumour, Outcome.EXPIRED)
        then, now, ended = self.told(client, article)
        assert then == now == ["Poco", "probabile", "20-40%"]
        assert ended[:2] == ["Non", "concretizzata"]
        assert "Ultima etichetta" in text_of(client, article.get_absolute_url())

    def test_one_that_had_no_label_yet_says_so(self, client):
        rumour = a_rumour()
        article = an_article(rumours=[rumour], published_days_ago=2)
        a_report(rumour, days_ago=1)
        assert self.told(client, article)[0] == ["ancora", "senza", "etichetta"]

    def test_a_later_edition_does_not_move_it(self, client):
        rumour = a_rumour()
        with time_machine.travel(timezone.now() - timedelta(days=3), tick=False):
            a_report(rumour, stage=Stage.LINKED, days_ago=0)
        article = an_article(rumours=[rumour], published_days_ago=2)
        a_report(rumour, stage=Stage.PERSONAL_TERMS, days_ago=1)
        article.correct("Era un triennale.")
        article.redate(timezone.now())
        assert self.told(client, article)[0] == ["Remota", "1-20%"]

    def test_what_readers_may_not_see_is_not_there(self, client):
        article = an_article(rumours=[a_rumour("Riservata", published=False)])
        page = text_of(client, article.get_absolute_url())
        assert "Riservata" not in page
        assert "Le voci di questo articolo" not in page


def test_the_title_is_escaped_and_the_body_is_not(client):
    article = an_article("Milan <b>& Inter</b>", body="<p>Testo <strong>forte</strong></p>")
    page = text_of(client, article.get_absolute_url())
    assert "Milan &lt;b&gt;&amp; Inter" in page
    assert "<strong>forte</strong>" in page


def test_a_withdrawn_story_says_why(client):
    article = an_article("Da ritirare")
    article.withdraw(why="La fonte non era attribuibile.")
    page = text_of(client, article.get_absolute_url(), 410)
    assert "La fonte non era attribuibile." in page
    assert "noindex" in page
    assert "basta per leggerla" not in page


def test_row_13_three_renames_are_one_hop_and_a_rename_back_is_none(client):
    """Row 13 of the newsroom's complaints: a new address breaks links. The query string is kept too."""
    article = an_article("Primo titolo")
    addresses = [article.get_absolute_url()]
    for slug in ("secondo", "terzo", "quarto"):
        article.slug = slug
        article.save()
        addresses.append(article.get_absolute_url())
    for old in addresses[:-1]:
        response = client.get(old + "?da=feed")
        assert (response.status_code, response["Location"]) == (301, addresses[-1] + "?da=feed")
    article.slug = "primo-titolo"
    article.save()
    assert client.get(addresses[0]).status_code == 200
    assert {client.get(old)["Location"] for old in addresses[1:]} == {addresses[0]}


def test_row_14_redirects_make_no_chain_and_no_loop(client):
    """Row 14 of the newsroom's complaints: what took over an old address keeps it, and nothing leads to itself."""
    first, second = an_article("Uno"), an_article("Due")
    one, two = first.get_absolute_url(), second.get_absolute_url()
    first.slug = "tre"
    first.save()
    second.slug = "uno"
    second.save()
    # The address `uno` is a live story's now: the memory of the first one does not send its readers away.
    assert client.get(one).status_code == 200
    assert client.get(two)["Location"] == one
    second.remember("uno")
    assert client.get(one).status_code == 200
    second.slug = "quattro"
    second.save()
    assert client.get(client.get(one)["Location"]).status_code == 200
    assert client.get(client.get(two)["Location"]).status_code == 200


def test_a_draft_that_is_renamed_leaves_no_trace(client):
    draft = an_article("Bozza", published_days_ago=None)
    old = draft.get_absolute_url()
    draft.slug = "altro"
    draft.save()
    assert client.get(old).status_code == 404


def test_the_wrong_month_leads_to_the_right_one(client):
    article = an_article("Puntuale")
    assert client.get(f"/articoli/1999/01/{article.slug}/")["Location"] == article.get_absolute_url()


@pytest.mark.parametrize("kind", ["club", "section", "author", "source", "rumour", "coach"])
def test_whatever_is_renamed_redirects(client, kind):
    thing = {
        "club": a_club,
        "section": a_section,
        "author": an_author,
        "source": a_source,
        "rumour": a_rumour,
        "coach": a_coach,
    }[kind]()
    old = thing.get_absolute_url()
    type(thing).objects.get(pk=thing.pk)
    thing.slug = "nuovo-indirizzo"
    thing.save()
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, thing.get_absolute_url())


def test_who_used_to_play_and_now_coaches_stands_under_the_coaches(client):
    person = a_coach("Ex Mediano")
    Tenure.objects.create(person=person, club=a_club(), role=Role.PLAYER, start="2010-01-01", end="2015-06-30")
    assert client.get(f"/giocatori/{person.slug}/")["Location"] == f"/allenatori/{person.slug}/"


def test_a_club_tells_its_bench_its_rumours_and_its_stories(client):
    club = a_club("Como", city="Como", primary_colour="#1C3F94")
    a_coach("Mister Lago", at=club)
    Tenure.objects.create(
        person=a_coach("Mister Prima"), club=club, start="2022-01-01", end="2023-06-30", how_ended="sacked"
    )
    a_rumour("Uno → Como", to_club=club)
    a_rumour("Due → Como", to_club=club, outcome=Outcome.CONFIRMED, outcome_on=timezone.localdate())
    an_article("Sul Como", clubs=[club])
    page = text_of(client, "/club/como/")
    for expected in (
        "Mister Lago",
        "1 luglio 2024",
        "Mister Prima",
        "esonero",
        "Uno → Como",
        "Due → Como",
        "Confermata",
        "Sul Como",
    ):
        assert expected in page, expected
    assert 'href="/club/como/feed.rss"' in page


def test_each_bench_with_who_sits_who_may_go_and_who_may_come(client):
    lecce, empty = a_club("Lecce"), a_club("Senza Nessuno")
    coach = a_coach("Mister Verdi", at=lecce)
    a_report(a_rumour("Lecce: Verdi lascia", kind="coach_departure", person=coach, from_club=lecce), stage="ultimatum")
    a_report(a_rumour("Neri → Lecce", to_club=lecce), stage=Stage.TALKS)
    a_rumour("Segreta → Lecce", to_club=lecce, published=False)
    a_rumour("Chiusa → Lecce", to_club=lecce, outcome=Outcome.EXPIRED, outcome_on=timezone.localdate())
    page = text_of(client, "/panchine/")
    for expected in (
        "Lecce",
        "Mister Verdi",
        "1 luglio 2024",
        "Lecce: Verdi lascia",
        "Neri → Lecce",
        empty.name,
        "Poco probabile",
    ):
        assert expected in page, expected
    assert "Segreta" not in page
    assert "Chiusa" not in page
    other = text_of(client, "/panchine/?competizione=boh")
    assert "è stato ignorato" in other
    assert "Mister Verdi" in other


def test_a_bench_tells_its_pressure_and_that_the_candidates_wait_for_it(client):
    lecce, quiet = a_club("Lecce"), a_club("Zona Tranquilla")
    fields = {"kind": "coach_departure", "person": a_coach("Mister Verdi", at=lecce), "from_club": lecce}
    leaves = a_rumour("Verdi lascia", points_last_five=1, **fields)
    a_report(leaves, stage="ultimatum")
    a_report(a_rumour("Neri → Lecce", to_club=lecce, race=a_race(lecce, vacancy=leaves)), stage=Stage.TALKS)
    for number in range(9):
        a_rumour(f"Nome {number} → Lecce", to_club=lecce)
    page = " ".join(text_of(client, "/panchine/").split())
    under_pressure, calm = page.split('<li class="bench">')[1:]
    for expected in (
        "1 punto nelle ultime cinque partite",
        leaves.get_label_display(),
        "solo se la panchina si libera",
        "Neri → Lecce",
        'href="/voci/?club=lecce&amp;tipo=nuovo-allenatore&amp;stato=aperte"',
        "(10)",
    ):
        assert expected in under_pressure, expected
    assert under_pressure.index("Neri → Lecce") < under_pressure.index("Nome 0")
    assert quiet.name in calm
    for words in ("– nessuno ", "– nessuno dice che andrà via", "– nessun nome"):
        assert words in calm.replace("</dd>", " "), words
    withdraw(leaves)
    page = text_of(client, "/panchine/")
    assert "Verdi lascia" not in page
    assert "solo se la panchina" not in page


def test_a_coach_without_a_bench(client):
    coach = a_coach("Mister Libero", birth_date="1970-05-01", nationality="IT")
    page = text_of(client, coach.get_absolute_url())
    assert "Senza panchina" in page
    assert "1 maggio 1970" in page


def test_a_rumour_tells_rule_voices_reasons_and_rivals(client):
    club = a_club("Real Madrid")
    race = a_race(club)
    rumour = a_rumour("Allegri → Real", to_club=club, race=race)
    a_rumour("Raúl → Real", to_club=club, race=race)
    origin = a_report(rumour, a_source("Relevo"), stage=Stage.TALKS, url="https://example.org/1")
    for _ in range(9):
        a_report(rumour, echo_of=origin, days_ago=1)
    an_article("La storia", rumours=[rumour])
    page = text_of(client, rumour.get_absolute_url())
    for expected in (
        "Vale se il club",
        "10 siti, 1 origine",
        "Relevo",
        "9 riprese",
        "Perché questa etichetta",
        "trattativa",
        "Cosa è cambiato",
        "Raúl → Real",
        "La storia",
        "https://example.org/1",
        "Poco probabile",
        "20-40%",
    ):
        assert expected in page, expected


def test_a_settled_rumour_shows_its_outcome_and_the_label_it_had(client):
    rumour = a_rumour("Conte → Juventus")
    a_report(rumour, stage=Stage.PERSONAL_TERMS)
    end(rumour, Outcome.EXPIRED, note="resta dov'è")
    page = text_of(client, rumour.get_absolute_url())
    assert "Non concretizzata" in page
    assert "ultima etichetta: Quasi fatta 80-99%" in " ".join(page.split())


def test_a_source_has_counts_and_no_percentage(client):
    source = a_source("Gazzetta")
    a_report(a_rumour("Aperta"), source)
    a_report(a_rumour("Segreta", published=False), source)
    page = text_of(client, source.get_absolute_url())
    assert "Voci raccontate: 1" in page
    assert "Segreta" not in page
    assert "Gazzetta" in text_of(client, "/fonti/")


def test_the_day_lists_its_stories_and_leads_to_its_neighbours(client):
    first = an_article("Primo giorno", at=timezone.datetime(2025, 1, 1, 12, tzinfo=timezone.get_fixed_timezone(60)))
    an_article("Terzo giorno", at=first.published_at + timedelta(days=2))
    page = text_of(client, "/archivio/2025/01/01/")
    assert "mercoledì 1 gennaio 2025" in page
    assert "/archivio/2025/01/03/" in page
    assert "Terzo giorno" not in page
    assert "In questo giorno non è uscito nulla" in text_of(client, "/archivio/2025/01/02/")
    for impossible in (
        "/archivio/2025/13/01/",
        "/archivio/2025/02/30/",
        "/archivio/9999/12/31/",
        "/archivio/0000/01/01/",
        "/archivio/2025/1/1/",
    ):
        assert client.get(impossible).status_code == 404


def test_the_front_page_groups_by_the_day_of_rome(client):
    midnight = timezone.datetime(2025, 5, 31, 22, 30, tzinfo=timezone.get_fixed_timezone(0))
    for hour in range(12):
        an_article(f"Ora {hour}", at=midnight + timedelta(days=3, hours=hour))
    an_article("Dopo mezzanotte", at=midnight)
    page = text_of(client, "/")
    assert "domenica 1 giugno 2025" in page
    assert 'href="/archivio/2025/06/01/"' in page


def test_pages_of_a_list_neither_skip_nor_repeat_when_something_new_comes(client):
    section = a_section("Estero")
    same_instant = timezone.now() - timedelta(hours=1)
    for number in range(30):
        an_article(f"Numero {number:02}", section=section, at=same_instant)
    first = client.get("/sezioni/estero/").context["page"]
    an_article("Appena arrivata", section=section, published_days_ago=0)
    second = client.get(f"/sezioni/estero/?{first.next_query}").context["page"]
    assert [len(first.items), len(second.items), second.next_query] == [24, 6, ""]
    assert len({*first.items, *second.items}) == 30


@pytest.mark.parametrize(
    "cursor", ["x", "1-", "-1", "99999999999999999999-1", "1-99999999999999999999", "1-0", "1.5-2"]
)
def test_a_cursor_that_is_none_is_not_found(client, cursor):
    assert client.get("/sezioni/" + a_section().slug + "/", {"prima": cursor}).status_code == 404


def test_the_newsroom_sees_its_drafts_at_their_address(client):
    draft = an_article("Bozza riservata", published_days_ago=None)
    scheduled = an_article("Domani", published_days_ago=-1)
    rumour = a_rumour("Voce riservata", published=False)
    for thing in (draft, scheduled, rumour):
        assert client.get(thing.get_absolute_url()).status_code == 404
    client.force_login(an_editor("Redattore"))
    for thing, banner in ((draft, "Bozza: la vede"), (scheduled, "Programmato per il"), (rumour, "Bozza: la vede")):
        response = client.get(thing.get_absolute_url())
        assert banner in response.content.decode()
        assert "noindex" in response.content.decode()


def test_readers_get_no_cookie_and_no_page_of_their_own(client):
    article = an_article(rumours=[a_rumour()])
    for url in ("/", article.get_absolute_url(), "/voci/", "/feed.rss", "/nulla/"):
        response = client.get(url)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_sitemaps_list_what_is_public_with_its_zone(client):
    club = a_club("Lecce")
    article = an_article("Pubblica", clubs=[club], people=[a_coach("Mister Mappa")])
    rumour = a_rumour("Voce pubblica", to_club=club)
    month = a_month(article)
    assert month in text_of(client, "/sitemap.xml")
    stories = text_of(client, month)
    assert f"<loc>http://testserver{article.get_absolute_url()}</loc>" in stories
    assert rumour.get_absolute_url() in text_of(client, "/sitemap-voci-0.xml")
    assert "/club/lecce/" in text_of(client, "/sitemap-club-0.xml")
    assert "mister-mappa" in text_of(client, "/sitemap-persone-0.xml")
    assert "/redazione/" in text_of(client, "/sitemap-elenchi.xml")
    assert "Sitemap: http://testserver/sitemap-news.xml" in text_of(client, "/robots.txt")


def test_the_news_sitemap_forgets_after_two_days(client):
    article = an_article("Notizia & fatto")
    with time_machine.travel(article.first_published_at + timedelta(hours=47, minutes=59), tick=False):
        assert "Notizia &amp; fatto" in text_of(client, "/sitemap-news.xml")
    with time_machine.travel(article.first_published_at + timedelta(hours=48, minutes=1), tick=False):
        assert "<url>" not in text_of(client, "/sitemap-news.xml")


def test_health(client, monkeypatch, settings):
    assert text_of(client, "/healthz") == "ok\n"
    assert client.get("/readyz").json() == {"ready": True, "failed": []}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }
    response = client.get("/readyz")
    assert (response.status_code, response.json()["failed"]) == (503, ["cache"])


def test_error_pages_are_in_italian(client, settings, monkeypatch):
    assert "Questa pagina non c" in text_of(client, "/nulla/", 404)
    client.raise_request_exception = False
    monkeypatch.setattr("newsroom.pages.stories.Article.objects.published", lambda *a, **k: 1 / 0)
    page = text_of(client, "/", 500)
    assert "Un errore nostro" in page


def test_a_stale_form_says_what_to_do():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "Il modulo è scaduto" in response.content.decode()


def test_bad_requests_and_refusals_have_pages_too(rf):
    request = rf.get("/")
    assert "Richiesta illeggibile" in errors.bad_request(request, None).content.decode()
    assert "non si può aprire" in errors.forbidden(request, None).content.decode()
