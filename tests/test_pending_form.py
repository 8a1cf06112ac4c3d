"""The form of a change that waits loses no word either: autosave, an expired session, two editors, refusals."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from lxml import html

from newsroom.models import Article, PendingChange, Typed
from tests.builders import PASSWORD, a_club, a_coach, an_article, an_editor
from tests.test_autosave import JSON
from tests.test_autosave import address as typed_at
from tests.test_checklist import BET
from tests.test_headline_desk import FIRM, REASON, a_rumour_of_verdi
from tests.test_saving import Editor, Form, url

pytestmark = pytest.mark.django_db


def page_of(article):
    return reverse("admin:newsroom_article_pending", args=[article.pk])


def opens(editor, article, query=""):
    return Form(editor, page_of(article), editor.client.get(page_of(article) + query))


def types(editor, article, sequence, **typed):
    where = reverse("admin:newsroom_article_pending_typed", args=[article.pk])
    return editor.client.post(where, {"version": 0, "typed_sequence": sequence} | typed, **JSON)


def pending():
    return {name: after for name, (_before, after) in PendingChange.objects.get().fields.items()}


@pytest.fixture
def livia():
    return Editor("Livia")


@pytest.fixture
def marco():
    return Editor("Marco")


@pytest.fixture
def live():
    return an_article("Conte verso Napoli", body="<p>Uno.</p><p>Due.</p><p>Tre.</p>")


class TestAutosave:
    def test_what_is_typed_is_kept_in_order_and_offered_in_its_own_form(self, livia, live):
        """Rows 3, 5 and 7 of the newsroom's complaints, beside a live story."""
        club = a_club("Lecce")
        for sequence in (1, 3, 2):
            types(livia, live, sequence, headline=f"Testo {sequence}", clubs=[club.pk], sort="update")
        assert "Riprendi quello" not in livia.opens(live).page
        form = opens(livia, live)
        (offer,) = form.response.context["offers"]
        assert "headline" in {one.name for one in offer.differences}
        assert offer.url == page_of(live) + "?resume=1"
        form = opens(livia, live, "?resume=1")
        assert (form.values["headline"], form.values["clubs"]) == (["Testo 3"], [str(club.pk)])
        assert form.values["sort"] == ["update"]

    def test_what_is_typed_in_the_story_is_not_offered_beside_it(self, livia, live):
        livia.client.post(typed_at(live), {"version": 0, "typed_sequence": 1, "headline": "Nel modulo"}, **JSON)
        assert "Riprendi quello" not in opens(livia, live).page
        types(livia, live, 1, headline="Accanto")
        form = Form(livia, url(live), livia.client.get(url(live) + "?resume=pending"))
        assert form.values["headline"] == ["Nel modulo"]
        Typed.objects.filter(token="pending").delete()
        assert opens(livia, live, "?resume=1").values["headline"] == ["Conte verso Napoli"]

    def test_once_kept_nothing_is_unsaved_and_nothing_comes_late(self, livia, live):
        form = opens(livia, live)
        types(livia, live, 4, headline="A metà")
        assert form.saves(headline="Finito", _keep="1", typed_sequence="5").status_code == 302
        assert types(livia, live, 5, headline="A metà di nuovo").json()["kept"] is False
        assert "Riprendi quello" not in opens(livia, live).page
        assert pending() == {"headline": "Finito"}

    def test_what_waits_already_is_no_difference(self, livia, live):
        opens(livia, live).saves(headline="In attesa", _keep="1")
        values = {n: v for n, v in opens(livia, live).values.items() if n not in ("version", "typed_sequence")}
        types(livia, live, 9, **values)
        assert "Riprendi quello" not in opens(livia, live).page

    def test_who_else_has_it_open_is_told(self, livia, marco, live):
        opens(marco, live)
        assert types(livia, live, 1, headline="x").json()["others"] == "Lo ha aperto anche: Marco"
        assert livia.client.post(typed_at(live), {}, **JSON).json()["others"] == ""

    def test_it_can_be_thrown_away(self, livia, live):
        types(livia, live, 1, headline="Di Livia")
        where = reverse("admin:newsroom_article_pending_typed", args=[live.pk])
        assert livia.client.post(where, {"discard": "pending"})["Location"] == page_of(live)
        assert not Typed.objects.unsaved().exists()

    def test_only_who_may_publish(self, live):
        assert types(Editor("Anna", "Redattore"), live, 1, headline="x").status_code == 403
        assert not Typed.objects.exists()


