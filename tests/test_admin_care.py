"""Nothing is published, deleted or lost by mistake at the desk, and nobody gets more rights than they were given."""

from datetime import timedelta

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from newsroom.models import Article, Correction, State, User
from rumours.admin.record import ReadOnlyAdmin
from rumours.models import Rumour
from tests.builders import (
    a_club,
    a_coach,
    a_picture,
    a_player,
    a_report,
    a_rumour,
    a_superuser,
    an_article,
    an_author,
    an_editor,
)
from tests.test_admin import article_form, instant, rumour_form

pytestmark = pytest.mark.django_db
VERTICAL_TAB = "\x0b"


@pytest.fixture
def as_role(client):
    def sign_in(role):
        client.user = an_editor(role)
        client.force_login(client.user)
        return client

    return sign_in


def address(model, thing=None):
    return reverse(f"admin:{model}_change", args=[thing.pk]) if thing else reverse(f"admin:{model}_add")


def completions(client, term, field, model="article", app="newsroom"):
    query = {"term": term, "app_label": app, "model_name": model, "field_name": field}
    return [row["text"] for row in client.get(reverse("admin:autocomplete"), query).json()["results"]]


class TestStories:
    def test_a_form_opened_before_the_story_came_out_does_not_move_its_date(self, as_role):
        client, article = as_role("Caporedattore"), an_article("Uscito ieri")
        data = article_form(headline="Uscito ieri", _publish="1") | instant("published_at", article.published_at)
        client.post(address("newsroom_article", article), data)
        article.refresh_from_db()
        assert timezone.now() - article.published_at > timedelta(hours=23)

    def test_a_scheduled_story_can_be_published_at_once(self, as_role):
        client, article = as_role("Caporedattore"), an_article("Domani", published_days_ago=-1)
        data = article_form(headline="Domani", _publish="1") | instant("published_at", article.published_at)
        client.post(address("newsroom_article", article), data)
        assert Article.objects.get().state == State.LIVE

    def test_what_was_typed_is_given_back_when_the_story_came_out_meanwhile(self, as_role):
        client = as_role("Redattore")
        article = an_article("Mia", created_by=client.user)
        response = client.post(address("newsroom_article", article), article_form(body="<p>Un'ora di lavoro</p>"))
        assert response.status_code == 403
        page = response.content.decode()
        assert "Nel frattempo l'articolo è uscito" in page.replace("&#x27;", "'")
        assert "ora di lavoro" in page
        assert Article.objects.get().headline == "Mia"

    def test_a_colleagues_story_says_whose_it_is(self, as_role):
        client, article = (
            as_role("Redattore"),
            an_article("Sua", published_days_ago=None, body="<p>Il <em>testo</em>.</p>"),
        )
        page = client.get(address("newsroom_article", article)).content.decode()
        assert "è di un collega: puoi leggerlo" in page
        assert "<em>testo</em>" in page
        assert "substantive" not in page
        refused = client.post(address("newsroom_article", article), article_form(body="<p>Il mio</p>"))
        assert (refused.status_code, "di un collega" in refused.content.decode()) == (403, True)

    @pytest.mark.parametrize(
        ("published_days_ago", "asked"), [(None, False), (-1, False), (1, True)], ids=["draft", "scheduled", "live"]
    )
    def test_corrections_and_updates_are_asked_of_live_stories_only(self, as_role, published_days_ago, asked):
        article = an_article(published_days_ago=published_days_ago)
        page = as_role("Caporedattore").get(address("newsroom_article", article)).content.decode()
        assert ("corrections-TOTAL_FORMS" in page) is asked
        assert ('name="substantive"' in page) is asked

    def test_a_story_is_an_editors_by_its_beginning_or_by_its_byline(self):
        editor, colleague = an_editor("Redattore"), an_editor("Redattore")
        begun = an_article("Cominciata", created_by=editor)
        signed = an_article("Firmata", authors=[an_author(user=editor), an_author(user=colleague)])
        both = an_article("Tutte e due", created_by=editor, authors=[an_author(), editor.author])
        an_article("Di altri", created_by=colleague)
        assert set(Article.objects.of_editor(editor)) == {begun, signed, both}
        assert {article for article in Article.objects.all() if article.is_of(editor)} == {begun, signed, both}

    def test_a_correction_stays_under_its_story(self, as_role):
        client, article, other = as_role("Caporedattore"), an_article("Questa"), an_article("Un'altra")
        correction = article.correct("Era il 2027.")
        data = {"article": other.pk, "text": "Era il 2028."} | instant("published_at", correction.published_at)
        assert client.post(address("newsroom_correction", correction), data).status_code == 302
        correction = Correction.objects.get()
        assert (correction.article, correction.text) == (article, "Era il 2028.")

    def test_no_form_deletes_what_it_points_at(self, as_role):
        page = as_role("Amministratore").get(address("newsroom_article", an_article())).content.decode()
        assert 'id="change_id_lead_image"' in page
        assert "delete_id_" not in page


