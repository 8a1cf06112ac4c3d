"""Two editors, one story; a session that ended; a save that was refused: no word of anybody is lost."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from lxml import html

from newsroom.models import Article, State, Verb
from tests.builders import (
    PASSWORD,
    a_club,
    a_coach,
    a_section,
    an_article,
    an_editor,
    an_image,
)
from tests.test_admin import NO_CORRECTIONS, article_form

pytestmark = pytest.mark.django_db


def url(article=None):
    return (
        reverse("admin:newsroom_article_change", args=[article.pk])
        if article
        else reverse("admin:newsroom_article_add")
    )


class Editor:
    """Somebody with a browser: opens the form, types in it, sends all that is in it."""

    def __init__(self, name, role="Caporedattore", **options):
        self.client = Client(**options)
        self.user = an_editor(role, first_name=name)
        self.client.force_login(self.user)

    def opens(self, article=None):
        return Form(self, url(article), self.client.get(url(article)))


class Form:
    def __init__(self, editor, address, response):
        self.editor, self.address, self.response = editor, address, response
        self.page = response.content.decode()
        form = html.fromstring(self.page).get_element_by_id("article_form")
        self.values = {}
        for name, value in form.form_values():
            # The line break after <textarea> is none of the text, as every browser knows.
            self.values.setdefault(name, []).append((value or "").removeprefix("\n"))

    def saves(self, **typed):
        values = self.values | {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
        return self.editor.client.post(self.address, {"_continue": "1"} | values)

    def again(self, response):
        return Form(self.editor, self.address, response)


@pytest.fixture
def pair():
    return Editor("Livia"), Editor("Marco")


@pytest.fixture
def draft():
    return an_article("Conte verso Napoli", body="<p>Uno.</p><p>Due.</p><p>Tre.</p>", published_days_ago=None)


def stored():
    return Article.objects.get()


def said(response):
    return [str(message) for message in response.wsgi_request._messages]


class TestTwoEditors:
    def test_different_fields_merge_by_themselves(self, pair, draft):
        """Row 1 of the newsroom's complaints, and point 16 of its wishes: both win."""
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        estero, lecce, coach = a_section("Estero"), a_club("Lecce"), a_coach("Mister Verdi")
        assert hers.saves(headline="Conte al Napoli", clubs=[lecce.pk]).status_code == 302
        response = his.saves(section=estero.pk, people=[coach.pk], lead_image=an_image().pk)
        assert response.status_code == 302
        article = stored()
        assert (article.headline, article.section, article.lead_image.title) == (
            "Conte al Napoli",
            estero,
            "Una panchina",
        )
        assert ([*article.clubs.all()], [*article.people.all()]) == ([lecce], [coach])
        page = marco.client.get(url(article)).content.decode()
        assert "Mentre scrivevi ha salvato: Livia" in page
        assert "titolo, club" in page

    def test_the_same_field_shows_both_texts_and_overwrites_nothing(self, pair, draft):
        """Row 1 of the newsroom's complaints: the second save answers with both texts side by side."""
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        hers.saves(headline="Conte al Napoli: è fatta?", standfirst="Il sommario di Livia.")
        response = his.saves(headline="Napoli, Conte ci pensa", kicker="Napoli")
        assert response.status_code == 409
        assert (stored().headline, stored().kicker) == ("Conte al Napoli: è fatta?", "")
        form = his.again(response)
        for told in ("Due testi per lo stesso campo", "Il testo di Livia", "<ins>", "<del>"):
            assert told in form.page, told
        # What she changed elsewhere is in his form already, and so is what he typed.
        assert form.values["standfirst"] == ["Il sommario di Livia."]
        assert (form.values["headline"], form.values["kicker"]) == (["Napoli, Conte ci pensa"], ["Napoli"])

    @pytest.mark.parametrize(
        ("choice", "typed", "headline"),
        [
            ("theirs", {}, "Quello di Livia"),
            ("mine", {}, "Quello di Marco"),
            ("mine", {"headline": "Messo a posto"}, "Messo a posto"),
        ],
        ids=["theirs", "mine", "mended"],
    )
    def test_whoever_is_asked_chooses(self, pair, draft, choice, typed, headline):
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        hers.saves(headline="Quello di Livia")
        form = his.again(his.saves(headline="Quello di Marco", kicker="Napoli"))
        assert form.saves(choose_headline=choice, **typed).status_code == 302
        assert (stored().headline, stored().kicker) == (headline, "Napoli")
        headlines = [version.state["headline"] for version in stored().versions.order_by("number")]
        assert headlines == ["Conte verso Napoli", "Quello di Livia", headline]

    def test_without_a_choice_nothing_is_saved(self, pair, draft):
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        hers.saves(headline="Quello di Livia")
        form = his.again(his.saves(headline="Quello di Marco"))
        response = form.saves()
        assert (response.status_code, stored().headline) == (409, "Quello di Livia")
        assert his.again(response).values["headline"] == ["Quello di Marco"]

    def test_a_third_save_during_the_choice_is_asked_about_too(self, pair, draft):
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        hers.saves(headline="Quello di Livia")
        form = his.again(his.saves(headline="Quello di Marco"))
        livia.opens(draft).saves(headline="Ancora Livia")
        response = form.saves(choose_headline="mine")
        assert (response.status_code, stored().headline) == (409, "Ancora Livia")
        assert livia.opens(draft).values["headline"] == ["Ancora Livia"]
        assert form.saves(choose_headline="theirs").status_code == 302
        assert stored().headline == "Ancora Livia"

    def test_paragraphs_apart_are_joined_and_said(self, pair, draft):
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        hers.saves(body="<p>Uno, di Livia.</p><p>Due.</p><p>Tre.</p>")
        assert his.saves(body="<p>Uno.</p><p>Due.</p><p>Tre, di Marco.</p>").status_code == 302
        assert stored().body == "<p>Uno, di Livia.</p><p>Due.</p><p>Tre, di Marco.</p>"
        assert "ha cambiato altri paragrafi: Livia" in marco.client.get(url(draft)).content.decode()

    def test_the_same_paragraph_is_a_conflict_with_the_words_marked(self, pair, draft):
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        hers.saves(body="<p>Uno, ma l'accordo c'è.</p><p>Due.</p><p>Tre.</p>")
        response = his.saves(body="<p>Uno, ma l'accordo manca.</p><p>Due.</p><p>Tre.</p>")
        assert response.status_code == 409
        (conflict,) = response.context["conflicts"]
        assert [piece.text for piece in conflict.after if piece.kind == "added"] == ["manca"]

    def test_no_markup_of_anyone_runs_on_the_page_of_both_texts(self, pair, draft):
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        hers.saves(headline="<script>alert('lei')</script>")
        page = his.saves(headline="<img src=x onerror=alert(1)>").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page

    def test_a_story_that_came_out_meanwhile_stays_out(self, pair, draft):
        livia, marco = pair
        his = marco.opens(draft)
        livia.opens(draft).saves(_publish="1")
        assert his.saves(kicker="Napoli").status_code == 302
        assert (stored().state, stored().kicker) == (State.LIVE, "Napoli")

    def test_a_tag_that_was_taken_off_stays_off(self, pair):
        livia, marco = pair
        lecce, como = a_club("Lecce"), a_club("Como")
        article = an_article(clubs=[lecce, como], published_days_ago=None)
        hers, his = livia.opens(article), marco.opens(article)
        hers.saves(clubs=[como.pk])
        assert his.saves(kicker="Serie A").status_code == 302
        assert [*stored().clubs.all()] == [como]

    def test_an_old_tab_is_told_by_its_version_and_not_by_a_lock(self, pair, draft):
        """Row 2 of the newsroom's complaints: after somebody took over and left, the first tab overwrites nothing."""
        livia, marco = pair
        first_tab = livia.opens(draft)
        for headline in ("Marco prende in mano", "Marco finisce"):
            marco.opens(draft).saves(headline=headline)
        assert first_tab.saves(headline="Livia non sa").status_code == 409
        assert stored().headline == "Marco finisce"

    def test_ones_own_other_window_is_called_so(self, pair, draft):
        livia, _marco = pair
        one, other = livia.opens(draft), livia.opens(draft)
        one.saves(headline="Prima finestra")
        assert "altra finestra" in other.saves(headline="Seconda finestra").content.decode()

    def test_who_posts_no_version_is_held_to_the_first(self, pair, draft):
        livia, _marco = pair
        livia.opens(draft).saves(headline="Quello di Livia")
        response = livia.client.post(url(draft), article_form(headline="Di chissà chi", section=draft.section_id))
        assert (response.status_code, stored().headline) == (409, "Quello di Livia")

    def test_mistakes_are_put_right_before_the_merge_and_hide_nothing(self, pair, draft):
        livia, marco = pair
        hers, his = livia.opens(draft), marco.opens(draft)
        hers.saves(headline="Quello di Livia", standfirst="Sommario suo")
        form = his.again(his.saves(headline="", standfirst="Sommario mio"))
        response = form.saves(headline="Quello di Marco")
        assert (response.status_code, stored().headline) == (409, "Quello di Livia")
        assert {one.name for one in response.context["conflicts"]} == {"headline", "standfirst"}

    @pytest.mark.parametrize("version", ["-1", "99999999999999999999", "²", "abc", "1.5", ""])
    def test_hostile_versions_overwrite_nothing(self, pair, draft, version):
        livia, marco = pair
        livia.opens(draft).saves(headline="Quello di Livia")
        assert marco.opens(draft).saves(headline="Altro", version=version).status_code == 409
        assert stored().headline == "Quello di Livia"

    def test_a_withdrawal_of_a_story_changed_meanwhile_keeps_the_change(self, draft):
        director, marco = Editor("Dina", "Direttore"), Editor("Marco")
        article = an_article("Da ritirare")
        page = reverse("admin:newsroom_article_withdraw", args=[article.pk])
        director.client.get(page)
        marco.opens(article).saves(headline="Cambiato nel frattempo")
        director.client.post(page, {"reason": "Fonte non attribuibile."})
        article.refresh_from_db()
        assert (article.state, article.headline) == (State.WITHDRAWN, "Cambiato nel frattempo")
        assert (article.versions.first().verb, article.versions.first().by) == (Verb.WITHDRAWN, director.user)


