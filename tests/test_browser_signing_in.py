"""Coming in with a telephone, in a real browser: at the door, and where one was writing."""

import pytest
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from newsroom.models import Article
from tests.builders import PASSWORD, an_article, an_editor
from tests.signing_in import code_of, with_telephone
from tests.test_browser import WIDTHS, browser, no_sideways_scroll, open_page, pytestmark, sign_in
from tests.test_browser_saving import accessible, is_kept, write

__all__ = ["browser", "open_page", "pytestmark"]


@pytest.fixture(autouse=True)
def as_on_a_server(settings):
    settings.SECOND_FACTOR_ROLES = ["Caporedattore", "Direttore", "Amministratore"]


@WIDTHS
def test_a_telephone_is_set_up_and_used(open_page, width):
    user, page = an_editor("Direttore"), open_page(width)
    sign_in(page, user)
    expect(page.locator(".qr svg")).to_be_visible()
    no_sideways_scroll(page)
    accessible(page, "#content")
    page.fill("#id_code", code_of(user))
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    no_sideways_scroll(page)
    accessible(page, "#content")
    page.goto(reverse("admin:accesses"))
    no_sideways_scroll(page)
    accessible(page, "#content")
    page.locator("#logout-form button").click()
    page.wait_for_url("**/logout/")

    TOTPDevice.objects.update(last_t=-1)
    sign_in(page, user)
    expect(page.locator("#id_code")).to_be_focused()
    accessible(page, "#content")
    page.fill("#id_code", "000000")
    page.keyboard.press("Enter")
    expect(page.locator(".errornote").first).to_be_visible()
    page.fill("#id_code", code_of(user))
    page.keyboard.press("Enter")
    expect(page.locator(".quiet, .day").first).to_be_visible()


@WIDTHS
def test_the_small_window_asks_for_the_code_and_the_text_stays(open_page, width):
    user = an_editor("Caporedattore")
    draft = an_article("Conte verso Napoli", body="<p>Uno.</p>", published_days_ago=None)
    with_telephone(user)
    page = open_page(width)
    sign_in(page, user)
    page.fill("#id_code", code_of(user))
    page.keyboard.press("Enter")
    page.wait_for_url("**" + reverse("admin:index"))
    page.goto(reverse("admin:newsroom_article_change", args=[draft.pk]))
    expect(page.locator(".ProseMirror[contenteditable=true]")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    TOTPDevice.objects.update(last_t=-1)
    write(page, " Scritto a sessione finita.")
    window = page.locator(".sign-in-window")
    expect(window.locator("[autocomplete=one-time-code]")).to_be_hidden()
    window.locator("[autocomplete=username]").fill(user.username)
    window.locator("[autocomplete=current-password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    code = window.locator("[autocomplete=one-time-code]")
    expect(code).to_be_visible()
    expect(window.locator("[autocomplete=current-password]")).to_be_hidden()
    no_sideways_scroll(page)
    accessible(page, ".sign-in-window")
    code.fill(code_of(user))
    code.press("Enter")
    expect(window).to_have_count(0)
    is_kept(page)
    page.keyboard.press("Control+KeyS")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().body == "<p>Uno. Scritto a sessione finita.</p>"
