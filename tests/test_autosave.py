"""What is typed and not saved is kept on the server in its order, offered back, and never taken for a version."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from newsroom.models import Article, Typed
from newsroom.models.figures import figure
from tests.builders import a_club, a_section, an_article, an_editor, an_image
from tests.test_admin import NO_CORRECTIONS
from tests.test_saving import Editor, stored, url

pytestmark = pytest.mark.django_db
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def livia():
    return Editor("Livia")


@pytest.fixture
def draft():
    return an_article("Conte verso Napoli", body="<p>Uno.</p>", published_days_ago=None)


def address(article=None):
    name = "admin:newsroom_article_typed"
    return reverse(name, args=[article.pk]) if article else reverse(f"{name}_new")


def types(editor, article, sequence, **typed):
    values = {"version": article.version if article else 0, "typed_sequence": sequence} | typed
    return editor.client.post(address(article), values, **JSON)


class TestKeeping:
    def test_ten_overlapping_autosaves_of_one_tab_are_one_draft_and_no_version(self, livia, draft):
        """Rows 3 and 4 of the newsroom's complaints: one draft, no conflict with oneself, no flood of versions."""
        form = livia.opens(draft)
        for sequence in (1, 3, 2, 5, 4, 7, 6, 9, 8, 10):
            assert types(livia, draft, sequence, headline=f"Testo {sequence}").status_code == 200
        typed = Typed.objects.unsaved().get()
        assert (typed.data["headline"], typed.sequence) == (["Testo 10"], 10)
        assert not draft.versions.exists()
        assert form.saves(headline="Testo 10", typed_sequence="10").status_code == 302
        assert [version.state["headline"] for version in stored().versions.all()] == ["Testo 10", "Conte verso Napoli"]

    def test_an_older_request_never_replaces_newer_text(self, livia, draft):
        """Row 3 of the newsroom's complaints: what comes late is refused, with the number that stands."""
        types(livia, draft, 7, headline="Nuovo")
        assert types(livia, draft, 6, headline="Vecchio").json() | {"csrf": ""} == {
            "kept": False,
            "sequence": 7,
            "csrf": "",
            "others": "",
            "newer": "",
        }
        assert Typed.objects.get().data["headline"] == ["Nuovo"]

    def test_what_comes_after_the_save_does_not_come_back(self, livia, draft):
        form = livia.opens(draft)
        types(livia, draft, 4, headline="A metà")
        form.saves(headline="Finito", typed_sequence="5")
        assert types(livia, draft, 5, headline="A metà di nuovo").json()["kept"] is False
        assert "Riprendi quello che stavi scrivendo" not in livia.opens(draft).page

    def test_each_user_and_each_story_has_its_own(self, livia, draft):
        marco, other = Editor("Marco"), an_article(published_days_ago=None)
        types(livia, draft, 1, headline="Livia")
        types(marco, draft, 1, headline="Marco")
        types(livia, other, 1, headline="Altro")
        assert Typed.objects.unsaved().count() == 3

    def test_neither_guard_nor_password_is_kept(self, livia, draft):
        types(livia, draft, 1, headline="x", csrfmiddlewaretoken="abc", sign_in_password="segreta")
        assert {*Typed.objects.get().data} == {"headline"}

    @pytest.mark.parametrize("sequence", ["", "0", "-1", "abc", "²", "9" * 30, "1.5", str(2**53)])
    def test_hostile_sequences_keep_nothing_and_break_nothing(self, livia, draft, sequence):
        assert types(livia, draft, sequence, headline="x").status_code == 200
        assert not Typed.objects.unsaved().exists()

    @pytest.mark.parametrize("version", ["-1", "abc", "9" * 15, ""])
    def test_hostile_versions_break_nothing(self, livia, draft, version):
        assert types(livia, draft, 1, headline="x", version=version).status_code == 200
        assert livia.client.get(url(draft) + "?resume=1").status_code == 200

    def test_only_who_may_write_the_story(self, livia, draft, client):
        redattore = Editor("Marco", "Redattore")
        assert types(redattore, draft, 1, headline="x").status_code == 403
        assert "Caporedattore" in types(redattore, draft, 1).json()["refused"]
        assert client.post(address(draft), {"typed_sequence": 1}, **JSON).json()["signed_out"] is True
        assert livia.client.get(address(draft)).status_code == 405
        assert not Typed.objects.exists()

    def test_a_story_that_is_gone_says_so(self, livia, draft):
        form_address = address(draft)
        draft.delete()
        answer = livia.client.post(form_address, {"typed_sequence": 1}, **JSON)
        assert (answer.status_code, "eliminato" in answer.json()["refused"]) == (404, True)

    def test_it_needs_the_guard_of_the_form(self, draft):
        livia = Editor("Livia", enforce_csrf_checks=True)
        assert types(livia, draft, 1, headline="x").status_code == 403
        assert not Typed.objects.exists()

    def test_signing_in_from_the_window_keeps_the_text_and_changes_the_guard(self, livia, draft):
        """Row 5 of the newsroom's complaints, in place: the password goes with what was typed."""
        livia.client.logout()
        who = {"sign_in_username": livia.user.username, "sign_in_password": "sbagliata"}
        refused = types(livia, draft, 1, headline="Testo", **who)
        assert (refused.status_code, refused.json()["signed_out"]) == (403, True)
        assert "corrett" in refused.json()["error"]
        who["sign_in_password"] = "una-parola-lunga"
        answer = types(livia, draft, 1, headline="Testo", **who)
        assert (answer.json()["kept"], bool(answer.json()["csrf"])) == (True, True)
        assert livia.client.get(url(draft)).status_code == 200


