"""Row 29 of the newsroom's complaints: an illegal step is impossible from the form, the list, a command and SQL."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from newsroom.models import Article, State
from newsroom.models.workflow import PROGRESS, STEPS
from tests.builders import a_section, an_article, an_author, an_editor
from tests.test_admin import article_form, instant

pytestmark = pytest.mark.django_db
ROLES = ("Redattore", "Caporedattore", "Direttore", "Amministratore")
CHIEFS = ROLES[1:]
DIRECTORS = ROLES[2:]
#: Who may take which step from which state: all that is not here is refused.
LEGAL = {
    "submit": (ROLES, [State.DRAFT]),
    "approve": (CHIEFS, [State.REVIEW]),
    "send_back": (CHIEFS, [State.REVIEW, State.READY]),
    "schedule": (CHIEFS, [*PROGRESS, State.SCHEDULED]),
    "unschedule": (CHIEFS, [State.SCHEDULED]),
    "publish": (CHIEFS, [*PROGRESS, State.SCHEDULED]),
    "redate": (CHIEFS, [State.LIVE]),
    "correct": (CHIEFS, [State.LIVE]),
    "withdraw": (DIRECTORS, [State.LIVE]),
}
LEADS_TO = {
    "submit": State.REVIEW,
    "approve": State.READY,
    "send_back": State.DRAFT,
    "schedule": State.SCHEDULED,
    "unschedule": State.READY,
    "publish": State.LIVE,
    "redate": State.LIVE,
    "correct": State.LIVE,
    "withdraw": State.WITHDRAWN,
}


def in_state(state, **fields):
    days = {State.SCHEDULED: -1, State.LIVE: 1, State.WITHDRAWN: 1}.get(state)
    progress = {"progress": state} if state in PROGRESS else {}
    article = an_article(published_days_ago=days, **progress, **fields)
    if state == State.WITHDRAWN:
        article.withdraw(why="Era sbagliato.")
    assert article.state == state
    return article


def take(article, verb, by):
    now = timezone.now()
    calls = {
        "send_back": lambda: article.send_back(by=by, why="Manca la fonte."),
        "schedule": lambda: article.schedule(now + timedelta(days=2), by=by),
        "redate": lambda: article.redate(now - timedelta(hours=1), by=by),
        "correct": lambda: article.correct("Era il 2027.", by=by),
        "withdraw": lambda: article.withdraw(why="Era sbagliato.", by=by),
    }
    return calls.get(verb, lambda: getattr(article, verb)(by=by))()


def test_the_table_names_every_step():
    assert LEGAL.keys() == STEPS.keys() == LEADS_TO.keys()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", LEGAL)
def test_row_29_every_state_and_role_of_a_verb(verb, role):
    """Row 29 of the newsroom's complaints: from each of the six states, by each role, on one's own story."""
    user, (roles, starts) = an_editor(role), LEGAL[verb]
    for state in State:
        article = in_state(state, created_by=user)
        logged = LogEntry.objects.count()
        if role in roles and state in starts:
            take(article, verb, user)
            assert Article.objects.get(pk=article.pk).state == article.state == LEADS_TO[verb], state
            assert LogEntry.objects.count() > logged
        else:
            with pytest.raises((PermissionDenied, ValidationError)):
                take(article, verb, user)
            assert Article.objects.get(pk=article.pk).state == state
            assert LogEntry.objects.count() == logged


def test_a_colleagues_story_is_not_an_editors_to_submit():
    with pytest.raises(PermissionDenied):
        in_state(State.DRAFT).submit(by=an_editor("Redattore"))
    in_state(State.DRAFT).submit(by=an_editor("Caporedattore"))


def test_a_refused_step_says_where_it_starts_and_where_the_story_is():
    with pytest.raises(ValidationError, match="«Approva» parte da: in revisione. L'articolo ora è: bozza."):
        in_state(State.DRAFT).approve(by=an_editor("Caporedattore"))


def test_publishing_a_draft_passes_through_ready_in_the_log():
    article, chief = in_state(State.DRAFT), an_editor("Caporedattore")
    article.publish(by=chief)
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == ["Approvato", "Pubblicato"]


def test_a_step_looks_at_the_stored_story_and_not_at_an_old_copy():
    chief, article = an_editor("Caporedattore"), in_state(State.REVIEW)
    old = Article.objects.get(pk=article.pk)
    article.send_back(by=chief, why="Manca la fonte.")
    with pytest.raises(ValidationError, match="bozza"):
        old.approve(by=chief)


def test_a_step_leaves_what_a_colleague_wrote_meanwhile():
    chief, article = an_editor("Caporedattore"), in_state(State.REVIEW)
    old = Article.objects.get(pk=article.pk)
    Article.objects.filter(pk=article.pk).update(headline="Un titolo migliore")
    old.approve(by=chief)
    assert Article.objects.get().headline == "Un titolo migliore"


@pytest.mark.parametrize(
    ("start", "columns"),
    [
        (State.DRAFT, {"published_at": timezone.now, "first_published_at": timezone.now}),
        (State.REVIEW, {"published_at": timezone.now, "first_published_at": timezone.now}),
        (State.LIVE, {"progress": lambda: "draft"}),
        (State.READY, {"progress": lambda: "approvata"}),
        (State.READY, {"sent_back_at": timezone.now}),
        (State.LIVE, {"section": lambda: None}),
        (State.WITHDRAWN, {"withdrawn_at": lambda: None}),
        (State.WITHDRAWN, {"published_at": lambda: None, "first_published_at": lambda: None}),
    ],
)
def test_row_29_the_database_refuses_states_that_cannot_be(start, columns):
    """Row 29 of the newsroom's complaints."""
    article = in_state(start)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**{name: value() for name, value in columns.items()})


