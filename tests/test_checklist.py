"""What is looked at before a story goes out, in the form, live, and at every other door."""
# ruff: noqa: E501 — what is typed and what is found stand side by side

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom import betting
from newsroom.models import Article, Image, State
from newsroom.models.checklist import CHECKS, HEADLINE_LENGTH, SAME_STORY, Copy, results_for
from newsroom.models.dead_links import dead_links, is_internal, links_of, malformed_links
from rumours.vocabulary import Label
from tests import betting as said
from tests.builders import a_club, a_coach, a_rumour, a_section, a_source, an_article, an_author, an_editor, an_image
from tests.test_admin import add, article_form, change, instant

pytestmark = pytest.mark.django_db
BET = '<p>Vai su <a href="https://www.snai.it/">Snai</a></p>'


def found(article, *, blocking=None):
    """The keys of the checks that find something in a stored story."""
    results = results_for(Copy.of(article))
    return {r.check.key for r in results if blocking is None or r.check.blocking is blocking}


def findings(article, key):
    return [f for r in results_for(Copy.of(article)) if r.check.key == key for f in r.findings]


def a_ready_story(**fields):
    return an_article("Verdi verso il Lecce", clubs=fields.pop("clubs", [a_club()]), published_days_ago=None, **fields)


def a_picture_without(**lacking):
    image = an_image("La panchina")
    if lacking.get("alt") == "":
        lacking["decorative"] = True
    Image.objects.filter(pk=image.pk).update(**lacking)
    image.refresh_from_db()
    image.decorative = False
    return image


class TestTheTable:
    def test_keys_are_unique_and_every_check_has_its_words(self):
        assert len({check.key for check in CHECKS}) == len(CHECKS) == 11
        assert all(check.title and check.field in {f.name for f in Article._meta.get_fields()} for check in CHECKS)

    def test_a_ready_story_has_nothing(self):
        assert found(a_ready_story()) == set()

    def test_image_without_alt_or_credit(self):
        """The check of row 22 of the newsroom's complaints: alt or “decorative”, and a credit, are asked to publish."""
        article = a_ready_story(lead_image=a_picture_without(alt=""))
        article.lead_image.decorative = False
        assert found(article, blocking=True) == {"image"}
        article.lead_image.decorative = True
        assert found(article) == set()
        article.lead_image.credit = " "
        assert [f.words for f in findings(article, "image")] == [
            "La panchina: Scrivi di chi è l'immagine: autore, agenzia o proprietario."
        ]

    def test_the_pictures_of_the_body_are_looked_at_too(self):
        image = a_picture_without(credit="")
        article = a_ready_story(body=f'<p>a</p><figure data-image="{image.pk}"></figure>')
        assert found(article, blocking=True) == {"image"}

    def test_headline_against_label(self):
        rumour = a_rumour(
            "Verdi → Lecce",
            person=a_coach("Aldo Verdi"),
            to_club=a_club("Lecce"),
            label=Label.LIKELY,
        )
        article = an_article("Verdi ha firmato con il Lecce", rumours=[rumour], published_days_ago=None)
        assert found(article, blocking=True) == {"headline"}
        assert "ha firmato" in findings(article, "headline")[0].words

    @pytest.mark.parametrize(("length", "long"), [(HEADLINE_LENGTH, False), (HEADLINE_LENGTH + 1, True)])
    def test_a_long_headline(self, length, long):
        article = a_ready_story()
        article.headline = ("parola " * 30)[: length - 1] + "x"
        assert ("length" in found(article, blocking=False)) is long

    def test_no_tag_and_no_standfirst(self):
        article = an_article("Un titolo", standfirst=" ", published_days_ago=None)
        assert found(article) == {"tags", "standfirst"}
        assert found(article, blocking=True) == set()

    def test_no_section(self):
        assert "section" in {r.check.key for r in results_for(Copy(stories=Article.objects, headline="x"))}

    def test_it_costs_the_same_for_2_and_for_20_links_and_tags(self):
        costs = []
        for number in (2, 20):
            clubs, people = [a_club() for _ in range(number)], [a_coach() for _ in range(number)]
            links = "".join(
                f'<a href="{t.get_absolute_url()}">a</a><a href="/club/no-{t.pk}/">b</a>' for t in clubs + people
            )
            article = an_article(clubs=clubs, people=people, body=f"<p>{links}</p>", published_days_ago=None)
            an_article(clubs=clubs, people=people)
            article = Article.objects.get(pk=article.pk)
            with CaptureQueriesContext(connection) as counted:
                results_for(Copy.of(article))
            costs.append(len(counted))
        assert costs[0] == costs[1] <= 14