class TestTwoEditors:
    def test_a_save_of_the_story_meanwhile_is_not_undone(self, livia, marco, live):
        """Row 1 of the newsroom's complaints: what the form did not touch stays as a colleague left it."""
        coach = a_coach("Mister Verdi")
        form = opens(livia, live)
        marco.opens(live).saves(standfirst="Il sommario di Marco.", people=[coach.pk])
        assert form.saves(headline="Conte al Napoli", _keep="1").status_code == 302
        assert pending() == {"headline": "Conte al Napoli"}
        PendingChange.objects.get().apply()
        article = Article.objects.get()
        assert (article.headline, article.standfirst, [*article.people.all()]) == (
            "Conte al Napoli",
            "Il sommario di Marco.",
            [coach],
        )

    def test_the_same_field_is_asked_with_both_texts(self, livia, marco, live):
        form = opens(livia, live)
        marco.opens(live).saves(headline="Quello di Marco")
        response = form.saves(headline="Quello di Livia", kicker="Serie A", _keep="1")
        assert response.status_code == 409
        assert not PendingChange.objects.exists()
        again = form.again(response)
        assert "Il testo di Marco" in again.page
        assert again.values["headline"] == ["Quello di Livia"]
        assert again.saves(_keep="1").status_code == 409
        assert again.saves(choose_headline="theirs", _keep="1").status_code == 302
        assert pending() == {"kicker": "Serie A"}

    def test_two_changes_of_different_fields_are_one(self, livia, marco, live):
        hers, his = opens(livia, live), opens(marco, live)
        hers.saves(headline="Conte al Napoli", _keep="1")
        assert his.saves(kicker="Serie A", _keep="1").status_code == 302
        assert pending() == {"headline": "Conte al Napoli", "kicker": "Serie A"}

    def test_two_changes_of_one_field_are_asked(self, livia, marco, live):
        opens(livia, live).saves(headline="In attesa", _keep="1")
        hers, his = opens(livia, live), opens(marco, live)
        hers.saves(headline="Quello di Livia", _keep="1")
        response = his.saves(headline="Quello di Marco", _keep="1")
        assert response.status_code == 409
        assert pending() == {"headline": "Quello di Livia"}
        assert his.again(response).saves(choose_headline="mine", _keep="1").status_code == 302
        assert pending() == {"headline": "Quello di Marco"}

    def test_another_instant_is_told_before_it_is_replaced(self, livia, marco, live):
        tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
        hers, his = opens(livia, live), opens(marco, live)
        at = {"publish_at_0": f"{tomorrow:%d/%m/%Y}", "publish_at_1": f"{tomorrow:%H:%M}"}
        hers.saves(headline="Conte al Napoli", _keep="1", **at)
        response = his.saves(kicker="Serie A", _keep="1")
        assert f"{tomorrow:%d/%m/%Y %H:%M}" in response.content.decode()
        assert PendingChange.objects.get().publish_at == tomorrow
        assert his.again(response).saves(_keep="1").status_code == 302
        assert PendingChange.objects.get().publish_at is None
        assert pending() == {"headline": "Conte al Napoli", "kicker": "Serie A"}

    @pytest.mark.parametrize("field", ["version", "seen"])
    @pytest.mark.parametrize("value", ["-1", "9" * 30, "²", "boh", "\x00", ""])
    def test_hostile_marks_overwrite_nothing(self, livia, marco, live, field, value):
        opens(livia, live).saves(headline="Quello di Livia", _keep="1")
        form = opens(marco, live)
        if field == "version":
            livia.opens(live).saves(kicker="Da Livia")
        assert form.saves(headline="Altro", **{field: value}, _keep="1").status_code in (200, 302, 409)
        assert Article.objects.get().headline == "Conte verso Napoli"


