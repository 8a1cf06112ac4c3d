"""Every version of a story is kept, can be compared with any other, and comes back as a new one."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.models import Article, Verb, Version
from newsroom.models.versions import Superseded
from tests.builders import a_club, a_coach, a_section, an_article, an_editor, an_image
from tests.test_admin import add, article_form, change, instant
from tests.test_architecture import python_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    client.user = an_editor("Caporedattore", first_name="Livia", last_name="Ferrante")
    client.force_login(client.user)
    return client


def told(article):
    return [(version.number, version.verb, version.reason) for version in article.versions.order_by("number")]


def address(article, name, *more):
    return reverse(f"admin:newsroom_article_{name}", args=[article.pk, *more])


class TestVerbs:
    def test_each_act_is_one_version_with_its_author_and_reason(self):
        """Row 4 of the newsroom's complaints: one version for each explicit act, and no other."""
        editor, article = an_editor("Direttore"), an_article(published_days_ago=None)
        article.publish(by=editor)
        article.correct("Era il 2027.", by=editor)
        article.withdraw(why="Fonte non attribuibile.", by=editor)
        assert told(article) == [
            (1, Verb.FOUND, ""),
            (2, Verb.PUBLISHED, ""),
            (3, Verb.CORRECTED, "Era il 2027."),
            (4, Verb.WITHDRAWN, "Fonte non attribuibile."),
        ]
        assert {version.by for version in article.versions.filter(number__gt=1)} == {editor}
        assert Article.objects.get().version == 4

    def test_a_story_older_than_its_versions_keeps_what_it_was(self):
        article = an_article("Com'era", published_days_ago=None)
        with article.changing(Verb.SAVED):
            article.headline = "Com'è"
            article.save()
        assert [version.state["headline"] for version in article.versions.order_by("number")] == ["Com'era", "Com'è"]

    def test_what_is_loaded_step_by_step_is_found_whole(self):
        article = an_article(published_days_ago=None)
        article.lead_image = an_image()
        article.save()
        article.publish()
        assert article.versions.get(number=1).state["lead_image"] == article.lead_image_id

    def test_a_scheduled_story_says_so(self):
        article = an_article(published_days_ago=None)
        article.publish(at=timezone.now() + timedelta(days=1))
        assert article.versions.first().verb == Verb.SCHEDULED

    def test_a_version_holds_tags_image_section_and_corrections(self):
        club, coach, image = a_club(), a_coach(), an_image()
        article = an_article(clubs=[club], people=[coach], lead_image=image)
        article.correct("Era il 2027.")
        state = article.versions.first().state
        assert (state["clubs"], state["people"], state["lead_image"]) == ([club.pk], [coach.pk], image.pk)
        assert [text for _pk, text, _at in state["corrections"]] == ["Era il 2027."]
        assert state["section"] == article.section_id

    @pytest.mark.parametrize(
        "act",
        [
            lambda article: article.correct("Era il 2027."),
            lambda article: article.withdraw(why="Perché sì."),
        ],
        ids=["correct", "withdraw"],
    )
    def test_no_verb_overwrites_what_was_saved_since_it_was_read(self, act):
        """Row 1 of the newsroom's complaints, for a command or a calendar that holds a story for a while."""
        article, other = an_article("Letto prima"), Article.objects.get()
        with other.changing(Verb.SAVED):
            other.headline = "Cambiato dopo"
            other.save()
        act(article)
        assert Article.objects.get().headline == "Cambiato dopo"
        assert {version.state["headline"] for version in other.versions.exclude(number=1)} == {"Cambiato dopo"}

    def test_a_whole_story_that_was_read_before_is_not_saved_over_a_newer_one(self):
        article, other = an_article("Letto prima"), Article.objects.get()
        with other.changing(Verb.SAVED):
            other.headline = "Cambiato dopo"
            other.save()
        with pytest.raises(Superseded):
            article.save()
        assert Article.objects.get().headline == "Cambiato dopo"

    def test_a_refused_act_leaves_no_version(self):
        article = an_article(published_days_ago=None)
        with pytest.raises(ValidationError):
            article.withdraw(why="Mai uscito.")
        assert not article.versions.exists()


