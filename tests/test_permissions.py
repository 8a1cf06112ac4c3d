"""Every page and act of the desk, as each role and as nobody. One that newsroom/desk/rights.py does not know fails."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from football.models import Merge, TransferWindow
from newsroom.desk.rights import OWN, actions, asked_by, may, pages
from newsroom.desk.roles import ROLES
from newsroom.management.commands.permissions import FILE, as_markdown
from newsroom.models import Article, Correction, Follow, Section, SignIn, Verb
from rumours.models import Override
from tests.builders import (
    a_club,
    a_coach,
    a_player,
    a_race,
    a_report,
    a_request,
    a_rumour,
    a_source,
    an_article,
    an_author,
    an_editor,
    an_image,
    end,
)

pytestmark = pytest.mark.django_db
PAGES = pages(settings.ADMIN_PATH)
#: Names whose thing is another than their model's first.
LIVE = {"newsroom_article_withdraw", "newsroom_article_pending", "newsroom_article_pending_preview"}


class World:
    """One of everything, in the state in which it can be acted on; the draft is of the one who acts."""

    def __init__(self, user):
        club, coach, source = a_club("Lecce"), a_coach("Mister Verdi"), a_source("Gazzetta")
        said = a_rumour("Con un'etichetta")
        a_report(said, source)
        image = an_image()
        byline = an_author("Firma", user=user) if user else an_author("Firma")
        self.draft = an_article("Bozza", published_days_ago=None, authors=[byline])
        self.draft.record(Verb.SAVED)
        self.live = an_article("Uscito", lead_image=image)
        kept = a_club("Tenuto")
        merge = Merge.of(kept, a_club("Unito"))
        other = an_editor("Caporedattore")
        judged = a_rumour("Giudicata")
        a_report(judged, source)
        until = timezone.now() + timedelta(hours=5)
        told = {
            "probability": 0.9,
            "model_probability": 0.2,
            "reason": "So di più",
            "until": until,
            "needs_second": True,
        }
        self.override = Override.objects.create(rumour=judged, by=other, **told)
        self.settled = end(a_rumour("Chiusa"), "confirmed")
        LogEntry.objects.log_actions(other.pk, [self.draft], 2, change_message="x", single_object=True)
        window = {"opens_on": "2026-07-01", "closes_on": "2026-09-01"}
        self.things = {
            "newsroom_article": self.draft,
            "newsroom_author": byline,
            "newsroom_section": Section.objects.create(name="Vuota"),
            "newsroom_correction": Correction.objects.create(article=self.live, text="Era il 2027."),
            "newsroom_correctionrequest": a_request(self.live),
            "newsroom_follow": Follow.objects.create(user=user or other, article=self.live),
            "newsroom_image": an_image("Libera"),
            "newsroom_user": an_editor("Redattore"),
            "newsroom_signin": SignIn.record("in", "x"),
            "admin_logentry": LogEntry.objects.latest("pk"),
            "auth_group": Group.objects.create(name="Altro"),
            "auth_user": an_editor("Redattore"),
            "rumours_assessment": said.assessments.latest("pk"),
            "rumours_override": self.override,
            "rumours_report": said.reports.get(),
            "rumours_rumour": a_rumour("Senza etichetta"),
            "rumours_source": a_source("Altra"),
            "rumours_race": a_race(club),
            "football_competition": club.competition,
            "football_club": a_club("Libero"),
            "football_person": coach,
            "football_coach": a_coach(),
            "football_player": a_player(),
            "football_merge": merge,
            "football_transferwindow": TransferWindow.objects.create(name="Estate", country="Italia", **window),
        }

    def thing(self, name):
        if name in LIVE:
            return self.live
        if name == "rumours_rumour_confirm":
            return self.override
        if name == "rumours_rumour_reopen":
            return self.settled
        return next((thing for label, thing in self.things.items() if name.startswith(label)), None)

    def address(self, page):
        """The page's address, with the keys of its thing in it."""
        if page.name == "view_on_site":
            return reverse("admin:view_on_site", args=[ContentType.objects.get_for_model(Article).pk, self.live.pk])
        thing, keys = self.thing(page.name), {}
        for key in ("object_id", "pk", "id"):
            if f":{key}>" in page.address or f"<{key}>" in page.address:
                keys[key] = self.things["newsroom_user"].pk if page.name == "accesses_of" else thing.pk
        keys |= {"number": 1} if "number" in page.address else {}
        keys |= {"app_label": "newsroom"} if page.name == "app_list" else {}
        name = page.name if page.name == "set_language" else f"admin:{page.name}"
        query = "?app_label=newsroom&model_name=article&field_name=clubs" if page.name == "autocomplete" else ""
        return reverse(name, kwargs=keys) + query


def answer(client, method, url):
    """What a request is answered, with all its effects undone."""
    cookies = dict(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)
    return response


def is_refused(response):
    to_login = response.status_code == 302 and response["Location"].startswith(reverse("admin:login"))
    return to_login or response.status_code == 403


@pytest.mark.parametrize("role", [*ROLES, None])
def test_every_page_of_the_desk_answers_to_those_who_may_and_to_nobody_else(role):
    user = an_editor(role) if role else None
    world, client, wrong = World(user), Client(), []
    if user:
        client.force_login(user)
    for page in PAGES:
        for method, asked in (("get", page.opening), ("post", page.sending)):
            response = answer(client, method, world.address(page))
            if response.status_code == 405:
                continue
            if is_refused(response) == may(role, asked) or (may(role, asked) and response.status_code in (404, 500)):
                wrong.append(f"{method} {page.name}: {response.status_code}, asks for {asked}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_lists_offer_what_a_role_may_do(role):
    everything, own = RequestFactory().get("/"), RequestFactory().get("/")
    everything.user, own.user = an_editor(role, is_superuser=True), an_editor(role)
    offered = {(model, name) for model, name, _asked in actions(own)}
    assert offered == {(model, name) for model, name, asked in actions(everything) if may(role, asked)}


@pytest.mark.parametrize("name", ["newsroom_article_change", "newsroom_article_typed", "newsroom_article_share"])
def test_a_colleagues_draft_is_read_and_not_touched(name):
    user = an_editor("Redattore")
    world, client = World(None), Client()
    client.force_login(user)
    page = next(page for page in PAGES if page.name == name)
    assert answer(client, "post", world.address(page)).status_code == 403


def test_a_new_page_without_an_entry_fails():
    with pytest.raises(Exception, match="newsroom_article_download"):
        asked_by("newsroom_article_download")


def test_no_entry_is_left_over():
    names = {page.name for page in PAGES}
    assert set(OWN) - names == set()


def test_the_table_is_what_the_code_says():
    assert FILE.read_text(encoding="utf-8") == as_markdown(), "run manage.py permissions"


def test_nobody_is_told_what_is_at_the_desk(client):
    """Whoever is not signed in gets the same answer whether a thing is there or not."""
    there, not_there = (reverse("admin:newsroom_article_change", args=[key]) for key in (an_article().pk, 999_999))
    first, second = client.get(there), client.get(not_there)
    assert (first.status_code, second.status_code) == (302, 302)
