"""What waits for whom on the first page, what one follows, the week, and lists of a hundred thousand stories."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from football.models import Merge, TransferWindow
from newsroom.desk.paging import NearPaginator
from newsroom.models import Article, Follow, Note, PendingChange
from tests.builders import a_club, a_coach, a_rumour, an_article, an_editor
from tests.test_admin import article_form, instant

pytestmark = pytest.mark.django_db
LISTS = reverse("admin:newsroom_article_changelist")
WEEK = reverse("admin:newsroom_article_calendar")


@pytest.fixture
def as_role(client):
    def sign_in(role):
        client.user = an_editor(role)
        client.force_login(client.user)
        return client

    return sign_in


def day_of(client):
    """{title of a list: the things in it}, as the first page shows it."""
    day = client.get(reverse("admin:index")).context["day"]
    return {title: [str(row["thing"]) for row in rows] for title, rows, _url in day}


def a_draft(headline, *, saved_days_ago=0, **fields):
    article = an_article(headline, published_days_ago=None, **fields)
    if saved_days_ago:
        saved = timezone.now() - timedelta(days=saved_days_ago)
        Article.objects.filter(pk=article.pk).update(saved_at=saved)
    return article


class TestTheFirstPage:
    def test_an_editor_finds_what_came_back_what_is_assigned_and_what_grows_old(self, as_role):
        client = as_role("Redattore")
        now = timezone.now()
        back = a_draft("Rimandato", progress="review", created_by=client.user)
        back.send_back(by=an_editor(), why="Manca la fonte.")
        a_draft("Urgente", assigned_to=client.user, due_at=now + timedelta(hours=2))
        a_draft("Meno urgente", assigned_to=client.user)
        a_draft("Consegnato e pronto", assigned_to=client.user, progress="ready")
        a_draft("Dimenticato", saved_days_ago=8, created_by=client.user)
        a_draft("Dimenticato da altri", saved_days_ago=8)
        a_draft("Di altri, da rivedere", progress="review")
        day = day_of(client)
        assert day["Rimandati a te"] == ["Rimandato"]
        assert day["Assegnati a te"] == ["Urgente", "Meno urgente"]
        assert day["Fermi da 7 giorni"] == ["Dimenticato"]
        assert not {"Da rivedere", "Pronti", "In scadenza o in ritardo"} & day.keys()

    def test_a_chief_finds_what_to_review_what_is_ready_and_what_is_late(self, as_role):
        now = timezone.now()
        a_draft("Da rivedere ieri", progress="review")
        a_draft("Già pronto", progress="ready")
        a_draft("In ritardo", due_at=now - timedelta(days=1))
        a_draft("Fra un mese", due_at=now + timedelta(days=30))
        an_article("Uscito in tempo", due_at=now - timedelta(days=2))
        PendingChange.objects.create(article=an_article("Con una modifica"), fields={"kicker": ["", "Ecco"]})
        day = day_of(as_role("Caporedattore"))
        assert day["Da rivedere"] == ["Da rivedere ieri"]
        assert day["Pronti"] == ["Già pronto"]
        assert day["In scadenza o in ritardo"] == ["In ritardo"]
        assert day["Modifiche in attesa"] == ["Con una modifica"]
        assert "Rettificati o ritirati di recente" not in day

    def test_a_director_finds_what_readers_were_told_to_forget(self, as_role):
        an_article("Rettificato").correct("Era il 2027.")
        an_article("Ritirato").withdraw(why="Era sbagliato.")
        old = an_article("Ritirato un mese fa")
        old.withdraw(why="Era sbagliato.", at=timezone.now() - timedelta(days=10))
        assert day_of(as_role("Direttore"))["Rettificati o ritirati di recente"] == ["Ritirato", "Rettificato"]

    @pytest.mark.parametrize("role", ["Redattore", "Caporedattore", "Direttore", "Amministratore"])
    def test_with_nothing_to_do_all_of_it_is_one_quiet_line(self, as_role, role):
        client = as_role(role)
        page = client.get(reverse("admin:index")).content.decode()
        lines = html.fromstring(page).xpath("//p[@class='quiet']")
        assert [line.text_content().split(": ")[1].split(" · ")[:3] for line in lines] == [
            ["Le tue bozze", "In uscita", "Usciti oggi"]
        ]
        assert not html.fromstring(page).xpath("//div[@class='day']/section")
        a_draft("Una bozza", created_by=client.user)
        page = html.fromstring(client.get(reverse("admin:index")).content.decode())
        assert page.xpath("string(//div[@class='day']/section/h2)") == "Le tue bozze"
        assert "Le tue bozze" not in page.xpath("string(//p[@class='quiet'])")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("work=mine", {"Mio", "Rimandato", "Assegnato"}),
            ("work=sent_back", {"Rimandato"}),
            ("work=assigned", {"Assegnato"}),
            ("work=due", {"Assegnato"}),
            ("work=ageing", {"Vecchio"}),
            ("work=followed", {"Seguito"}),
            ("work=pending", {"Vivo"}),
            ("state=review", {"In revisione"}),
            ("work=boh", {"Mio", "Rimandato", "Assegnato", "Vecchio", "Seguito", "Vivo", "In revisione"}),
        ],
    )
    def test_every_queue_is_a_filter_of_the_list(self, as_role, query, found):
        client = as_role("Caporedattore")
        a_draft("Mio", created_by=client.user)
        a_draft("Rimandato", created_by=client.user, sent_back_at=timezone.now())
        a_draft("Assegnato", assigned_to=client.user, due_at=timezone.now() - timedelta(hours=1))
        a_draft("Vecchio", saved_days_ago=9)
        a_draft("In revisione", progress="review")
        Follow.objects.create(user=client.user, article=a_draft("Seguito"))
        PendingChange.objects.create(article=an_article("Vivo"), fields={"kicker": ["", "Ecco"]})
        response = client.get(f"{LISTS}?{query}", follow=True)
        shown = {article.headline for article in response.context["cl"].result_list}
        assert shown == found


class TestFollowing:
    def test_what_is_followed_is_on_the_first_page_when_it_moves(self, as_role):
        client = as_role("Redattore")
        club, coach = a_club("Lecce"), a_coach("Mister Verdi")
        data = article_form(headline="Seguito dalla nascita", follow="on")
        client.post(reverse("admin:newsroom_article_add"), data)
        for kind, thing in (("club", club), ("person", coach)):
            assert client.post(reverse("admin:newsroom_follow_add"), {kind: thing.pk}).status_code == 302
        an_article("Sul Lecce", clubs=[club])
        an_article("Su Verdi", people=[coach])
        an_article("Su altri")
        a_rumour("Verdi → Lecce", person=coach, to_club=club)
        assert set(day_of(client)["Che cosa segui"]) == {
            "Seguito dalla nascita",
            "Sul Lecce",
            "Su Verdi",
            "Verdi → Lecce",
        }

    def test_it_is_unfollowed_in_the_form_and_beside_a_colleagues_story(self, as_role):
        client = as_role("Redattore")
        mine, theirs = a_draft("Mio", created_by=client.user), a_draft("Suo")
        Follow.objects.create(user=client.user, article=mine)
        form = reverse("admin:newsroom_article_change", args=[mine.pk])
        assert 'name="follow" id="id_follow" checked' in client.get(form).content.decode().replace(
            'aria-describedby="id_follow_helptext" ', ""
        )
        client.post(form, article_form())
        assert not Follow.objects.exists()
        client.post(reverse("admin:newsroom_article_follow", args=[theirs.pk]), {"follow": "1"})
        assert Follow.objects.get().article == theirs
        client.post(reverse("admin:newsroom_article_follow", args=[theirs.pk]), {"unfollow": "1"})
        assert not Follow.objects.exists()
        assert client.get(reverse("admin:newsroom_article_follow", args=[theirs.pk])).status_code == 405

    @pytest.mark.parametrize("chosen", [[], ["club", "person"], ["club", "club"]])
    def test_one_thing_and_once(self, as_role, chosen):
        client, club, coach = as_role("Redattore"), a_club(), a_coach()
        if chosen == ["club", "club"]:
            Follow.objects.create(user=client.user, club=club)
        data = {kind: {"club": club, "person": coach}[kind].pk for kind in chosen}
        assert client.post(reverse("admin:newsroom_follow_add"), data).status_code == 200
        assert Follow.objects.count() == (chosen == ["club", "club"])

    def test_the_database_refuses_it_too(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(user=an_editor(), club=a_club(), person=a_coach())

    def test_each_sees_their_own(self, as_role):
        other = Follow.objects.create(user=an_editor(), club=a_club("Como"))
        client = as_role("Redattore")
        assert "Como" not in client.get(reverse("admin:newsroom_follow_changelist")).content.decode()
        url = reverse("admin:newsroom_follow_delete", args=[other.pk])
        client.post(url, {"post": "yes"})
        assert Follow.objects.exists()

    def test_a_club_that_is_merged_stays_followed_once(self):
        user, kept, removed = an_editor(), a_club("Inter"), a_club("Internazionale FC")
        for club in (kept, removed):
            Follow.objects.create(user=user, club=club)
        Merge.of(kept, removed)
        assert [follow.club for follow in Follow.objects.all()] == [kept]


class TestTheWeek:
    def test_it_shows_what_came_out_what_is_to_come_what_is_due_and_which_markets_close(self, as_role):
        monday = datetime(2031, 3, 24, tzinfo=timezone.get_current_timezone())
        wednesday = monday + timedelta(days=2, hours=12)
        with time_machine.travel(wednesday, tick=False):
            an_article("Uscito lunedì", at=monday)
            an_article("Esce domenica", at=monday + timedelta(days=6, hours=23))
            an_article("La settimana prima", at=monday - timedelta(seconds=1))
            a_draft("Da consegnare", due_at=wednesday)
            article = an_article("Vivo", at=monday - timedelta(days=30))
            at = wednesday + timedelta(hours=1)
            PendingChange.objects.create(article=article, fields={"kicker": ["", "Ecco"]}, publish_at=at)
            closing = {"closes_on": monday.date(), "closing_hour": time(20)}
            TransferWindow.objects.create(country="Italia", name="marzo 2031", **closing)
            response = as_role("Redattore").get(WEEK)
        rows = [(str(row.word), row.title, day.isoformat()) for day, rows in response.context["days"] for row in rows]
        assert rows == [
            ("uscito", "Uscito lunedì", "2031-03-24"),
            ("chiude il mercato", "Italia, marzo 2031", "2031-03-24"),
            ("da consegnare", "Da consegnare", "2031-03-26"),
            ("modifica in attesa", "Vivo", "2031-03-26"),
            ("programmato", "Esce domenica", "2031-03-30"),
        ]
        page = response.content.decode()
        assert "?week=2031-W12" in page
        assert "?week=2031-W14" in page

    @pytest.mark.parametrize(
        "week",
        ["2026-W99", "2026-W00", "0000-W01", "9999-W52", "2025-W53", "oggi", "2026-W1", "٢٠٢٦-W01", "2026-W01\x00"],
    )
    def test_hostile_weeks_are_told(self, as_role, week):
        response = as_role("Redattore").get(WEEK, {"week": week})
        assert response.status_code == 200
        assert "Questa settimana non esiste" in response.content.decode()

    def test_it_costs_the_same_for_2_and_for_20(self, as_role):
        client = as_role("Caporedattore")
        counts = []
        for number in (2, 18):
            for _ in range(number):
                PendingChange.objects.create(article=an_article(), fields={}, publish_at=timezone.now() + timedelta(1))
                a_draft("x", due_at=timezone.now())
            with CaptureQueriesContext(connection) as queries:
                assert client.get(WEEK).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 9

    def test_strangers_do_not_see_it(self, client):
        assert client.get(WEEK).status_code == 302


class TestLongLists:
    def test_row_19_a_list_never_counts_the_whole_table(self, as_role):
        """Row 19 of the newsroom's complaints: bounded queries, and none that counts rows."""
        client = as_role("Caporedattore")
        for _ in range(3):
            an_article("Uno dei tanti")
        for query in ("", "?q=tanti", "?state=live", "?work=mine", "?p=1"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(LISTS + query).status_code == 200
            assert not [q["sql"] for q in queries if "COUNT(" in q["sql"]]
            assert len(queries) <= 13

    def test_row_19_pages_are_looked_for_ahead_of_the_open_one(self):
        """Row 19 of the newsroom's complaints."""
        for n in range(25):
            an_article(f"Numero {n}")
        far = NearPaginator(Article.objects.order_by("pk"), 2, near=1)
        assert (far.count, far.goes_on, far.num_pages) == (20, True, 10)
        assert [str(article) for article in far.page(10)] == ["Numero 18", "Numero 19"]
        near_the_end = NearPaginator(Article.objects.order_by("pk"), 2, near=12)
        assert (near_the_end.count, near_the_end.goes_on) == (25, False)

    @pytest.mark.parametrize("page", ["0", "-1", "boh", "9" * 400, "٣", "1e9", "2"])
    def test_hostile_pages_are_no_error(self, as_role, page):
        an_article()
        assert as_role("Caporedattore").get(LISTS, {"p": page}, follow=True).status_code == 200

    def test_what_goes_on_is_told_as_such(self, as_role, monkeypatch):
        client = as_role("Caporedattore")
        monkeypatch.setattr("newsroom.desk.articles.ArticleAdmin.list_per_page", 1)
        for _ in range(12):
            an_article()
        assert "almeno 10 articoli" in client.get(LISTS).content.decode()
        assert "almeno" not in client.get(LISTS + "?p=5").content.decode()

    def test_row_17_names_complete_themselves_with_accents_folded(self, as_role):
        """Row 17 of the newsroom's complaints: clubs and people, in the form of a story and in what one follows."""
        a_club("Çaykur Rizespor")
        a_coach("José Mourinho")
        client = as_role("Redattore")
        for model, fields in (("article", ("clubs", "people")), ("follow", ("club", "person"))):
            for field, term, name in zip(fields, ("caykur", "jose"), ("Çaykur Rizespor", "José Mourinho"), strict=True):
                query = {"term": term, "app_label": "newsroom", "model_name": model, "field_name": field}
                found = client.get(reverse("admin:autocomplete"), query).json()["results"]
                assert [row["text"] for row in found] == [name]


class TestNotes:
    def test_a_note_is_for_colleagues_and_stays(self, as_role):
        client = as_role("Redattore")
        article = a_draft("Suo")
        url = reverse("admin:newsroom_article_note", args=[article.pk])
        assert client.post(url, {"text": "Ho un'altra fonte."}).status_code == 302
        page = client.get(reverse("admin:newsroom_article_change", args=[article.pk])).content.decode()
        assert "altra fonte." in page
        assert client.user.username in page
        note = Note.objects.get()
        for changed in ({"text": "Altro"}, {"at": timezone.now()}, {"article": a_draft("Altro")}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Note.objects.filter(pk=note.pk).update(**changed)
        client.user.delete()
        assert Note.objects.get().author is None

    @pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "a\x0bb"])
    def test_what_is_no_note_is_refused_and_kept(self, as_role, text):
        client, article = as_role("Redattore"), a_draft("Suo")
        page = client.post(reverse("admin:newsroom_article_note", args=[article.pk]), {"text": text})
        assert (page.status_code, Note.objects.count()) == (200, 0)
        mine = a_draft("Mio", created_by=client.user)
        form = reverse("admin:newsroom_article_change", args=[mine.pk])
        client.post(form, article_form(note=text))
        assert Note.objects.count() == 0

    def test_markup_in_a_note_is_text(self, as_role):
        client, article = as_role("Redattore"), a_draft("Suo")
        article.notes.create(text="<script>alert(1)</script>")
        page = client.get(reverse("admin:newsroom_article_change", args=[article.pk])).content.decode()
        assert "&lt;script&gt;alert(1)" in page

    def test_strangers_write_none(self, client):
        url = reverse("admin:newsroom_article_note", args=[a_draft("Suo").pk])
        assert client.post(url, {"text": "Ciao"}).status_code == 403
        assert not Note.objects.exists()


