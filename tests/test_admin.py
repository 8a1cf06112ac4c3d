"""The editors' day, through the forms of the admin."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from football.models import Alias, Person
from newsroom.models import Article, State
from rumours.models import Rumour
from tests.builders import (
    PASSWORD,
    a_club,
    a_coach,
    a_player,
    a_report,
    a_rumour,
    a_section,
    a_source,
    a_superuser,
    an_article,
    an_author,
    an_editor,
    an_image,
)

pytestmark = pytest.mark.django_db
NO_CORRECTIONS = {"corrections-TOTAL_FORMS": 0, "corrections-INITIAL_FORMS": 0}


def article_form(**fields):
    values = {"headline": "Un titolo", "body": "<p>Testo</p>", "section": a_section().pk} | fields
    return {name: value for name, value in values.items() if value is not None} | NO_CORRECTIONS


def instant(name, at):
    local = timezone.localtime(at)
    return {f"{name}_0": f"{local:%d/%m/%Y}", f"{name}_1": f"{local:%H:%M:%S}"}


def rumour_form(rumour=None, reports=(), **fields):
    today = timezone.localdate()
    values = {
        "title": "Allegri → Lecce",
        "kind": "coach_appointment",
        "rule": "Vale se il club lo annuncia.",
        "opened_on": f"{today:%d/%m/%Y}",
        "deadline": f"{today + timedelta(days=30):%d/%m/%Y}",
    }
    if rumour:
        values |= {"person": rumour.person_id, "to_club": rumour.to_club_id or "", "slug": rumour.slug}
    inline = {"reports-TOTAL_FORMS": len(reports), "reports-INITIAL_FORMS": 0}
    for number, report in enumerate(reports):
        inline |= {f"reports-{number}-{name}": value for name, value in report.items()}
    return values | inline | fields


def a_report_row(**fields):
    now = timezone.localtime() - timedelta(hours=1)
    return {
        "source": a_source().pk,
        "stance": "supports",
        "stage": "talks",
        "precision": "day",
        "url": "",
        "via": "",
        "echo_of": "",
        "published_at_0": f"{now:%d/%m/%Y}",
        "published_at_1": f"{now:%H:%M:%S}",
    } | fields


@pytest.fixture
def as_role(client):
    def sign_in(role):
        user = an_editor(role)
        client.force_login(user)
        client.user = user
        return client

    return sign_in


def add(client, data, model="newsroom_article"):
    return client.post(reverse(f"admin:{model}_add"), data)


def change(client, thing, data, model="newsroom_article"):
    if isinstance(thing, Article):
        data = {"version": Article.objects.get(pk=thing.pk).version} | data
    return client.post(reverse(f"admin:{model}_change", args=[thing.pk]), data)


class TestWriting:
    def test_a_story_is_written_tagged_published_and_found(self, as_role):
        client = as_role("Caporedattore")
        club, coach, rumour = a_club("Lecce"), a_coach("Mister Verdi"), a_rumour("Verdi → Lecce")
        data = article_form(
            headline="Verdi a un passo",
            people=[coach.pk],
            clubs=[club.pk],
            rumours=[rumour.pk],
            authors=[an_author().pk],
            _publish="1",
        )
        assert add(client, data).status_code == 302
        article = Article.objects.get()
        assert (article.slug, article.state, article.created_by) == ("verdi-a-un-passo", State.LIVE, client.user)
        client.logout()
        for url in ("/", club.get_absolute_url(), coach.get_absolute_url(), rumour.get_absolute_url(), "/feed.rss"):
            assert "Verdi a un passo" in client.get(url).content.decode(), url

    def test_a_new_story_starts_with_ones_own_byline(self, as_role):
        client = as_role("Redattore")
        an_author("Livia Ferrante", user=client.user)
        page = client.get(reverse("admin:newsroom_article_add")).content.decode()
        assert '<option value="1" selected' in page.replace(str(client.user.author.pk), "1")
        assert "Livia Ferrante" in page

    def test_an_editor_writes_and_cannot_publish(self, as_role):
        client = as_role("Redattore")
        tomorrow = timezone.now() + timedelta(days=1)
        add(client, article_form(_publish="1") | instant("published_at", tomorrow))
        assert Article.objects.get().state == State.DRAFT

    def test_a_chief_schedules(self, as_role):
        tomorrow = timezone.now() + timedelta(days=1)
        add(as_role("Caporedattore"), article_form() | instant("published_at", tomorrow))
        assert Article.objects.get().state == State.SCHEDULED

    @pytest.mark.parametrize(("role", "allowed"), [("Redattore", False), ("Caporedattore", True)])
    def test_who_may_change_a_colleagues_story(self, as_role, role, allowed):
        client, article = as_role(role), an_article("Del collega", published_days_ago=None)
        response = change(client, article, article_form(headline="Cambiato"))
        article.refresh_from_db()
        assert (article.headline == "Cambiato") is allowed
        assert response.status_code == (302 if allowed else 403)

    def test_an_editor_changes_their_own_until_it_is_live(self, as_role):
        client = as_role("Redattore")
        byline = an_author(user=client.user)
        article = an_article("Mia", published_days_ago=None, authors=[byline])
        assert change(client, article, article_form(headline="Mia, meglio")).status_code == 302
        Article.objects.get(pk=article.pk).publish()
        assert change(client, article, article_form(headline="Troppo tardi")).status_code == 403

    def test_a_typo_keeps_the_date_of_update_and_substance_moves_it(self, as_role):
        client, article = as_role("Caporedattore"), an_article("Refuso")
        live = instant("published_at", article.published_at)
        change(client, article, article_form(headline="Refuso corretto") | live)
        article.refresh_from_db()
        assert article.updated_at is None
        change(client, article, article_form(headline="Con una novità", substantive="on") | live)
        article.refresh_from_db()
        assert article.updated_at

    def test_a_correction_moves_it_by_itself(self, as_role):
        client, article = as_role("Caporedattore"), an_article("Con un errore")
        data = article_form(headline="Con un errore") | instant("published_at", article.published_at)
        data |= {"corrections-TOTAL_FORMS": 1, "corrections-0-text": "Era il 2027."}
        data |= instant("corrections-0-published_at", timezone.now() - timedelta(minutes=1))
        assert change(client, article, data).status_code == 302
        article.refresh_from_db()
        assert article.corrections.get().text == "Era il 2027."
        assert article.updated_at

    def test_what_was_read_cannot_be_deleted(self, as_role):
        client, article = as_role("Direttore"), an_article("Letta da molti")
        assert (
            client.post(reverse("admin:newsroom_article_delete", args=[article.pk]), {"post": "yes"}).status_code == 403
        )
        data = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
        client.post(reverse("admin:newsroom_article_changelist"), data)
        assert Article.objects.filter(pk=article.pk).exists()

    def test_a_draft_of_ones_own_can_be_deleted(self, as_role):
        client = as_role("Redattore")
        add(client, article_form())
        draft = Article.objects.get()
        client.post(reverse("admin:newsroom_article_delete", args=[draft.pk]), {"post": "yes"})
        assert not Article.objects.exists()


class TestWithdrawing:
    def url(self, article):
        return reverse("admin:newsroom_article_withdraw", args=[article.pk])

    def test_the_director_withdraws_with_a_reason(self, as_role):
        client, article = as_role("Direttore"), an_article("Da ritirare")
        form = client.get(reverse("admin:newsroom_article_change", args=[article.pk])).content.decode()
        assert self.url(article) in form
        assert "sparisce da ogni pagina" in client.get(self.url(article)).content.decode()
        assert client.post(self.url(article), {"reason": "Fonte non attribuibile."}).status_code == 302
        assert client.get(article.get_absolute_url()).status_code == 410
        assert "Ritirato" in LogEntry.objects.first().get_change_message()

    def test_not_without_a_reason(self, as_role):
        client, article = as_role("Direttore"), an_article()
        assert "obbligatorio" in client.post(self.url(article), {"reason": " "}).content.decode()
        assert client.get(article.get_absolute_url()).status_code == 200

    def test_not_a_draft(self, as_role):
        client, draft = as_role("Direttore"), an_article(published_days_ago=None)
        page = client.post(self.url(draft), {"reason": "Perché sì."}).content.decode()
        assert "Si ritira solo un articolo pubblicato" in page

    def test_not_a_chief_nor_a_stranger(self, as_role, client):
        article = an_article()
        assert "Entra" in client.post(self.url(article), {"reason": "x"}).content.decode()
        assert as_role("Caporedattore").post(self.url(article), {"reason": "x"}).status_code == 403
        assert Article.objects.get().state == State.LIVE


class TestRumours:
    def test_a_report_is_logged_and_the_label_moves_in_the_same_save(self, as_role):
        client, rumour = as_role("Redattore"), a_rumour("Allegri → Lecce")
        a_report(rumour, stage="linked")
        origin = rumour.reports.get()
        kept = a_report_row(source=origin.source_id, stage="linked", id=origin.pk, rumour=rumour.pk)
        kept |= instant("published_at", origin.published_at)
        data = rumour_form(rumour, [kept, a_report_row(stage="personal_terms")])
        data["reports-INITIAL_FORMS"] = 1
        response = client.post(reverse("admin:rumours_rumour_change", args=[rumour.pk]), data, follow=True)
        rumour.refresh_from_db()
        assert (rumour.label, rumour.report_count) == ("near_certain", 2)
        assert "passa da Remota 1-20% a Quasi fatta 80-99%" in response.content.decode()

    @pytest.mark.parametrize(("role", "public"), [("Redattore", False), ("Caporedattore", True)])
    def test_an_editor_opens_a_rumour_and_a_chief_publishes_it(self, as_role, role, public):
        client = as_role(role)
        data = rumour_form(None, [a_report_row()], person=a_coach().pk, to_club=a_club().pk, _publish="1")
        assert client.post(reverse("admin:rumours_rumour_add"), data).status_code == 302
        rumour = Rumour.objects.get()
        assert (rumour.is_published, rumour.label, rumour.assessments.count()) == (public, "open", 1)

    def test_an_editor_does_not_settle(self, as_role):
        client, rumour = as_role("Redattore"), a_rumour("Allegri → Lecce")
        data = rumour_form(rumour, outcome="confirmed", outcome_on=f"{timezone.localdate():%d/%m/%Y}")
        assert client.post(reverse("admin:rumours_rumour_change", args=[rumour.pk]), data).status_code == 302
        rumour.refresh_from_db()
        assert rumour.is_open

    def test_the_form_shows_where_it_stands_and_why(self, as_role):
        rumour = a_rumour("Allegri → Lecce")
        a_report(rumour, a_source("Gazzetta"))
        page = as_role("Redattore").get(reverse("admin:rumours_rumour_change", args=[rumour.pk])).content.decode()
        assert "Gazzetta: trattativa" in page
        assert "punto di partenza" in page
        empty = as_role("Redattore").get(reverse("admin:rumours_rumour_add")).content.decode()
        assert "registra qui sotto la prima" in empty

    def test_settling_is_news(self, as_role):
        client, rumour = as_role("Caporedattore"), a_rumour("Allegri → Lecce")
        rumour.refresh_from_db()
        before = rumour.news_at
        data = {"outcome": "confirmed", "on": f"{timezone.localdate():%d/%m/%Y}", "why": "annuncio"}
        data["url"] = "https://club.example/annuncio"
        client.post(reverse("admin:rumours_rumour_settle", args=[rumour.pk]), data)
        rumour.refresh_from_db()
        assert (rumour.outcome, rumour.news_at > before) == ("confirmed", True)

    def test_what_was_said_of_it_keeps_a_rumour_from_deletion(self, as_role):
        client, rumour = as_role("Caporedattore"), a_rumour()
        url = reverse("admin:rumours_rumour_delete", args=[rumour.pk])
        assert client.get(url).status_code == 200
        a_report(rumour)
        assert client.get(url).status_code == 403

    def test_the_record_can_only_be_read(self, as_role):
        client, rumour = as_role("Caporedattore"), a_rumour()
        a_report(rumour)
        assert client.get(reverse("admin:rumours_assessment_changelist")).status_code == 200
        assert client.get(reverse("admin:rumours_assessment_add")).status_code == 403

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("?state=open", {"Aperta", "Bozza", "Scaduta"}),
            ("?state=due", {"Scaduta"}),
            ("?state=settled", {"Chiusa"}),
            ("?publication=draft", {"Bozza"}),
            ("?publication=public", {"Aperta", "Chiusa", "Scaduta"}),
            ("?q=calhanoglu", {"Aperta"}),
            ("?state=boh", {"Aperta", "Bozza", "Scaduta", "Chiusa"}),
        ],
    )
    def test_lists_and_searches(self, as_role, query, titles):
        past = timezone.localdate() - timedelta(days=3)
        a_rumour("Aperta", person=a_player("Hakan Çalhanoğlu"))
        a_rumour("Bozza", published=False)
        a_rumour("Scaduta", opened_on=past, deadline=past)
        a_rumour("Chiusa", outcome="expired", outcome_on=past)
        response = as_role("Redattore").get(reverse("admin:rumours_rumour_changelist") + query, follow=True)
        assert {rumour.title for rumour in response.context["cl"].result_list} == titles


class TestFindingNames:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [("calhanoglu", "Hakan Çalhanoğlu"), ("inzaghi", "Simone Inzaghi"), ("carletto", "Carlo Ancelotti")],
    )
    def test_completion_is_folded_and_knows_aliases(self, as_role, typed, found):
        a_player("Hakan Çalhanoğlu")
        a_coach("Simone Inzaghi")
        ancelotti = a_coach("Carlo Ancelotti")
        Alias.objects.create(person=ancelotti, text="Carletto")
        ancelotti.refresh_search_names()
        query = {"term": typed, "app_label": "newsroom", "model_name": "article", "field_name": "people"}
        answer = as_role("Redattore").get(reverse("admin:autocomplete"), query).json()
        assert [row["text"] for row in answer["results"]] == [found]

    def test_an_alias_added_in_the_form_is_searched_at_once(self, as_role):
        coach = a_coach("Carlo Ancelotti")
        data = {
            "name": coach.name,
            "role": "coach",
            "slug": coach.slug,
            "tenures-TOTAL_FORMS": 0,
            "tenures-INITIAL_FORMS": 0,
            "aliases-TOTAL_FORMS": 1,
            "aliases-INITIAL_FORMS": 0,
            "aliases-0-text": "Carletto",
            "aliases-0-kind": "nickname",
        }
        client = as_role("Redattore")
        assert client.post(reverse("admin:football_coach_change", args=[coach.pk]), data).status_code == 302
        assert list(Person.objects.named_like("carletto")) == [coach]

    def test_players_start_as_players_and_people_are_not_in_the_menu(self, as_role):
        client = as_role("Redattore")
        assert 'value="player" selected' in client.get(reverse("admin:football_player_add")).content.decode()
        menu = client.get(reverse("admin:index")).content.decode()
        assert "/admin/football/coach/" in menu
        assert "/admin/football/person/" not in menu

    @pytest.mark.parametrize(
        "query", ["?state=live", "?state=draft", "?q=lecce", "?section__id__exact=1", "?state=boh"]
    )
    def test_the_list_of_stories(self, as_role, query):
        an_article("Sul Lecce", clubs=[a_club("Lecce")], lead_image=an_image())
        an_article("Bozza", published_days_ago=None)
        response = as_role("Redattore").get(reverse("admin:newsroom_article_changelist") + query, follow=True)
        assert response.status_code == 200


class TestTheDesk:
    def test_the_first_page_tells_the_day(self, as_role):
        client = as_role("Caporedattore")
        an_article("La mia bozza", published_days_ago=None, created_by=client.user)
        an_article("Esce domani", published_days_ago=-1)
        past = timezone.localdate() - timedelta(days=3)
        a_rumour("Da chiudere", opened_on=past, deadline=past)
        page = client.get(reverse("admin:index")).content.decode()
        for expected in ("La mia bozza", "Esce domani", "Da chiudere", "Panchina · redazione", "Scrivi un articolo"):
            assert expected in page

    def test_a_user_without_rights_sees_no_day(self, client):
        user = an_editor("Redattore")
        user.groups.clear()
        client.force_login(user)
        assert "Le tue bozze" not in client.get(reverse("admin:index")).content.decode()

    def test_the_admin_is_italian_and_english_when_asked(self, as_role):
        client = as_role("Redattore")
        assert "Le tue bozze" in client.get(reverse("admin:index")).content.decode()
        assert client.post(reverse("set_language"), {"language": "en", "next": "/admin/"}).status_code == 302
        assert "Your drafts" in client.get(reverse("admin:index")).content.decode()
        assert "Il mercato, con le sue probabilità" in client.get("/").content.decode()

    def test_an_english_browser_still_gets_italian(self, as_role):
        client = as_role("Redattore")
        page = client.get(reverse("admin:index"), headers={"Accept-Language": "en"}).content.decode()
        assert "Le tue bozze" in page

    def test_the_demo_logins_are_shown_in_the_demonstration_only(self, client, settings):
        url = reverse("admin:login")
        assert "panchina-demo" not in client.get(url).content.decode()
        settings.DEMO_LOGINS = True
        assert "panchina-demo" in client.get(url).content.decode()

    def test_signing_in(self, client):
        a_superuser("capo")
        response = client.post(reverse("admin:login"), {"username": "capo", "password": PASSWORD, "next": "/admin/"})
        assert response["Location"] == "/admin/"

    def test_every_list_and_every_empty_form_opens(self, client):
        client.force_login(a_superuser())
        for model in (
            "football_club",
            "football_competition",
            "football_coach",
            "football_player",
            "rumours_source",
            "rumours_race",
            "rumours_rumour",
            "newsroom_article",
            "newsroom_author",
            "newsroom_section",
            "newsroom_image",
            "newsroom_user",
        ):
            assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200, model
            assert client.get(reverse(f"admin:{model}_add")).status_code == 200, model
        assert client.get(reverse("admin:newsroom_correction_add")).status_code == 403