class TestRefusals:
    """Row 6 of the newsroom's complaints: the cause in Italian, and all that was typed."""

    def test_a_session_that_ended(self, livia, live):
        """Row 5 of the newsroom's complaints."""
        form = opens(livia, live)
        livia.client.logout()
        response = form.saves(headline="Scritto prima", _keep="1")
        assert "La sessione è finita" in response.content.decode()
        again = dict(html.fromstring(response.content.decode()).get_element_by_id("sign-in-here").form_values())
        who = {"sign_in_username": livia.user.username, "sign_in_password": PASSWORD}
        assert livia.client.post(form.address, again | who).status_code == 302
        assert pending() == {"headline": "Scritto prima"}

    def test_a_right_that_was_taken_away(self, livia, live):
        form = opens(livia, live)
        livia.user.groups.clear()
        response = form.saves(headline="Scritto prima", _keep="1")
        assert (response.status_code, "Scritto prima" in response.content.decode()) == (403, True)

    def test_a_form_of_another_session(self, live):
        marco = Editor("Marco", enforce_csrf_checks=True)
        form = opens(marco, live)
        form.values["csrfmiddlewaretoken"] = ["x" * 64]
        headers = {"Origin": "http://testserver"}
        response = marco.client.post(form.address, form.values | {"headline": "Resta", "_keep": "1"}, headers=headers)
        assert "sei rientrato" in response.content.decode()
        again = html.fromstring(response.content.decode()).xpath("//form[.//button[contains(., 'Manda di nuovo')]]")[0]
        assert marco.client.post(form.address, dict(again.form_values()), headers=headers).status_code == 302
        assert pending() == {"headline": "Resta"}

    def test_a_fault_of_ours(self, live):
        marco = Editor("Marco", raise_request_exception=False)
        form = opens(marco, live)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE newsroom_version RENAME TO newsroom_lost")
        response = form.saves(headline="Il mio titolo", _keep="1")
        assert response.status_code == 500
        assert "non dipende da te" in response.content.decode()
        assert "Il mio titolo" in response.content.decode()

    def test_too_much_at_once(self, livia, live):
        response = opens(livia, live).saves(body="<p>" + "a" * 3_000_000 + "</p>", _keep="1")
        assert (response.status_code, "2,5 MB" in response.content.decode()) == (413, True)

    def test_a_story_that_was_withdrawn_meanwhile(self, livia, live):
        form = opens(livia, live)
        live.withdraw(why="Era sbagliato.")
        response = form.saves(headline="Scritto prima", _keep="1")
        assert "non è più pubblico" in response.content.decode()
        assert form.again(response).values["headline"] == ["Scritto prima"]


class TestBeforeItGoesOut:
    def test_what_blocks_a_story_blocks_its_change(self, livia, live):
        response = opens(livia, live).saves(body=BET, _now="1")
        assert "porta a Snai" in response.content.decode()
        assert Article.objects.get().body == "<p>Uno.</p><p>Due.</p><p>Tre.</p>"
        assert 'id="checklist"' in response.content.decode()

    def test_what_is_out_blocks_no_typo(self, livia):
        story = an_article("Con una pubblicità", body=BET)
        assert opens(livia, story).saves(headline="Con pubblicità", _now="1").status_code == 302

    def test_it_keeps_its_section(self, livia, live):
        response = opens(livia, live).saves(section="", _keep="1")
        assert "section" in response.context["adminform"].form.errors

    def test_a_confirmed_headline_stays_confirmed_when_the_change_is_saved_again(self, livia):
        story = an_article("Prima", rumours=[a_rumour_of_verdi()])
        assert opens(livia, story).saves(headline=FIRM, headline_reason=REASON, _keep="1").status_code == 302
        form = opens(livia, story)
        assert form.values["headline_reason"] == [REASON]
        assert form.saves(kicker="Serie A", _keep="1").status_code == 302
        PendingChange.objects.get().apply()
        assert Article.objects.get().headline_is_confirmed
        assert (
            opens(livia, an_article("Altra", rumours=[a_rumour_of_verdi()])).saves(headline=FIRM, _now="1").status_code
            == 200
        )


def test_a_redattore_has_no_such_form(client, live):
    client.force_login(an_editor("Redattore"))
    assert client.get(page_of(live)).status_code == 403