class TestAtTheClosing:
    def a_window(self, days, hour=time(20)):
        day = timezone.localdate() + timedelta(days=days)
        return TransferWindow.objects.create(country="Italia", name=f"fra {days}", closes_on=day, closing_hour=hour)

    def save(self, client, article, **fields):
        url = reverse("admin:newsroom_article_change", args=[article.pk])
        return client.post(url, article_form(headline="Tutti i colpi", **fields))

    def test_a_story_is_scheduled_for_the_closing_of_the_market(self, as_role):
        client, article, window = as_role("Caporedattore"), a_draft("Tutti i colpi"), self.a_window(3)
        self.a_window(-1)
        self.a_window(2, hour=None)
        page = client.get(reverse("admin:newsroom_article_change", args=[article.pk]))
        choices = page.context["adminform"].form.fields["at_closing"].choices
        assert [value for value, _word in choices] == ["", str(window.pk)]
        self.save(client, article, at_closing=window.pk)
        article = Article.objects.get()
        assert (article.published_at, article.state) == (window.closes_at, "scheduled")
        with time_machine.travel(window.closes_at, tick=False):
            assert "Tutti i colpi" in client.get("/").content.decode()

    def test_one_of_the_two_is_chosen(self, as_role):
        client, article, window = as_role("Caporedattore"), a_draft("Tutti i colpi"), self.a_window(3)
        both = instant("published_at", timezone.now() + timedelta(days=1))
        page = self.save(client, article, at_closing=window.pk, **both).content.decode()
        assert "Scegli una cosa sola" in page
        assert Article.objects.get().published_at is None

    @pytest.mark.parametrize("chosen", ["999", "x", "' OR 1=1"])
    def test_what_is_no_window_is_refused(self, as_role, chosen):
        client, article = as_role("Caporedattore"), a_draft("Tutti i colpi")
        assert self.save(client, article, at_closing=chosen).status_code == 200
        assert Article.objects.get().published_at is None