class TestLinks:
    def problems(self, html):
        links = links_of(html)
        return dead_links(links, articles=Article.objects.published()), malformed_links(links)

    def test_what_is_there_is_found(self):
        story, club, coach = an_article(), a_club("Lecce"), a_coach("Aldo Verdi")
        things = [story, club, coach, a_rumour(), a_source(), a_section(), an_author()]
        addresses = [t.get_absolute_url() for t in things] + ["/", "/voci/?club=lecce", "/club/#a", "/media/x.pdf"]
        addresses += ["http://testserver/club/", "http://testserver"]
        html = "".join(f'<a href="{address}">x</a>' for address in addresses)
        assert self.problems(html) == ([], [])

    @pytest.mark.parametrize(
        "href",
        ["", "#", "/club/nessuno/", "/articoli/2024/01/nessuno/", "/articoli/nessuno", "/nulla/", "club/lecce", "www.gazzetta.it/x",
         "http://testserver/club/nessuno/", "//testserver/nulla/", "/admin/", "/club/%00/", "/autori/nessuno/", "/voci/nessuna/", "http://"],
    )  # fmt: skip
    def test_what_is_not_there_leads_to_nothing(self, href):
        [dead], _malformed = self.problems(f'<p><a href="{href}">qui</a></p>')
        assert dead == ("qui", href)

    def test_a_draft_and_a_secret_rumour_lead_to_nothing(self):
        draft, rumour = an_article(published_days_ago=None), a_rumour(published=False)
        html = f'<a href="{draft.get_absolute_url()}">a</a><a href="{rumour.get_absolute_url()}">b</a>'
        assert [words for words, _href in self.problems(html)[0]] == ["a", "b"]

    def test_a_former_address_still_leads_there(self):
        club = a_club("Lecce")
        old = club.get_absolute_url()
        club.slug = "us-lecce"
        club.save()
        assert self.problems(f'<a href="{old}">a</a>') == ([], [])

    @pytest.mark.parametrize(
        "href",
        [
            "https://esempio",
            "https://",
            "mailto:",
            "mailto:chi",
            "https://a.it:porta/",
            "https://[::1",
            "https://.",
            "ftp://a.it/",
        ],
    )
    def test_an_outer_address_that_cannot_arrive_is_told(self, href):
        dead, malformed = self.problems(f'<a href="{href}">a</a>')
        assert malformed or dead
        assert malformed == [("a", href)] or href == "https://"

    @pytest.mark.parametrize(
        "href", ["https://esempio.it/", "https://esempio.it:8000/a?b#c", "mailto:a@esempio.it", "//esempio.it/x"]
    )
    def test_an_outer_address_is_not_asked_for(self, href):
        assert is_internal(href) is False
        dead, malformed = self.problems(f'<a href="{href}">a</a>')
        assert dead == []
        assert malformed == ([("a", href)] if href.startswith("//") else [])


class TestBetting:
    @pytest.mark.parametrize("text", said.CALLS)
    def test_an_invitation_is_found(self, text):
        assert betting.calls_in(text)

    @pytest.mark.parametrize("text", said.NOT_CALLS)
    def test_what_is_none_is_not(self, text):
        assert betting.calls_in(text) == []

    @pytest.mark.parametrize("text", said.NEWS)
    def test_words_that_can_be_news_are_pointed_out(self, text):
        assert betting.words_in(text)
        assert betting.calls_in(text) == []

    @pytest.mark.parametrize("text", said.NO_NEWS)
    def test_other_words_are_not(self, text):
        assert betting.words_in(text) == []

    @pytest.mark.parametrize(("href", "name"), said.OPERATORS)
    def test_a_link_to_an_operator_is_found(self, href, name):
        assert betting.operator_of(href) == name

    @pytest.mark.parametrize("href", said.OTHERS)
    def test_other_links_are_not(self, href):
        assert betting.operator_of(href) == ""

    def test_a_link_and_a_call_block_and_a_word_does_not(self):
        assert found(a_ready_story(body=BET), blocking=True) == {"betting"}
        assert found(a_ready_story(body="<p>Scommetti ora!</p>"), blocking=True) == {"betting"}
        news = a_ready_story(body="<p>Per i bookmaker è favorito.</p>")
        assert (found(news, blocking=True), found(news, blocking=False)) == (set(), {"betting-words"})

    def test_an_affiliates_link_is_pointed_out(self):
        assert found(a_ready_story(body='<p><a href="https://a.it/?btag=12">a</a></p>')) == {"betting-words"}