class TestRefusals:
    """Row 6 of the newsroom's complaints, for the script: the cause in words, and a way on."""

    def test_too_much_at_once_is_told(self, livia, draft):
        answer = types(livia, draft, 1, body="<p>" + "a" * 3_000_000 + "</p>")
        assert (answer.status_code, "2,5 MB" in answer.json()["refused"] or "2.5 MB" in answer.json()["refused"]) == (
            413,
            True,
        )

    def test_who_signed_in_elsewhere_gets_the_guard_that_stands(self, draft):
        livia = Editor("Livia", enforce_csrf_checks=True)
        livia.opens(draft)
        values = {"version": 0, "typed_sequence": 1, "headline": "Resta", "csrfmiddlewaretoken": "x" * 64}
        here = {"headers": JSON["headers"] | {"Origin": "http://testserver"}}
        refused = livia.client.post(address(draft), values, **here)
        assert (refused.status_code, Typed.objects.unsaved().exists()) == (403, False)
        guard = {"csrfmiddlewaretoken": refused.json()["csrf"]}
        assert livia.client.post(address(draft), values | guard, **here).json()["kept"] is True

    @pytest.mark.parametrize("headers", [{}, {"Origin": "https://altrove.example"}, {"Origin": "null"}])
    def test_a_foreign_page_gets_no_guard(self, draft, headers):
        livia = Editor("Livia", enforce_csrf_checks=True)
        livia.opens(draft)
        refused = livia.client.post(address(draft), {"typed_sequence": 1}, headers=JSON["headers"] | headers)
        assert (refused.status_code, b"csrf" in refused.content) == (403, False)


class TestOffering:
    def test_it_is_offered_with_what_differs_and_taken_up(self, livia, draft):
        """Rows 5 and 7 of the newsroom's complaints: after a crash the form of the admin offers what was typed."""
        lecce, estero = a_club("Lecce"), a_section("Estero")
        typed = {"headline": "Conte resta a Napoli", "body": "<p>Uno.</p><p>Due.</p>", "clubs": [lecce.pk]}
        types(livia, draft, 1, section=estero.pk, **typed)
        form = livia.opens(draft)
        assert "Riprendi quello che stavi scrivendo" in form.page
        assert form.values["headline"] == ["Conte verso Napoli"]
        (offer,) = form.response.context["offers"]
        assert {one.name for one in offer.differences} == {"headline", "body", "section", "clubs", "authors"}
        again = livia.client.get(offer.url)
        form = form.again(again)
        assert (form.values["headline"], form.values["clubs"]) == (["Conte resta a Napoli"], [str(lecce.pk)])
        assert form.saves().status_code == 302
        assert (stored().headline, stored().section) == ("Conte resta a Napoli", estero)
        assert not Typed.objects.unsaved().exists()

    def test_taken_up_after_a_colleague_saved_it_is_merged(self, livia, draft):
        types(livia, draft, 1, headline="Titolo di Livia", section=draft.section_id, body="<p>Uno.</p>")
        Editor("Marco").opens(draft).saves(kicker="Da Marco", headline="Titolo di Marco")
        form = livia.opens(draft)
        form = form.again(livia.client.get(url(draft) + "?resume=1"))
        response = form.saves()
        assert response.status_code == 409
        assert stored().headline == "Titolo di Marco"

    def test_what_is_the_same_as_what_is_stored_is_not_offered(self, livia, draft):
        form = livia.opens(draft)
        values = {name: value for name, value in form.values.items() if name not in ("version", "typed_sequence")}
        types(livia, draft, 1, **values)
        assert "Riprendi quello" not in livia.opens(draft).page

    def test_nor_are_the_pictures_of_the_body_which_no_form_sends(self, livia):
        story = an_article("Con una figura", body=figure(an_image().pk), published_days_ago=None)
        values = {n: v for n, v in livia.opens(story).values.items() if n not in ("version", "typed_sequence")}
        types(livia, story, 1, **values)
        assert "Riprendi quello" not in livia.opens(story).page

    def test_a_new_story_is_offered_where_one_begins(self, livia):
        types(livia, None, 1, typed_token="abc", headline="Una nuova", body="<p>Testo</p>")
        page = livia.client.get(url()).content.decode()
        assert "Una nuova" in page
        form = livia.opens().again(livia.client.get(url() + "?resume=abc"))
        assert (form.values["headline"], form.values["typed_token"]) == (["Una nuova"], ["abc"])
        assert form.saves(section=a_section().pk, **NO_CORRECTIONS).status_code == 302
        assert types(livia, None, 1, typed_token="abc", headline="In ritardo").json()["kept"] is False
        assert "Riprendi quello" not in livia.client.get(url()).content.decode()

    def test_a_colleague_is_offered_nothing(self, livia, draft):
        types(livia, draft, 1, headline="Di Livia")
        types(livia, None, 1, typed_token="abc", headline="Nuova di Livia")
        marco = Editor("Marco")
        assert "Riprendi quello" not in marco.opens(draft).page
        assert "Nuova di Livia" not in marco.client.get(url() + "?resume=abc").content.decode()

    def test_it_can_be_thrown_away(self, livia, draft):
        types(livia, draft, 1, headline="Di Livia")
        types(livia, None, 1, typed_token="abc", headline="Nuova")
        assert livia.client.post(address(draft), {"discard": "1"})["Location"] == url(draft)
        assert livia.client.post(address(), {"discard": "abc"})["Location"] == url()
        assert not Typed.objects.unsaved().exists()

    def test_a_correction_that_was_typed_comes_back(self, livia):
        article = an_article("Con un errore")
        livia.opens(article)
        types(
            livia,
            article,
            1,
            headline="Con un errore",
            **{"corrections-0-text": "Era il 2027.", "corrections-0-id": ""},
        )
        form = livia.opens(article).again(livia.client.get(url(article) + "?resume=1"))
        assert form.values["corrections-0-text"] == ["Era il 2027."]
        assert form.saves().status_code == 302
        assert article.corrections.get().text == "Era il 2027."

    def test_no_markup_runs_in_an_offer(self, livia, draft):
        types(livia, draft, 1, headline="<script>alert(1)</script>", body="<p><script>alert(2)</script>x</p>")
        assert "<script>alert" not in livia.opens(draft).page

    def test_keys_that_are_none_break_no_offer(self, livia, draft):
        types(livia, draft, 1, clubs=["abc", "9" * 30], section="²", lead_image="-4", headline="x")
        for page in (url(draft), url(draft) + "?resume=1"):
            assert livia.client.get(page).status_code == 200