@pytest.mark.parametrize("why", ["", "   ", "\n"])
def test_sending_back_takes_a_reason(why):
    article = in_state(State.REVIEW)
    with pytest.raises(ValidationError, match="che cosa manca"):
        article.send_back(by=an_editor(), why=why)
    assert not article.notes.exists()


def test_a_past_instant_is_not_scheduled():
    with pytest.raises(ValidationError, match="già passat"):
        in_state(State.READY).schedule(timezone.now() - timedelta(seconds=1), by=an_editor())


@pytest.fixture
def as_role(client):
    def sign_in(role):
        client.user = an_editor(role)
        client.force_login(client.user)
        return client

    return sign_in


def form_of(article):
    return reverse("admin:newsroom_article_change", args=[article.pk])


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


class TestTheForm:
    def press(self, client, article, button, **fields):
        data = article_form(headline=article.headline, **fields) | {button: "1"}
        data["version"] = Article.objects.get(pk=article.pk).version
        if article.published_at:
            data |= instant("published_at", article.published_at)
        return client.post(form_of(article), data, follow=True)

    def test_a_story_goes_from_its_editor_to_readers(self, as_role):
        client = as_role("Redattore")
        article = in_state(State.DRAFT, headline="Verdi resta", created_by=client.user)
        self.press(client, article, "_submit")
        assert Article.objects.get().state == State.REVIEW
        client = as_role("Caporedattore")
        self.press(client, article, "_approve", body="<p>Riletto.</p>")
        article = Article.objects.get()
        assert (article.state, article.body) == (State.READY, "<p>Riletto.</p>")
        self.press(client, article, "_publish")
        client.logout()
        assert "Verdi resta" in client.get("/").content.decode()

    def test_what_is_sent_back_comes_with_the_reason(self, as_role):
        author = an_editor("Redattore")
        article = in_state(State.REVIEW, created_by=author)
        client = as_role("Caporedattore")
        refused = self.press(client, article, "_send_back", body="<p>Ritoccato.</p>")
        assert "che cosa manca" in refused.content.decode()
        assert "Ritoccato" in refused.content.decode()
        self.press(client, article, "_send_back", note="Manca la seconda fonte.")
        article = Article.objects.get()
        assert (article.state, bool(article.sent_back_at)) == (State.DRAFT, True)
        assert [note.text for note in article.notes.all()] == ["Manca la seconda fonte."]
        client.force_login(author)
        assert "Manca la seconda fonte." in client.get(form_of(article)).content.decode()

    def test_only_the_steps_that_may_be_taken_are_offered(self, as_role):
        for role, state, buttons in [
            ("Redattore", State.DRAFT, {"_submit"}),
            ("Redattore", State.REVIEW, set()),
            ("Redattore", State.READY, set()),
            ("Caporedattore", State.DRAFT, {"_submit", "_publish"}),
            ("Caporedattore", State.REVIEW, {"_approve", "_send_back", "_publish"}),
            ("Caporedattore", State.READY, {"_send_back", "_publish"}),
            ("Caporedattore", State.SCHEDULED, {"_unschedule", "_publish"}),
            ("Direttore", State.LIVE, set()),
        ]:
            client = as_role(role)
            page = client.get(form_of(in_state(state, created_by=client.user))).content.decode()
            assert {f"_{name}" for name in STEPS if f'name="_{name}"' in page} == buttons, (role, state)

    @pytest.mark.parametrize("button", ["_approve", "_publish", "_send_back", "_unschedule"])
    def test_row_29_a_forged_button_moves_nothing_and_loses_nothing(self, as_role, button):
        """Row 29 of the newsroom's complaints: the text is stored, the step is refused in words."""
        client = as_role("Redattore")
        article = in_state(State.REVIEW, created_by=client.user)
        response = self.press(client, article, button, body="<p>Nuovo.</p>", note="Perché sì.")
        assert "Il testo è salvato" in said(response)
        article = Article.objects.get()
        assert (article.state, article.body) == (State.REVIEW, "<p>Nuovo.</p>")

    def test_an_editor_does_not_schedule_by_a_forged_field(self, as_role):
        client = as_role("Redattore")
        article = in_state(State.DRAFT, created_by=client.user)
        tomorrow = timezone.now() + timedelta(days=1)
        data = article_form(assigned_to=client.user.pk, at_closing="1") | instant("published_at", tomorrow)
        client.post(form_of(article), data | instant("due_at", tomorrow))
        article = Article.objects.get()
        assert (article.state, article.assigned_to, article.due_at) == (State.DRAFT, None, None)

    def test_what_is_approved_is_no_longer_its_editors(self, as_role):
        client = as_role("Redattore")
        article = in_state(State.READY, created_by=client.user)
        assert "è approvato: lo modifica un Caporedattore" in client.get(form_of(article)).content.decode()
        response = client.post(form_of(article), article_form(body="<p>Tardi.</p>"))
        assert (response.status_code, "Tardi." in response.content.decode()) == (403, True)
        assert "stato approvato" in response.content.decode()

    def test_who_is_assigned_may_write_it(self, as_role):
        client = as_role("Redattore")
        article = in_state(State.DRAFT, assigned_to=client.user)
        self.press(client, article, "_submit")
        assert Article.objects.get().state == State.REVIEW

    def test_a_chief_assigns_it_with_a_time(self, as_role):
        editor, article = an_editor("Redattore", first_name="Livia", last_name="Ferrante"), in_state(State.DRAFT)
        client = as_role("Caporedattore")
        assert "Livia Ferrante" in client.get(form_of(article)).content.decode()
        due = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
        client.post(form_of(article), article_form(assigned_to=editor.pk) | instant("due_at", due))
        article = Article.objects.get()
        assert (article.assigned_to, article.due_at) == (editor, due)

    def test_emptying_the_instant_of_a_scheduled_story_makes_it_ready(self, as_role):
        client, article = as_role("Caporedattore"), in_state(State.SCHEDULED)
        client.post(form_of(article), article_form())
        article = Article.objects.get()
        assert (article.state, article.first_published_at) == (State.READY, None)