class TestTheRecord:
    @pytest.mark.parametrize("change", [{"reason": "altro"}, {"state": {}}, {"verb": "saved"}, {"number": 9}])
    def test_the_database_refuses_to_change_a_version(self, change):
        article = an_article(published_days_ago=None)
        article.publish()
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Version.objects.update(**change)

    def test_two_versions_with_one_number_cannot_be(self):
        article = an_article(published_days_ago=None)
        article.publish()
        with pytest.raises(DatabaseError), transaction.atomic():
            Version.objects.create(article=article, number=article.version, verb=Verb.SAVED, state={})

    def test_a_number_that_was_taken_is_refused_by_the_database_itself(self):
        article = an_article(published_days_ago=None)
        article.publish()
        twin = Article.objects.get()
        twin.record(Verb.SAVED)
        with pytest.raises(Superseded):
            article.record(Verb.SAVED)

    def test_a_version_outlives_the_user_who_made_it(self):
        """One who did nothing else: whoever is in the log of acts cannot be deleted at all (test_signing_in.py)."""
        editor, article = an_editor("Direttore"), an_article(published_days_ago=None)
        article.record(Verb.SAVED, by=editor)
        assert article.versions.get(by=editor)
        editor.delete()
        assert article.versions.first().by is None


class TestTheForm:
    def test_one_version_for_each_save_with_note_and_author(self, chief):
        add(chief, article_form(headline="Bozza", version_reason="prima stesura"))
        article = Article.objects.get()
        change(chief, article, article_form(headline="Bozza due", version_reason="tolto l'aggettivo"))
        change(chief, article, article_form(headline="Bozza due", _publish="1"))
        assert told(article) == [
            (1, Verb.CREATED, "prima stesura"),
            (2, Verb.SAVED, "tolto l'aggettivo"),
            (3, Verb.PUBLISHED, ""),
        ]
        assert {version.by for version in article.versions.all()} == {chief.user}

    def test_a_save_that_publishes_is_one_version_with_all_that_was_typed(self, chief):
        """Row 4 of the newsroom's complaints: one act, one version, whatever else the form changed."""
        club = a_club("Lecce")
        add(chief, article_form(headline="Scritto e uscito", _publish="1", version_reason="in corsa"))
        article = Article.objects.get()
        assert told(article) == [(1, Verb.PUBLISHED, "in corsa")]
        live = instant("published_at", article.published_at - timedelta(hours=1))
        data = article_form(headline="Con un errore", clubs=[club.pk], version_reason="rivisto") | live
        data |= {"corrections-TOTAL_FORMS": 1, "corrections-0-text": "Era il 2027."}
        change(chief, article, data | instant("corrections-0-published_at", timezone.now() - timedelta(minutes=1)))
        assert told(article)[1:] == [(2, Verb.CORRECTED, "Era il 2027. · rivisto")]
        state = article.versions.first().state
        assert (state["headline"], state["clubs"], len(state["corrections"])) == ("Con un errore", [club.pk], 1)

    def test_a_save_that_schedules_bears_the_instant_and_the_note(self, chief):
        article = an_article("Domani", published_days_ago=None)
        tomorrow = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
        when = f"{timezone.localtime(tomorrow):%d/%m/%Y %H:%M}"
        change(
            chief,
            article,
            article_form(headline="Domani sì", version_reason="nota") | instant("published_at", tomorrow),
        )
        change(chief, Article.objects.get(), article_form(headline="Mai più"))
        assert told(article)[1:] == [(2, Verb.SCHEDULED, f"{when} · nota"), (3, Verb.UNSCHEDULED, "")]
        assert [v.state["headline"] for v in article.versions.all()[:2]] == ["Mai più", "Domani sì"]

    def test_a_save_that_submits_holds_the_step(self, chief):
        article = an_article("Da rivedere", published_days_ago=None)
        change(chief, article, article_form(headline="Riscritto", _submit="1"))
        assert told(article)[1:] == [(2, Verb.SAVED, "")]
        assert article.versions.first().state["progress"] == "review"

    def test_a_step_that_is_refused_is_a_save(self, chief):
        article = an_article("Bozza", published_days_ago=None)
        change(chief, article, article_form(headline="Riscritto", _approve="1"))
        assert told(article)[1:] == [(2, Verb.SAVED, "")]
        assert article.versions.first().state["headline"] == "Riscritto"

    def test_an_action_of_the_list_is_one_version(self, chief):
        article = an_article("Bozza", published_days_ago=None)
        data = {"action": "publish_selected", "_selected_action": [article.pk]}
        chief.post(reverse("admin:newsroom_article_changelist"), data)
        assert told(article) == [(1, Verb.FOUND, ""), (2, Verb.PUBLISHED, "")]

    def test_three_times_of_one_story(self, chief):
        """Row 27 of the newsroom's complaints: first published, updated, saved; a typo moves only the last."""
        article = an_article("Refuso")
        live = instant("published_at", article.published_at)
        change(chief, article, article_form(headline="Refuso corretto") | live)
        typo = Article.objects.get()
        change(chief, article, article_form(headline="Con una novità", substantive="on") | live)
        update = Article.objects.get()
        assert typo.first_published_at == update.first_published_at == article.first_published_at
        assert (typo.updated_at, bool(update.updated_at)) == (None, True)
        assert article.saved_at < typo.saved_at < update.saved_at
        assert [verb for _number, verb, _why in told(article)] == [Verb.FOUND, Verb.SAVED, Verb.UPDATED]

    def test_a_correction_is_its_own_reason(self, chief):
        article = an_article("Con un errore")
        data = article_form(headline="Con un errore") | instant("published_at", article.published_at)
        data |= {"corrections-TOTAL_FORMS": 1, "corrections-0-text": "Era il 2027."}
        change(chief, article, data | instant("corrections-0-published_at", timezone.now() - timedelta(minutes=1)))
        assert told(article)[-1] == (2, Verb.CORRECTED, "Era il 2027.")

    def test_a_correction_that_is_changed_in_the_register_is_a_version_too(self, chief):
        article = an_article()
        correction = article.correct("Era il 2027.")
        data = {"text": "Era il 2028."} | instant("published_at", correction.published_at)
        chief.post(reverse("admin:newsroom_correction_change", args=[correction.pk]), data)
        assert told(article)[-1] == (3, Verb.CORRECTED, "Era il 2028.")
        chief.post(reverse("admin:newsroom_correction_delete", args=[correction.pk]), {"post": "yes"})
        assert article.versions.first().state["corrections"] == []

    def test_corrections_of_one_story_are_deleted_together(self, chief):
        article = an_article()
        keys = [article.correct(text).pk for text in ("Era il 2027.", "Era il 2028.")]
        data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
        assert chief.post(reverse("admin:newsroom_correction_changelist"), data).status_code == 302
        assert article.versions.first().state["corrections"] == []