class TestPuttingAway:
    def aged(self, **days):
        for headline, age in days.items():
            Typed.objects.filter(data__headline=[headline]).update(seen_at=timezone.now() - timedelta(days=age))

    def test_whoever_begins_a_text_puts_their_own_old_ones_away(self, livia, draft):
        marco = Editor("Marco")
        for editor, headline in ((livia, "Recente"), (livia, "Vecchio"), (marco, "Altrui")):
            types(editor, an_article(published_days_ago=None), 1, headline=headline)
        self.aged(Recente=89, Vecchio=91, Altrui=91)
        types(livia, draft, 1, headline="Nuovo")
        assert {typed.data["headline"][0] for typed in Typed.objects.all()} == {"Recente", "Nuovo", "Altrui"}

    def test_what_was_saved_goes_when_nothing_comes_late_any_more(self, livia, draft):
        livia.opens(draft).saves(headline="Salvato", typed_sequence="1")
        assert Typed.objects.count() == 1
        types(livia, None, 1, typed_token="abc", headline="Nuovo")
        assert Typed.objects.count() == 2
        Typed.objects.filter(data={}).update(seen_at=timezone.now() - timedelta(hours=25))
        types(livia, None, 1, typed_token="def", headline="Altro")
        assert {typed.token for typed in Typed.objects.all()} == {"abc", "def"}


class TestPresence:
    def test_who_else_has_it_open_is_told(self, livia, draft):
        """Row 2 of the newsroom's complaints: told live, and nobody has to release a lock."""
        marco = Editor("Marco")
        marco.opens(draft)
        assert types(livia, draft, 1, headline="x").json()["others"] == "Lo ha aperto anche: Marco"
        Typed.objects.filter(user=marco.user).update(seen_at=timezone.now() - timedelta(minutes=2))
        assert livia.client.post(address(draft), {}, **JSON).json()["others"] == ""

    def test_what_a_colleague_saved_meanwhile_is_told(self, livia, draft):
        form = livia.opens(draft)
        Editor("Marco").opens(draft).saves(headline="Cambiato")
        told = livia.client.post(address(draft), {"version": form.values["version"][0]}, **JSON).json()["newer"]
        assert told == "Marco ha salvato adesso: titolo."
        newest = {"version": Article.objects.get().version}
        assert livia.client.post(address(draft), newest, **JSON).json()["newer"] == ""

    def test_it_costs_few_queries(self, livia, draft, django_assert_max_num_queries):
        for number in range(5):
            editor = Editor(f"Redattore {number}")
            editor.opens(draft)
        types(livia, draft, 1, headline="x")
        with django_assert_max_num_queries(11):
            types(livia, draft, 2, headline="y")

    def test_a_reader_of_a_colleagues_story_is_asked_to_type_nothing(self, draft):
        page = Editor("Marco", "Redattore").client.get(url(draft)).content.decode()
        assert 'id="typing"' not in page
        assert an_editor("Redattore").is_staff