class TestWhatWasWithdrawn:
    """Row 29 of the newsroom's complaints: it is neither corrected nor updated, and what was typed is given back."""

    @pytest.fixture
    def gone(self):
        article = in_state(State.LIVE, headline="Era sbagliato")
        article.correct("Era il 2027.")
        article.withdraw(why="La fonte non regge.")
        return article

    def form(self, article, **more):
        live = instant("published_at", article.published_at)
        inline = {"corrections-TOTAL_FORMS": 2, "corrections-INITIAL_FORMS": 1}
        kept = article.corrections.first()
        inline |= {"corrections-0-id": kept.pk, "corrections-0-text": kept.text}
        inline |= instant("corrections-0-published_at", kept.published_at)
        return article_form(headline=article.headline, version=article.version) | live | inline | more

    def test_a_correction_of_it_is_refused_in_words(self, as_role, gone):
        client = as_role("Direttore")
        new = {"corrections-1-text": "Era il 2028."} | instant("corrections-1-published_at", timezone.now())
        page = client.post(form_of(gone), self.form(gone, **new))
        assert page.status_code == 200
        assert "Era il 2028." in page.content.decode()
        assert [one.text for one in gone.corrections.all()] == ["Era il 2027."]
        assert 'name="corrections-0-text"' in client.get(form_of(gone)).content.decode()

    def test_a_forged_update_of_it_moves_nothing(self, as_role, gone):
        before = gone.updated_at
        assert as_role("Direttore").post(form_of(gone), self.form(gone, substantive="on")).status_code == 302
        article = Article.objects.get()
        assert (article.updated_at, article.versions.first().verb) == (before, "saved")


