"""What the desk's pages may load and run, as a browser holds them to it, and the other headers."""

import re

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from playwright.sync_api import expect

from newsroom.models import Article
from tests.builders import a_coach, a_report, a_rumour, a_section, an_article, an_editor, an_image
from tests.signing_in import LOGIN
from tests.test_browser import CHROMIUM, browser, open_page, sign_in

__all__ = ["browser", "open_page"]


@pytest.mark.django_db
class TestHeaders:
    @pytest.mark.parametrize("name", [LOGIN, "admin:index", "admin:newsroom_article_add", "admin:accesses"])
    def test_every_page_of_the_desk_has_a_policy_without_exceptions(self, client, name):
        client.force_login(an_editor("Direttore"))
        response = client.get(reverse(name))
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "*" not in policy
        for rule in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert rule in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"
        assert "camera=()" in response["Permissions-Policy"]
        assert "noindex" in response["X-Robots-Tag"]

    def test_what_is_refused_has_it_too(self, client):
        for response in (client.get("/admin/boh/"), client.post(reverse("admin:newsroom_article_add"), {"a": "b"})):
            assert "script-src" in response["Content-Security-Policy"]

    def test_the_nonce_is_of_one_answer(self, client):
        client.force_login(an_editor("Direttore"))
        found = []
        for _ in range(2):
            response = client.get(reverse("admin:newsroom_article_add"))
            (nonce,) = re.findall(r"'nonce-([^']+)'", response["Content-Security-Policy"])
            assert f'<script type="importmap" nonce="{nonce}">' in response.content.decode()
            found.append(nonce)
        assert len(set(found)) == 2

    def test_readers_pages_carry_no_nonce(self, client):
        """They are kept for others, and a nonce that is kept is none."""
        assert "nonce" not in client.get("/").get("Content-Security-Policy", "")

    def test_the_desk_may_stand_elsewhere(self):
        assert django_settings.ADMIN_PATH == "admin/"
        assert reverse("admin:index") == "/admin/"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_an_editor_works_under_the_policy(open_page):
    """Typing, choosing, previewing: the browser has nothing to refuse, and a typed space stays a space."""
    rumour, coach = a_rumour("Verdi → Lecce"), a_coach("Mister Verdi")
    a_report(rumour)
    a_section("Panchine")
    draft = an_article("Bozza", body="<p>Prima.</p>", published_days_ago=None, lead_image=an_image(), people=[coach])
    live = an_article("Uscito")
    page = open_page(1280)
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page, an_editor("Amministratore"))
    for name in ("index", "newsroom_article_changelist", "newsroom_article_calendar", "newsroom_image_add"):
        page.goto(reverse(f"admin:{name}"))
    for name in ("second_factor", "accesses", "newsroom_user_add", "rumours_rumour_log", "newsroom_signin_changelist"):
        page.goto(reverse(f"admin:{name}"))
    page.goto(reverse("admin:rumours_rumour_change", args=[rumour.pk]))
    page.goto(reverse("admin:newsroom_article_pending", args=[live.pk]))
    expect(page.locator(".ProseMirror[contenteditable=true]").first).to_be_visible()
    page.goto(reverse("admin:newsroom_article_change", args=[draft.pk]))
    editor = page.locator(".ProseMirror[contenteditable=true]")
    editor.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Due parole e uno spazio.")
    assert editor.evaluate("one => getComputedStyle(one).whiteSpace") == "break-spaces"
    page.keyboard.press("Alt+KeyA")
    expect(page.frame_locator("#preview iframe").locator("h1")).to_contain_text("Bozza")
    page.keyboard.press("Control+KeyS")
    expect(page.locator(".messagelist li").first).to_be_visible()
    assert Article.objects.get(pk=draft.pk).body.startswith("<p>Prima. Due parole")
    assert refused == []