class TestTheDay:
    def test_the_first_page_knows_what_is_signed_and_what_came_out(self, as_role):
        client = as_role("Redattore")
        an_article("Con la mia firma", published_days_ago=None, authors=[an_author(user=client.user)])
        an_article("Bozza di un altro", published_days_ago=None)
        an_article("Uscito ora", at=timezone.now())
        an_article("Uscito l'altro ieri", published_days_ago=2)
        lists = {
            title: [str(row["thing"]) for row in rows] for title, rows, url in client.get("/admin/").context["day"]
        }
        assert lists["Le tue bozze"] == ["Con la mia firma"]
        assert lists["Usciti oggi"] == ["Uscito ora"]

    def test_the_menu_begins_with_the_stories(self, as_role):
        apps = as_role("Amministratore").get("/admin/").context["app_list"]
        assert [app["app_label"] for app in apps] == ["newsroom", "rumours", "football", "auth", "admin"]
        assert [entry["object_name"] for entry in apps[0]["models"]][:2] == ["Article", "Image"]


class TestNames:
    def test_the_whole_name_comes_before_its_parts(self, as_role):
        client = as_role("Redattore")
        for name in ("Al-Roma", "AS Romana", "Roma"):
            a_club(name)
        for name in ("Aldo Contenti", "Antonio Conte", "Conte"):
            a_coach(name)
        assert completions(client, "roma", "clubs")[0] == "Roma"
        assert completions(client, "CONTE", "people")[0] == "Conte"

    def test_a_list_sorted_by_a_column_stays_sorted(self, as_role):
        for name in ("Roma", "Al-Roma"):
            a_club(name)
        client, url = as_role("Redattore"), reverse("admin:football_club_changelist")
        assert [club.name for club in client.get(url, {"q": "roma"}).context["cl"].result_list] == ["Roma", "Al-Roma"]
        sorted_list = client.get(url, {"q": "roma", "o": "1"}).context["cl"].result_list
        assert [club.name for club in sorted_list] == ["Al-Roma", "Roma"]

    @pytest.mark.parametrize(
        ("model", "fields"),
        [
            ("football_club", {"name": "Lec\x0bce"}),
            ("football_player", {"name": "Mario\x0bBianchi", "role": "player"}),
            ("rumours_source", {"name": "Gaz\x0bzetta", "kind": "newspaper", "standing": "3"}),
            ("newsroom_author", {"name": "Livia\x0bFerrante"}),
            ("newsroom_section", {"name": "Este\x0bro", "position": "1"}),
            ("football_competition", {"name": "Serie\x0bA", "slug": "serie-a", "country": "Italia", "tier": "1"}),
        ],
    )
    def test_no_name_holds_what_a_feed_cannot_carry(self, client, model, fields):
        client.force_login(a_superuser())
        inlines = {f"{name}-{kind}_FORMS": 0 for name in ("aliases", "tenures") for kind in ("TOTAL", "INITIAL")}
        response = client.post(address(model), fields | inlines)
        assert response.status_code == 200
        assert "C&#x27;è un carattere invisibile (U+000B)" in response.content.decode()

    def test_nor_does_a_rumour(self, as_role):
        data = rumour_form(None, [], person=a_player().pk, to_club=a_club().pk, title=f"A{VERTICAL_TAB}B")
        response = as_role("Caporedattore").post(address("rumours_rumour"), data)
        assert "carattere invisibile" in response.content.decode()
        assert not Rumour.objects.exists()

    def test_a_rule_of_several_lines_is_welcome(self, as_role):
        data = rumour_form(
            None, [], person=a_player().pk, to_club=a_club().pk, rule="Vale se:\r\n\tlo annuncia il club."
        )
        assert as_role("Caporedattore").post(address("rumours_rumour"), data).status_code == 302


class TestReports:
    def test_a_report_found_to_repeat_another_takes_its_own_repeats_along(self):
        rumour = a_rumour()
        late, first = a_report(rumour, days_ago=1), a_report(rumour, days_ago=2)
        repeat = a_report(rumour, echo_of=late, days_ago=1)
        late.echo_of = first
        late.save()
        repeat.refresh_from_db()
        assert repeat.echo_of == first

    def test_the_way_to_a_new_report_is_at_the_top(self, as_role):
        rumour = a_rumour()
        a_report(rumour)
        page = as_role("Redattore").get(address("rumours_rumour", rumour)).content.decode()
        assert f"{reverse('admin:rumours_rumour_log')}?rumour={rumour.pk}" in page