class TestTheSameStory:
    """Point 13 of the newsroom's wishes: 72 hours, same coach and same club, and the offer to update that one."""

    @pytest.fixture
    def verdi(self):
        return {"people": [a_coach("Aldo Verdi")], "clubs": [a_club("Lecce")]}

    def test_it_is_told_with_the_story_to_update(self, verdi):
        other = an_article("Verdi, primo contatto", **verdi)
        article = an_article("Verdi, ci siamo", published_days_ago=None, **verdi)
        assert [f.story for f in findings(article, "same-story")] == [other]
        assert found(article, blocking=True) == set()

    def test_not_of_itself_nor_of_half_of_it_nor_of_old_or_withdrawn_ones(self, verdi):
        an_article("Altro club", people=verdi["people"], clubs=[a_club()])
        an_article("Altro tecnico", people=[a_coach()], clubs=verdi["clubs"])
        an_article("Vecchio", at=timezone.now() - SAME_STORY - timedelta(minutes=1), **verdi)
        an_article("Bozza", published_days_ago=None, **verdi)
        an_article("Ritirato", **verdi).withdraw(why="La fonte non era attribuibile.")
        article = an_article("Verdi", **verdi)
        assert findings(article, "same-story") == []

    def test_to_the_minute(self, verdi):
        an_article("Al limite", at=timezone.now() - SAME_STORY + timedelta(minutes=1), **verdi)
        assert findings(an_article("Verdi", published_days_ago=None, **verdi), "same-story")

    def test_while_the_headline_is_typed_and_nothing_is_tagged(self, client, verdi):
        other = an_article("Verdi, primo contatto", **verdi)
        client.force_login(an_editor("Redattore"))
        answer = client.post(
            reverse("admin:newsroom_article_review"), {"headline": "Aldo Verdi al Lecce, ci siamo"}
        ).json()
        [result] = [r for r in answer["results"] if r["key"] == "same-story"]
        url = reverse("admin:newsroom_article_change", args=[other.pk])
        assert result["lines"] == [{"words": "Verdi, primo contatto", "url": url}]
        assert result["blocking"] is False


class TestTheForm:
    @pytest.fixture
    def desk(self, client):
        client.force_login(an_editor("Caporedattore"))
        return client

    def test_what_blocks_is_refused_and_nothing_is_lost(self, desk):
        """Row 6 of the newsroom's complaints: a refused save says why, in Italian, and keeps the text."""
        answer = add(desk, article_form(headline="Le quote", body=BET, _publish="1"))
        page = answer.content.decode()
        assert "porta a Snai" in page and "Vai su" in page
        assert not Article.objects.exists()

    def test_a_draft_can_always_be_saved(self, desk):
        assert add(desk, article_form(body=BET)).status_code == 302
        assert Article.objects.get().state == State.DRAFT

    def test_nor_does_it_go_out_by_the_calendar(self, desk):
        later = instant("published_at", timezone.now() + timedelta(days=1))
        assert add(desk, article_form(body=BET, **later)).status_code == 200

    def test_an_image_is_told_at_its_field(self, desk):
        image = a_picture_without(credit="")
        page = add(desk, article_form(lead_image=image.pk, _publish="1")).content.decode()
        assert "Scrivi di chi è l" in page[page.index("field-lead_image") :]

    def test_a_typo_in_a_live_story_is_not_held_up_by_what_was_there(self, desk):
        article = an_article("Verdi vero il Lecce", body=BET)
        data = article_form(headline="Verdi verso il Lecce", body=BET, slug=article.slug) | instant(
            "published_at", article.published_at
        )
        assert change(desk, article, data | {"section": article.section_id}).status_code == 302
        assert Article.objects.get().headline == "Verdi verso il Lecce"
        more = data | {"body": BET + "<p>Scommetti ora!</p>", "section": article.section_id}
        assert change(desk, article, more).status_code == 200

    def test_advice_stands_in_nobodys_way(self, desk):
        data = article_form(headline="x" * 100, standfirst="", body="<p>Per i bookmaker è favorito.</p>", _publish="1")
        assert add(desk, data).status_code == 302
        assert Article.objects.get().is_published

    def test_it_stands_beside_the_button_without_any_script(self, desk):
        article = a_ready_story(body=BET, clubs=[])
        page = desk.get(reverse("admin:newsroom_article_change", args=[article.pk])).content.decode()
        panel = page[page.index('id="checklist"') : page.index("</section>", page.index('id="checklist"'))]
        assert panel.index('data-key="betting"') < panel.index('data-key="tags"')
        assert "3 parole · 1 minuto di lettura" in panel
        assert panel.index("checklist") < page.index('name="_publish"')

    def test_who_may_only_read_has_none(self, client):
        client.force_login(an_editor("Redattore"))
        page = client.get(reverse("admin:newsroom_article_change", args=[an_article().pk])).content.decode()
        assert 'id="checklist"' not in page and "body-tools" not in page


