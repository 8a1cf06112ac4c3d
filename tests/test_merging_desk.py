"""Merging at the desk: compared, confirmed, taken back, and by whom."""

from datetime import date

import pytest
from django.urls import reverse

from football.models import Club, Merge, Tenure
from newsroom.models import Article
from tests.builders import a_club, a_coach, a_superuser, an_article, an_editor
from tests.merging import TwoClubs, TwoPeople, dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def clubs():
    return TwoClubs()


@pytest.fixture
def people():
    return TwoPeople()


class TestAtTheDesk:
    @pytest.fixture
    def desk(self, client):
        client.force_login(an_editor("Caporedattore"))
        return client

    def url(self, thing, model="club"):
        return reverse(f"admin:football_{model}_merge", args=[thing.pk])

    def test_the_two_stand_side_by_side_and_the_more_used_stays(self, desk, clubs):
        an_article(clubs=[clubs.kept])
        assert desk.get(self.url(clubs.kept)).status_code == 200
        page = desk.get(self.url(clubs.kept), {"other": clubs.removed.pk})
        assert page.context["kept"] == clubs.removed
        shares = {share.what: (share.kept, share.removed, share.both) for share in page.context["shares"]}
        assert shares["articoli"] == (2, 2, 1)
        assert shares["voci"] == (2, 0, 0)
        assert shares["segnalazioni"] == (1, 0, 0)
        swapped = desk.get(self.url(clubs.kept), {"other": clubs.removed.pk, "keep": clubs.kept.pk})
        assert swapped.context["kept"] == clubs.kept
        assert Club.objects.count() == 2

    def test_merged_told_and_undone(self, desk, clubs):
        data = {"other": clubs.removed.pk, "keep": clubs.kept.pk}
        page = desk.post(self.url(clubs.kept), data, follow=True)
        merge = Merge.objects.get()
        assert (merge.by.username, merge.kept) == (page.context["user"].username, clubs.kept)
        assert "Unione fatta: Internazionale → Inter" in page.content.decode()
        undo = reverse("admin:football_merge_undo", args=[merge.pk])
        assert undo in page.content.decode()
        assert "Internazionale" in desk.get(undo).content.decode()
        page = desk.post(undo, follow=True)
        assert "Unione annullata: Internazionale è di nuovo com&#x27;era" in page.content.decode()
        assert "già stata annullata" in desk.get(undo).content.decode()
        assert "già stata annullata" in desk.post(undo, follow=True).content.decode()

    def test_it_stands_in_the_history_of_the_one_that_stays(self, desk, people):
        desk.post(self.url(people.removed, "player"), {"other": people.kept.pk, "keep": people.kept.pk})
        history = desk.get(reverse("admin:football_coach_history", args=[people.kept.pk])).content.decode()
        assert "Mancini Roberto → Roberto Mancini" in history

    def test_two_posts_that_clash_now_are_told_once(self, desk, people):
        Tenure.objects.create(person=people.kept, club=a_club("Roma"), start=date(2018, 1, 1))
        data = {"other": people.removed.pk, "keep": people.kept.pk}
        page = desk.post(self.url(people.kept, "person"), data, follow=True).content.decode()
        assert page.count("Due incarichi nello stesso periodo") == 1

    @pytest.mark.parametrize("other", ["", "0", "-1", "x", "999999", "9" * 40, "1 OR 1=1", "\x00", "' --"])
    def test_what_is_no_club_is_refused(self, desk, other):
        club = a_club()
        for send in (desk.get, desk.post):
            response = send(self.url(club), {"other": other, "keep": other})
            assert response.status_code == 200
            assert response.context["form"].errors
        assert Merge.objects.count() == 0

    def test_the_same_one_is_refused_in_words(self, desk):
        club = a_club()
        page = desk.post(self.url(club), {"other": club.pk, "keep": club.pk}).content.decode()
        assert "due volte la stessa scheda" in page

    def test_a_person_is_no_choice_for_a_club(self, desk):
        club = a_club()
        coach = a_coach(pk=club.pk + 1000)
        page = desk.post(self.url(club), {"other": coach.pk})
        assert page.context["form"].errors["other"]

    def test_a_merge_is_not_changed_nor_deleted_and_its_form_shows_no_snapshot(self, desk, clubs):
        merge = clubs.merge()
        page = desk.get(reverse("admin:football_merge_change", args=[merge.pk])).content.decode()
        assert "Internazionale" in page
        assert "la Beneamata" not in page
        assert "internazionale-milano" not in page
        assert desk.get(reverse("admin:football_merge_delete", args=[merge.pk])).status_code == 403
        assert desk.get(reverse("admin:football_merge_add")).status_code == 403
        assert "Annulla" in desk.get(reverse("admin:football_merge_changelist")).content.decode()

    def test_not_even_a_superuser_deletes_what_undoes_it(self, client, clubs):
        client.force_login(a_superuser())
        merge = clubs.merge()
        assert client.get(reverse("admin:football_merge_delete", args=[merge.pk])).status_code == 403
        data = {"action": "delete_selected", "_selected_action": merge.pk, "post": "yes"}
        client.post(reverse("admin:football_merge_changelist"), data)
        assert Merge.objects.get() == merge

    @pytest.mark.parametrize("number", [0, 999999, 10**30])
    def test_a_merge_that_never_was_is_not_found(self, desk, number):
        for send in (desk.get, desk.post):
            assert send(f"/admin/football/merge/{number}/undo/").status_code == 404

    def test_an_editor_may_not(self, client, clubs):
        client.force_login(an_editor("Redattore"))
        merge = Merge.of(a_club(), a_club())
        urls = [self.url(clubs.kept), reverse("admin:football_merge_undo", args=[merge.pk])]
        urls.append(reverse("admin:football_merge_duplicates"))
        before = dump()
        for url in urls:
            for send in (client.get, client.post):
                assert send(url, {"other": clubs.removed.pk}).status_code == 403, url
        assert dump() == before
        for page in ("/admin/", reverse("admin:football_club_change", args=[clubs.kept.pk])):
            assert "/merge/" not in client.get(page).content.decode()

    def test_nor_a_reader(self, client, clubs):
        for url in (self.url(clubs.kept), reverse("admin:football_merge_duplicates")):
            assert client.get(url).status_code == 302
        assert Article.objects.filter(clubs=clubs.removed).count() == 2