class TestThePage:
    @pytest.fixture
    def article(self, chief):
        lecce, como = a_club("Lecce"), a_club("Como")
        add(chief, article_form(headline="Conte resta", body="<p>L'accordo è vicino.</p>", clubs=[lecce.pk]))
        article = Article.objects.get()
        changed = {"headline": "Conte parte", "body": "<p>L'accordo è lontano.</p>", "clubs": [lecce.pk, como.pk]}
        change(
            chief,
            article,
            article_form(**changed, lead_image=an_image("Panchina vuota").pk, version_reason="è cambiato tutto"),
        )
        article.refresh_from_db()
        return article

    def test_it_lists_who_did_what(self, chief, article):
        page = chief.get(address(article, "versions")).content.decode()
        for expected in ("Livia Ferrante", "è cambiato tutto", "titolo", "club", "immagine"):
            assert expected in page, expected
        assert address(article, "versions") in chief.get(address(article, "change")).content.decode()

    def test_a_story_that_nobody_saved_has_none_and_says_so(self, chief):
        page = chief.get(address(an_article("Caricato e mai toccato"), "versions"))
        assert page.status_code == 200
        assert "Ancora nessuna versione" in page.content.decode()

    def test_two_are_compared_word_by_word_with_tags_and_image(self, chief, article):
        page = chief.get(address(article, "compare"), {"before": 1, "after": 2})
        found = {one.name: one for one in page.context["differences"]}
        assert [piece for piece in found["body"].after if piece.kind == "added"][0].text == "lontano"
        assert [piece.text for piece in found["clubs"].after if piece.kind == "added"] == ["Como\n"]
        assert [piece.text for piece in found["lead_image"].after] == ["Panchina vuota"]
        assert "<ins>" in page.content.decode()

    def test_what_is_compared_is_text_and_never_markup(self, chief, article):
        change(chief, article, article_form(headline="<script>alert(1)</script> & C."))
        page = chief.get(address(article, "compare")).content.decode()
        assert "<script>alert" not in page
        assert "&lt;" in page

    def test_a_change_of_marks_alone_is_shown(self, chief, article):
        change(
            chief, article, article_form(headline="Conte parte", body="<p>L'accordo è <strong>lontano</strong>.</p>")
        )
        page = chief.get(address(article, "compare")).content.decode()
        assert "&lt;strong&gt;" in page

    def test_an_earlier_one_comes_back_as_a_new_one(self, chief, article):
        assert chief.post(address(article, "restore", 1)).status_code == 302
        article.refresh_from_db()
        assert (article.headline, article.body) == ("Conte resta", "<p>L'accordo è vicino.</p>")
        assert [club.name for club in article.clubs.all()] == ["Lecce"]
        assert (article.lead_image, article.version) == (None, 3)
        assert [version.state["headline"] for version in article.versions.all()] == [
            "Conte resta",
            "Conte parte",
            "Conte resta",
        ]
        assert "Ripristinata" in LogEntry.objects.first().get_change_message()

    def test_dates_and_address_do_not_come_back(self, chief, article):
        article.publish()
        before = Article.objects.get()
        chief.post(address(article, "restore", 1))
        after = Article.objects.get()
        assert (after.published_at, after.slug, after.state) == (before.published_at, before.slug, "live")

    def test_what_may_not_go_out_does_not_come_back_to_what_is_out(self, chief, article):
        """Row 29 of the newsroom's complaints: a restored version is held to the checklist like any other door."""
        bet = '<p><a href="https://www.snai.it/">Scommetti qui</a></p>'
        change(chief, article, article_form(headline="Conte parte", body=bet, version=article.version))
        article.refresh_from_db()
        change(chief, article, article_form(headline="Conte parte", body="<p>Senza.</p>", version=article.version))
        article.refresh_from_db()
        article.publish()
        page = chief.post(address(article, "restore", 3), follow=True)
        assert "Snai" in " ".join(str(message) for message in page.context["messages"])
        stored = Article.objects.get()
        assert (stored.body, stored.version) == ("<p>Senza.</p>", article.version)

    def test_what_was_deleted_since_is_left_out(self, chief, article):
        article.clubs.all().first().delete()
        estero = a_section("Estero")
        assert chief.post(address(article, "restore", 1)).status_code == 302
        assert Article.objects.get().clubs.count() in (0, 1)
        assert estero.articles.count() == 0

    def test_not_by_a_link_nor_by_a_colleague(self, chief, article, client):
        assert chief.get(address(article, "restore", 1)).status_code == 403
        client.force_login(an_editor("Redattore"))
        assert client.get(address(article, "versions")).status_code == 200
        assert client.post(address(article, "restore", 1)).status_code == 403
        client.logout()
        for name in ("versions", "compare"):
            assert client.get(address(article, name)).status_code == 302
        assert Article.objects.get().version == 2

    def test_a_user_without_rights_reads_none(self, chief, article, client):
        stranger = an_editor("Redattore")
        stranger.groups.clear()
        client.force_login(stranger)
        for name in ("versions", "compare"):
            assert client.get(address(article, name)).status_code == 403

    @pytest.mark.parametrize(
        "query", ["?before=99", "?after=0", "?before=²&after=x", "?before=1&before=", "?after=9999999999"]
    )
    def test_hostile_numbers(self, chief, article, query):
        assert chief.get(address(article, "compare") + query).status_code in (200, 404)

    def test_a_list_of_twenty_costs_what_a_list_of_two_does(self, chief, article):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                chief.get(address(article, "versions"))
            return len(queries)

        cost()
        with_two = cost()
        for _number in range(18):
            with (story := Article.objects.get()).changing(Verb.SAVED):
                story.save()
        assert cost() <= with_two + 1
        assert with_two <= 12


def test_no_door_writes_stories_behind_their_versions():
    """Row 1 of the newsroom's complaints: a mass update would pass the numbers by."""
    behind = re.compile(r"(?:Article\.(?:objects|_base_manager)|queryset|\.articles)\b[^\n]*\.(?:update|bulk_update)\(")
    assert behind.search("Article.objects.filter(pk=1).update(headline='x')")
    doors = [path for path in python_files("newsroom", "rumours", "football") if "/models/" not in path.as_posix()]
    assert {path.name: found for path in doors if (found := behind.findall(path.read_text()))} == {}