class TestOtherDoors:
    @pytest.mark.parametrize("at", [None, timezone.now() + timedelta(days=400)])
    def test_the_verb_refuses_what_blocks(self, at):
        article = a_ready_story(body=BET)
        with pytest.raises(ValidationError, match="porta a Snai"):
            article.publish(at=at)
        assert Article.objects.get(pk=article.pk).state == State.DRAFT

    def test_and_lets_advice_pass(self):
        article = an_article("x" * 100, standfirst="", published_days_ago=None)
        article.publish()
        assert article.is_published


class TestLive:
    @pytest.fixture
    def desk(self, client):
        client.force_login(an_editor("Redattore"))
        return client

    def ask(self, client, story="", **typed):
        return client.post(f"{reverse('admin:newsroom_article_review')}?story={story}", typed)

    def test_it_answers_for_the_form_as_it_stands(self, desk):
        answer = self.ask(desk, headline="Le quote", body=BET, standfirst="E' qui").json()
        assert answer["blocking"] == 2  # no section either
        assert answer["length"] == "3 parole · 1 minuto di lettura"
        assert answer["typesetting"] == [{"before": "", "old": "E'", "new": "È", "after": " qui"}]

    @pytest.mark.parametrize(
        "typed",
        [{"section": "x"}, {"section": "9" * 40}, {"clubs": ["1; DROP", "-1", ""]}, {"lead_image": "999999"}, {"people": ["٣"]},
         {"headline": "\0" * 9}, {"body": "<b>" * 3000}, {"body": "<p>" + "«\"'" * 2000}, {"rumours": ["1"] * 300}, {}],
    )  # fmt: skip
    def test_odd_forms_have_an_answer(self, desk, typed):
        for story in ("", "x", "9" * 40, "7"):
            assert self.ask(desk, story, **typed).status_code == 200

    def test_only_the_newsroom_is_answered(self, client):
        assert self.ask(client).status_code == 403
        outsider = an_editor("Redattore")
        outsider.groups.clear()
        client.force_login(outsider)
        assert self.ask(client).status_code == 403
        assert client.get(reverse("admin:newsroom_article_review")).status_code == 403

    def test_it_costs_the_same_for_2_and_for_20_tags(self, desk):
        section, costs = a_section().pk, []
        for number in (2, 20):
            clubs, people, rumours = ([make() for _ in range(number)] for make in (a_club, a_coach, a_rumour))
            typed = {
                "clubs": [c.pk for c in clubs],
                "people": [p.pk for p in people],
                "rumours": [r.pk for r in rumours],
            }
            with CaptureQueriesContext(connection) as counted:
                self.ask(desk, headline="Verdi", body="<p>a</p>", section=section, **typed)
            costs.append(len(counted))
        assert costs[0] == costs[1] <= 20


class TestTypesettingOnSave:
    @pytest.fixture
    def desk(self, client):
        client.force_login(an_editor("Caporedattore"))
        return client

    TYPED = {"headline": "L’Inter e' pronta", "kicker": "E' ufficiale?", "body": '<p>Dice "sì"... perche\' vuole</p>'}

    def test_it_is_put_right_when_that_was_asked_for(self, desk):
        assert add(desk, article_form(**self.TYPED, _typeset="1")).status_code == 302
        article = Article.objects.get()
        assert (article.headline, article.kicker) == ("L'Inter è pronta", "È ufficiale?")
        assert article.body == "<p>Dice «sì»… perché vuole</p>"

    def test_and_left_as_typed_when_it_was_not(self, desk):
        add(desk, article_form(**self.TYPED))
        article = Article.objects.get()
        assert (article.headline, article.body) == (self.TYPED["headline"], self.TYPED["body"])

    def test_without_script_the_changes_are_shown_after_saving(self, desk):
        add(desk, article_form(**self.TYPED))
        page = desk.get(reverse("admin:newsroom_article_change", args=[Article.objects.get().pk])).content.decode()
        assert "<del>E&#x27;</del> <ins>È</ins>" in page and 'name="_typeset"' in page
