"""A draft shown to someone without an account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from newsroom.desk.sharing import link_token
from tests.builders import a_superuser, an_article, an_editor
from tests.test_preview import bare

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return an_article("La bozza", published_days_ago=None)


@pytest.fixture
def maker():
    return an_editor("Caporedattore", first_name="Livia", last_name="Ferrante")


def address(token):
    return reverse("shared-draft", args=[token])


def link(draft, maker, hours=24):
    return address(link_token(draft, by=maker, hours=hours))


def test_a_link_shows_the_draft_as_it_is_at_that_moment_and_who_made_it(client, draft, maker):
    url = link(draft, maker)
    assert "La bozza" in client.get(url).content.decode()
    draft.headline = "La bozza, riscritta"
    draft.save()
    page = client.get(url).content.decode()
    assert "<h1>La bozza, riscritta</h1>" in page
    assert "Bozza che ti mostra Livia Ferrante" in page
    assert client.cookies == {}


@time_machine.travel("2026-11-26 10:00", tick=False)
def test_what_a_link_shows_is_the_page_that_readers_will_get(client, draft, maker):
    """Row 20 of the newsroom's complaints, for whoever is shown a draft."""
    shown = client.get(link(draft, maker))
    draft.publish()
    assert bare(shown) == bare(client.get(draft.get_absolute_url()))


def test_a_link_is_for_no_cache_no_robot_and_no_other_site(client, draft, maker):
    for url in (link(draft, maker), address("boh"), expired(draft, maker)):
        response = client.get(url)
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex">' in response.content.decode()


def expired(draft, maker):
    with time_machine.travel(timezone.now() - timedelta(hours=9)):
        return link(draft, maker, hours=8)


def called_back(draft, maker):
    url = link(draft, maker)
    draft.revoke_preview_links()
    return url


def of_a_deleted_story(draft, maker):
    url = link(draft, maker)
    draft.delete()
    return url


def of_a_withdrawn_story(draft, maker):
    url = link(draft, maker)
    draft.publish(at=timezone.now() - timedelta(hours=1))
    draft.withdraw(why="Era falsa.")
    return url


def of_someone_who_left(draft, maker):
    url = link(draft, maker)
    maker.is_active = False
    maker.save()
    return url


@pytest.mark.parametrize(
    "spoilt", [expired, called_back, of_a_deleted_story, of_a_withdrawn_story, of_someone_who_left]
)
def test_a_link_that_is_over_says_so_and_nothing_of_its_story(client, draft, maker, spoilt):
    # The same bytes whatever the reason.
    (other := an_article("Un'altra", published_days_ago=None)).revoke_preview_links()
    known = client.get(expired(other, maker if spoilt is not of_someone_who_left else a_superuser()))
    response = client.get(spoilt(draft, maker))
    assert (response.status_code, known.status_code) == (410, 410)
    page = response.content.decode()
    assert "Questo link non vale più" in page
    assert "La bozza" not in page
    strip = re.compile(r"/anteprima/[^\"]+")
    assert strip.sub("", page) == strip.sub("", known.content.decode())


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + "A" * (t[-1] != "A"), lambda t: f"x{t}", lambda t: t[:20]])
def test_a_link_that_was_tampered_with_leads_nowhere(client, draft, maker, spoil):
    token = link_token(draft, by=maker, hours=1)
    nowhere, nothing = client.get(address(spoil(token))), client.get("/articoli/2026/01/niente/")
    assert nowhere.status_code == nothing.status_code == 404
    assert "Questa pagina non c'è" in nowhere.content.decode().replace("&#x27;", "'")


def test_another_secret_of_ours_signs_no_link(client, draft, maker):
    told = {"story": draft.pk, "by": maker.pk, "hours": 1, "salt": ""}
    forged = signing.TimestampSigner(salt="elsewhere").sign_object(told)
    assert client.get(address(forged)).status_code == 404
    assert client.post(link(draft, maker)).status_code == 405


class TestMaking:
    def share(self, client, article, **data):
        return client.post(reverse("admin:newsroom_article_share", args=[article.pk]), data)

    def test_a_link_is_made_used_and_called_back(self, client, draft, maker):
        client.force_login(maker)
        page = self.share(client, draft, hours=72).content.decode()
        url = re.search(r'value="http://testserver(/anteprima/[^"]+)"', page)[1]
        form = client.get(reverse("admin:newsroom_article_change", args=[draft.pk])).content.decode()
        assert reverse("admin:newsroom_article_share", args=[draft.pk]) in form
        client.logout()
        assert client.get(url).status_code == 200
        client.force_login(maker)
        assert self.share(client, draft, _revoke="1").status_code == 302
        assert client.get(url).status_code == 410
        told = [entry.get_change_message() for entry in LogEntry.objects.filter(object_id=draft.pk).order_by("pk")]
        assert "Creato un link alla bozza" in told[0]
        assert told[1] == "Revocati i link alla bozza"

    def test_for_how_long_is_chosen_from_a_list(self, client, draft, maker):
        client.force_login(maker)
        for hours in ("", "0", "-5", "999999", "boh"):
            page = self.share(client, draft, hours=hours)
            assert (page.status_code, b"/anteprima/" in page.content) == (200, False), hours

    def test_who_may_not_change_a_story_shows_it_to_nobody(self, client, draft):
        assert self.share(client, draft, hours=1).status_code == 403
        client.force_login(an_editor("Redattore"))
        assert self.share(client, draft, hours=1).status_code == 403
        assert client.post(reverse("admin:newsroom_article_share", args=["boh"])).status_code == 403