class TestRefusals:
    """Row 6 of the newsroom's complaints: whatever is refused says why in Italian, and gives the text back."""

    def test_deleted_meanwhile_can_be_saved_as_new(self, draft):
        marco = Editor("Marco")
        form = marco.opens(draft)
        draft.delete()
        response = form.saves(body="<p>Un'ora di lavoro</p>")
        page = response.content.decode()
        assert response.status_code == 404
        assert "qualcuno lo ha eliminato mentre scrivevi" in page
        assert "ora di lavoro" in page
        anew = dict(html.fromstring(page).xpath("//form[contains(@action, 'add')]")[0].form_values())
        assert marco.client.post(url(), anew | NO_CORRECTIONS).status_code == 302
        assert stored().body == "<p>Un'ora di lavoro</p>"

    def test_a_right_that_was_taken_away(self, draft):
        marco = Editor("Marco")
        form = marco.opens(draft)
        marco.user.groups.clear()
        response = form.saves(body="<p>Un'ora di lavoro</p>")
        assert response.status_code == 403
        assert "Non puoi scrivere articoli" in response.content.decode()
        assert "ora di lavoro" in response.content.decode()

    def test_a_fault_of_ours(self, draft):
        """A table that is gone stands for whatever breaks: the answer is still the text."""
        marco = Editor("Marco", raise_request_exception=False)
        form = marco.opens(draft)
        form.values["headline"] = ["Il mio titolo"]
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE newsroom_version RENAME TO newsroom_lost")
        response = form.saves()
        assert response.status_code == 500
        assert "non dipende da te" in response.content.decode()
        assert "Il mio titolo" in response.content.decode()

    def test_a_form_of_another_session_is_sent_again_by_a_button(self, draft):
        marco = Editor("Marco", enforce_csrf_checks=True)
        form = marco.opens(draft)
        form.values["csrfmiddlewaretoken"] = ["x" * 64]
        origin = {"headers": {"Origin": "http://testserver"}}
        response = marco.client.post(form.address, form.values | {"headline": "Resta"}, **origin)
        assert response.status_code == 403
        assert "sei rientrato" in response.content.decode()
        again = html.fromstring(response.content.decode()).xpath("//form[.//button[contains(., 'Manda di nuovo')]]")[0]
        assert marco.client.post(form.address, dict(again.form_values()), **origin).status_code == 302
        assert stored().headline == "Resta"

    @pytest.mark.parametrize("headers", [{"Origin": "https://altrove.example"}, {"Origin": "null"}, {}])
    def test_a_form_of_a_foreign_page_is_given_no_button(self, draft, headers):
        marco = Editor("Marco", enforce_csrf_checks=True)
        response = marco.client.post(url(draft), article_form(headline="Forzato"), headers=headers)
        assert response.status_code == 403
        assert "csrfmiddlewaretoken" not in response.content.decode()
        assert stored().headline == "Conte verso Napoli"

    def test_too_much_at_once(self, draft):
        response = Editor("Marco").opens(draft).saves(body="<p>" + "a" * 3_000_000 + "</p>")
        assert response.status_code == 413
        assert "2,5 MB" in response.content.decode()

    def test_a_form_with_mistakes_comes_back_as_it_was(self, draft):
        form = Editor("Marco").opens(draft)
        response = form.saves(headline="", body="<p>Un'ora di lavoro</p>")
        assert response.status_code == 200
        assert form.again(response).values["body"] == ["<p>Un'ora di lavoro</p>"]