class TestImages:
    def test_a_file_that_the_browser_will_forget_is_asked_for_again(self, as_role):
        upload = SimpleUploadedFile("panca.png", a_picture((1200, 700), "PNG").read())
        data = {"title": "", "alt": "Una panca", "credit": "Me", "focal_point": "0.5x0.5", "file": upload}
        page = as_role("Redattore").post(address("newsroom_image"), data).content.decode()
        assert "Scegli di nuovo il file" in page
        assert "Una panca" in page


class TestPeople:
    def test_an_administrator_neither_becomes_a_superuser_nor_touches_one(self, as_role):
        client, owner = as_role("Amministratore"), a_superuser()
        page = client.get(address("newsroom_user", client.user)).content.decode()
        assert 'name="is_superuser"' not in page
        assert 'name="user_permissions"' not in page
        data = {"username": client.user.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
        client.post(address("newsroom_user", client.user), data)
        assert not User.objects.get(pk=client.user.pk).is_superuser
        for view in ("auth_user_password_change", "newsroom_user_delete"):
            assert client.post(reverse(f"admin:{view}", args=[owner.pk])).status_code == 403, view
        assert client.post(address("newsroom_user", owner), data).status_code == 403

    def test_a_superuser_makes_another(self, client):
        client.force_login(a_superuser())
        assert 'name="is_superuser"' in client.get(address("newsroom_user", an_editor())).content.decode()

    def test_a_new_colleague_gets_a_role_and_can_sign_in(self, as_role):
        client = as_role("Amministratore")
        secret = "panchina-lunga-12"
        data = {"username": "nuova", "usable_password": "true", "password1": secret, "password2": secret}
        assert client.post(address("newsroom_user"), data).status_code == 302
        colleague = User.objects.get(username="nuova")
        data = {"username": "nuova", "is_active": "on", "is_staff": "on"}
        data |= {"groups": [Group.objects.get(name="Redattore").pk]} | instant("date_joined", colleague.date_joined)
        assert client.post(address("newsroom_user", colleague), data).status_code == 302
        assert "Redattore" in client.get(reverse("admin:newsroom_user_changelist")).content.decode()
        client.force_login(colleague)
        assert client.get("/admin/").status_code == 200
        assert client.get(address("newsroom_article")).status_code == 200

    @pytest.mark.parametrize(("role", "offered"), [("Caporedattore", False), ("Amministratore", True)])
    def test_who_may_not_see_the_users_is_not_offered_them_for_a_byline(self, as_role, role, offered):
        client, byline = as_role(role), an_author("Livia Ferrante", user=an_editor("Redattore", "livia"))
        page = client.get(address("newsroom_author", byline)).content.decode()
        assert ('name="user"' in page) is offered
        form = {"name": "Livia Ferrante", "user": byline.user_id, "note": "ospite", "slug": byline.slug}
        assert client.post(address("newsroom_author", byline), form).status_code == 302
        byline.refresh_from_db()
        assert (byline.note, byline.user.username) == ("ospite", "livia")


def test_every_relation_completes_itself():
    """But the choice of the report that another repeats, which is among those of the same rumour, and of the colleague
    to whom a story is assigned: they are few, and not everyone may see the list of users."""
    plain = {
        f"{model._meta.label}.{field.name}"
        for model, admin in site._registry.items()
        # What is only read has nothing to complete.
        if not isinstance(admin, ReadOnlyAdmin)
        if model._meta.app_label in {"football", "rumours", "newsroom"} and model is not User
        for field in [*model._meta.many_to_many, *model._meta.fields]
        if field.is_relation and field.editable and not model._meta.proxy
        if field.name not in {*admin.autocomplete_fields, *admin.readonly_fields}
    }
    assert plain == {"newsroom.Article.assigned_to"}


def test_what_was_saved_is_said_without_an_article(as_role):
    response = as_role("Redattore").post(address("newsroom_article"), article_form(headline="La prima"), follow=True)
    assert ["La prima" in str(m) and "Salvato: articolo" in str(m) for m in response.context["messages"]] == [True]


def test_the_editors_buttons_are_italian(client):
    client.force_login(an_editor("Redattore"))
    with override("it"):
        catalogue = client.get(reverse("admin:jsi18n")).content.decode()
    assert "grassetto" in catalogue
    assert "Collegamento" in catalogue