class TestWithoutASection:
    """Only publishing asks where a story goes."""

    @pytest.fixture
    def draft(self):
        article = in_state(State.DRAFT, headline="Senza casa")
        Article.objects.filter(pk=article.pk).update(section=None)
        return Article.objects.get()

    def test_a_draft_is_written_read_and_shown_without_one(self, as_role):
        client = as_role("Caporedattore")
        data = article_form(headline="Senza casa", section="", kicker="Serie A")
        assert client.post(reverse("admin:newsroom_article_add"), data).status_code == 302
        article = Article.objects.get()
        assert article.section is None
        pages = [form_of(article), reverse("admin:newsroom_article_changelist"), article.get_absolute_url()]
        pages += [reverse("admin:newsroom_article_versions", args=[article.pk]), reverse("admin:index")]
        for page in pages:
            assert client.get(page).status_code == 200, page
        shown = client.post(reverse("admin:newsroom_article_preview", args=[article.pk]), data).content.decode()
        assert "<span>Serie A</span>" in shown

    @pytest.mark.parametrize("button", [{"_publish": "1"}, "instant"])
    def test_it_does_not_go_out_from_the_form(self, as_role, draft, button):
        client = as_role("Caporedattore")
        more = instant("published_at", timezone.now() + timedelta(days=1)) if button == "instant" else button
        page = client.post(form_of(draft), article_form(section="", body="<p>Nuovo.</p>") | more)
        assert page.status_code == 200
        assert page.context["adminform"].form.errors.keys() == {"section"}
        assert "Nuovo." in page.content.decode()
        assert Article.objects.get().state == State.DRAFT

    def test_nor_from_the_list_nor_by_a_verb(self, as_role, draft):
        client = as_role("Caporedattore")
        data = {"action": "publish_selected", "_selected_action": [draft.pk]}
        response = client.post(reverse("admin:newsroom_article_changelist"), data, follow=True)
        assert "Manca la sezione" in said(response)
        for verb in (draft.publish, lambda: draft.schedule(timezone.now() + timedelta(days=1))):
            with pytest.raises(ValidationError, match="sezione"):
                verb()
        assert Article.objects.get().state == State.DRAFT

    def test_what_is_out_keeps_its_own(self, as_role, draft):
        client = as_role("Caporedattore")
        with draft.changing("saved"):
            draft.section = a_section("Estero")
            draft.save()
        draft.publish()
        live = article_form(section="", version=draft.version) | instant("published_at", draft.published_at)
        assert "section" in client.post(form_of(draft), live).context["adminform"].form.errors
        client.post(reverse("admin:newsroom_article_restore", args=[draft.pk, 1]))
        article = Article.objects.get()
        assert (article.section.name, article.version) == ("Estero", 4)


class TestTheList:
    def act(self, client, action, articles):
        data = {"action": action, "_selected_action": [article.pk for article in articles]}
        return client.post(reverse("admin:newsroom_article_changelist"), data, follow=True)

    def test_row_29_an_action_takes_the_legal_steps_and_tells_the_others(self, as_role):
        """Row 29 of the newsroom's complaints."""
        client = as_role("Caporedattore")
        in_review, draft = in_state(State.REVIEW, headline="Da rileggere"), in_state(State.DRAFT, headline="A metà")
        response = self.act(client, "approve_selected", [in_review, draft])
        assert {a.headline: a.state for a in Article.objects.all()} == {
            "Da rileggere": State.READY,
            "A metà": State.DRAFT,
        }
        assert "Approvato: 1" in said(response)
        assert "A metà" in said(response)

    def test_an_editor_has_no_action_that_publishes(self, as_role):
        client = as_role("Redattore")
        article = in_state(State.READY, created_by=client.user)
        self.act(client, "publish_selected", [article])
        assert Article.objects.get().state == State.READY

    def test_many_refusals_are_told_in_short(self, as_role):
        client = as_role("Caporedattore")
        response = self.act(client, "approve_selected", [in_state(State.DRAFT) for _ in range(7)])
        assert "Altri 2" in said(response)


def test_a_byline_is_enough_to_submit():
    user = an_editor("Redattore")
    article = in_state(State.DRAFT, authors=[an_author(user=user)])
    article.submit(by=user)
    assert article.state == State.REVIEW