class TestSessionThatEnded:
    """Row 5 of the newsroom's complaints: a session that ended loses nothing."""

    def sign_in(self, editor, response, password=PASSWORD, **more):
        form = html.fromstring(response.content.decode()).get_element_by_id("sign-in-here")
        values = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        who = {"sign_in_username": editor.user.username, "sign_in_password": password}
        return editor.client.post(response.wsgi_request.path, values | who | more)

    def test_signing_in_on_the_spot_lets_the_post_through(self, draft):
        marco = Editor("Marco", enforce_csrf_checks=True)
        form, lecce, como = marco.opens(draft), a_club("Lecce"), a_club("Como")
        marco.client.session.flush()
        response = form.saves(headline="Scritto prima", clubs=[lecce.pk, como.pk], body="<p>Un'ora di lavoro</p>")
        assert response.status_code == 403
        assert "La sessione è finita" in response.content.decode()
        assert stored().headline == "Conte verso Napoli"
        assert self.sign_in(marco, response).status_code == 302
        assert (stored().headline, stored().body) == ("Scritto prima", "<p>Un'ora di lavoro</p>")
        assert {*stored().clubs.all()} == {lecce, como}
        assert marco.client.get(url(draft)).status_code == 200

    def test_a_wrong_password_keeps_the_text(self, draft):
        marco = Editor("Marco")
        form = marco.opens(draft)
        marco.client.logout()
        response = self.sign_in(marco, form.saves(headline="Scritto prima"), password="sbagliata")
        assert response.status_code == 403
        assert "sbagliata" not in response.content.decode()
        assert self.sign_in(marco, response).status_code == 302
        assert stored().headline == "Scritto prima"

    def test_a_new_story_too(self):
        marco, section = Editor("Marco"), a_section()
        form = marco.opens()
        marco.client.logout()
        response = form.saves(headline="Nuovo", body="<p>Testo</p>", section=section.pk)
        assert self.sign_in(marco, response).status_code == 302
        assert (stored().headline, stored().created_by) == ("Nuovo", marco.user)

    def test_somebody_without_rights_gets_the_text_and_saves_nothing(self, draft):
        marco, stranger = Editor("Marco"), an_editor("Redattore")
        form = marco.opens(draft)
        marco.client.logout()
        marco.user = stranger
        response = self.sign_in(marco, form.saves(headline="Scritto prima"))
        assert (response.status_code, stored().headline) == (403, "Conte verso Napoli")
        assert "Scritto prima" in response.content.decode()

    def test_no_foreign_page_signs_in_or_posts(self, draft):
        client = Client(enforce_csrf_checks=True)
        user = an_editor("Caporedattore")
        data = article_form(headline="Forzato", sign_in_username=user.username, sign_in_password=PASSWORD)
        assert client.post(url(draft), data).status_code == 403
        assert stored().headline == "Conte verso Napoli"
        assert "_auth_user_id" not in client.session

    def test_the_login_page_of_the_admin_is_as_it_was(self, client):
        assert client.get(reverse("admin:index")).status_code == 302
        assert client.post(reverse("admin:logout")).status_code in (200, 302)


class TestCorrections:
    def test_two_editors_of_one_correction(self, pair):
        livia, marco = pair
        article = an_article("Con un errore")
        article.correct("Era il 2027.")
        hers, his = livia.opens(article), marco.opens(article)
        hers.saves(**{"corrections-0-text": "Era il 2028."})
        his.saves(headline="Un altro titolo")
        assert (stored().headline, stored().corrections.get().text) == ("Un altro titolo", "Era il 2028.")
        hers = livia.opens(article)
        marco.opens(article).saves(**{"corrections-0-text": "Era il 2029."})
        response = hers.saves(**{"corrections-0-text": "Era il 2030."})
        assert (response.status_code, stored().corrections.get().text) == (409, "Era il 2029.")
        form = hers.again(response)
        assert "Il testo di Marco" in form.page
        assert form.saves().status_code == 409
        name = f"choose_correction_{stored().corrections.get().pk}"
        assert form.saves(**{name: "mine"}).status_code == 302
        assert stored().corrections.get().text == "Era il 2030."
