"""Two editors, a session that ends, a network that goes, a tab that dies: in a real browser no word is lost."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from newsroom.models import Article, PendingChange, Typed
from tests.builders import PASSWORD, a_section, an_article, an_editor
from tests.test_browser import FLAGS, WIDTHS, browser, no_sideways_scroll, open_page, pytestmark, sign_in

__all__ = ["FLAGS", "browser", "open_page", "pytestmark"]
EDITOR = ".ProseMirror[contenteditable=true]"


@pytest.fixture
def draft():
    return an_article("Conte verso Napoli", body="<p>Uno.</p><p>Due.</p>", published_days_ago=None)


def at_the_form(open_page, user, article=None, width=1280, form="change"):
    page = open_page(width)
    sign_in(page, user)
    page.goto(f"/admin/newsroom/article/{article.pk}/{form}/" if article else "/admin/newsroom/article/add/")
    expect(page.locator(EDITOR)).to_be_visible()
    return page


def write(page, text):
    page.locator(EDITOR).focus()
    # The editor hears of where the caret went a moment later: on a busy machine the first one goes astray.
    for _ in range(2):
        page.keyboard.press("Control+End")
        page.wait_for_timeout(150)
    page.keyboard.type(text)


def is_kept(page):
    expect(page.locator("#typing .kept")).to_have_text("Quello che scrivi è al sicuro.")


def accessible(page, *parts):
    """Of a page of ours all of it, of the admin's form what we put into it."""
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
    results = Axe().run(page, context={"include": [[part] for part in parts or ("body",)]}, options=rules)
    assert results.violations_count == 0, results.generate_report()


@WIDTHS
def test_two_editors_on_one_story(open_page, draft, width):
    """Rows 1 and 2 of the newsroom's complaints: each sees the other, and nothing is overwritten silently."""
    livia = at_the_form(open_page, an_editor("Caporedattore", first_name="Livia"), draft, width)
    marco = at_the_form(open_page, an_editor("Caporedattore", first_name="Marco"), draft, width)
    expect(marco.locator("#typing .others")).to_have_text("Lo ha aperto anche: Livia")
    livia.fill("#id_headline", "Conte al Napoli, è fatta?")
    livia.fill("#id_standfirst", "Il sommario di Livia.")
    livia.keyboard.press("Control+KeyS")
    expect(livia.locator(".messagelist .success")).to_be_visible()

    marco.fill("#id_headline", "Napoli, Conte ci pensa")
    marco.fill("#id_kicker", "Serie A")
    is_kept(marco)
    expect(marco.locator("#typing .newer")).to_contain_text("Livia ha salvato")
    expect(marco.locator("#typing .newer")).to_contain_text("titolo, sommario")
    marco.keyboard.press("Control+KeyS")
    expect(marco.locator("#conflicts")).to_be_visible()
    expect(marco.locator("#conflicts ins").first).to_be_visible()
    expect(marco.locator("#id_standfirst")).to_have_value("Il sommario di Livia.")
    no_sideways_scroll(marco)
    accessible(marco, "#conflicts", "#typing")
    assert Article.objects.get().headline == "Conte al Napoli, è fatta?"
    marco.locator("input[name=choose_headline][value=mine]").focus()
    marco.keyboard.press("Space")
    marco.fill("#id_headline", "Napoli-Conte, è fatta?")
    marco.keyboard.press("Control+KeyS")
    expect(marco.locator(".messagelist .success")).to_be_visible()
    article = Article.objects.get()
    assert (article.headline, article.standfirst, article.kicker) == (
        "Napoli-Conte, è fatta?",
        "Il sommario di Livia.",
        "Serie A",
    )
    with marco.expect_navigation():
        marco.get_by_role("link", name="Versioni").click()
    no_sideways_scroll(marco)
    accessible(marco)
    marco.get_by_role("button", name="Confronta le due").click()
    expect(marco.locator("ins").first).to_be_visible()
    no_sideways_scroll(marco)
    accessible(marco)


def test_a_tab_that_dies_gives_the_text_back(open_page, draft):
    """Rows 3, 5 and 7 of the newsroom's complaints: kept within seconds, offered after a crash, gone after the save."""
    user = an_editor("Caporedattore")
    page = at_the_form(open_page, user, draft)
    write(page, " Scritto prima del blocco.")
    is_kept(page)
    assert not draft.versions.exists()
    page.context.close()

    page = at_the_form(open_page, user, draft)
    expect(page.locator(".offer")).to_contain_text("Riprendi quello che stavi scrivendo")
    accessible(page, ".offer", "#typing")
    page.get_by_role("link", name="Riprendi").click()
    expect(page.locator(EDITOR)).to_contain_text("Due. Scritto prima del blocco.")
    page.keyboard.press("Control+Shift+KeyS")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().body == "<p>Uno.</p><p>Due. Scritto prima del blocco.</p>"
    page.goto(f"/admin/newsroom/article/{draft.pk}/change/")
    expect(page.locator(".offer")).to_have_count(0)


def test_a_network_that_goes_is_told_and_loses_nothing(open_page, draft):
    """Row 5 of the newsroom's complaints: what was typed offline stays in the browser, over a reload too."""
    page = at_the_form(open_page, an_editor("Caporedattore"), draft)
    page.context.set_offline(True)
    write(page, " Scritto senza rete.")
    expect(page.locator("#typing .kept")).to_contain_text("resta in questo browser")
    assert "senza rete" in page.evaluate("Object.values(localStorage).join()")
    assert not Typed.objects.unsaved().exists()
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/admin/newsroom/article/{draft.pk}/change/")
    expect(page.locator(".offer")).to_contain_text("Riprendi quello che stavi scrivendo")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('panchina:typed')).length") == 0
    page.get_by_role("link", name="Riprendi").click()
    expect(page.locator(EDITOR)).to_contain_text("Due. Scritto senza rete.")


def test_a_new_story_written_offline_is_offered_where_one_begins(open_page):
    a_section("Panchine")
    page = at_the_form(open_page, an_editor("Caporedattore"))
    page.context.set_offline(True)
    page.fill("#id_headline", "Scritto in galleria")
    expect(page.locator("#typing .kept")).to_contain_text("resta in questo browser")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/admin/newsroom/article/add/")
    expect(page.locator(".offer")).to_contain_text("Scritto in galleria")
    page.get_by_role("link", name="Riprendi").click()
    expect(page.locator("#id_headline")).to_have_value("Scritto in galleria")


def test_the_network_comes_back_while_one_types(open_page, draft):
    page = at_the_form(open_page, an_editor("Caporedattore"), draft)
    page.context.set_offline(True)
    write(page, " Scritto senza rete.")
    expect(page.locator("#typing .kept")).to_contain_text("resta in questo browser")
    page.context.set_offline(False)
    is_kept(page)
    assert "senza rete" in Typed.objects.unsaved().get().data["body"][0]


@WIDTHS
def test_a_session_that_ends_while_one_types(open_page, draft, width):
    """Row 5 of the newsroom's complaints: a small window asks for the password, and the text never leaves the form."""
    user = an_editor("Caporedattore")
    page = at_the_form(open_page, user, draft, width)
    page.context.clear_cookies(name="sessionid")
    write(page, " Scritto a sessione finita.")
    window = page.locator(".sign-in-window")
    expect(window).to_contain_text("La sessione è finita")
    no_sideways_scroll(page)
    accessible(page, ".sign-in-window")
    window.get_by_label("Nome utente").fill(user.username)
    window.get_by_label("Password").fill("sbagliata")
    page.keyboard.press("Enter")
    expect(window).to_contain_text("corrett")
    window.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(window).to_have_count(0)
    is_kept(page)
    page.keyboard.press("Control+KeyS")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().body == "<p>Uno.</p><p>Due. Scritto a sessione finita.</p>"


def test_a_save_after_the_session_ended_goes_through_after_signing_in(open_page, draft):
    """Row 5 of the newsroom's complaints, without the window: the page that answers asks, and then saves."""
    user = an_editor("Caporedattore")
    page = at_the_form(open_page, user, draft)
    page.fill("#id_headline", "Scritto a sessione finita")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+KeyS")
    expect(page.locator(".errornote")).to_contain_text("La sessione è finita mentre scrivevi")
    accessible(page)
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().headline == "Scritto a sessione finita"


def test_signing_out_leaves_nothing_in_the_browser(open_page, draft):
    page = at_the_form(open_page, an_editor("Caporedattore"), draft)
    page.context.set_offline(True)
    write(page, " Riservato.")
    expect(page.locator("#typing .kept")).to_contain_text("resta in questo browser")
    page.context.set_offline(False)
    page.evaluate("localStorage.setItem('panchina:typed:9:9', 'x')")
    page.locator("#logout-form button").click()
    page.wait_for_url("**/admin/logout/")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('panchina:typed')).length") == 0


@WIDTHS
def test_the_form_of_a_change_that_waits_loses_nothing_and_is_previewed(open_page, width):
    """Rows 5, 7 and 20 of the newsroom's complaints, beside a live story: autosave, a dead tab, an expired session, and
    a preview beside the form."""
    user, story = an_editor("Caporedattore"), an_article("Conte verso Napoli", body="<p>Uno.</p><p>Due.</p>")
    page = at_the_form(open_page, user, story, width, form="pending")
    write(page, " Scritto prima del blocco.")
    is_kept(page)
    page.context.close()

    page = at_the_form(open_page, user, story, width, form="pending")
    expect(page.locator(".offer")).to_contain_text("Riprendi quello che stavi scrivendo")
    page.get_by_role("link", name="Riprendi").click()
    expect(page.locator(EDITOR)).to_contain_text("Due. Scritto prima del blocco.")
    page.keyboard.press("Alt+KeyA")
    shown = page.frame_locator("#preview iframe")
    expect(shown.locator("article")).to_contain_text("Scritto prima del blocco.")
    page.keyboard.press("Escape")
    no_sideways_scroll(page)
    accessible(page, "#typing", "#checklist", ".preview-row", ".publish-row")

    page.context.clear_cookies(name="sessionid")
    write(page, " E a sessione finita.")
    window = page.locator(".sign-in-window")
    window.get_by_label("Nome utente").fill(user.username)
    window.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(window).to_have_count(0)
    is_kept(page)
    page.keyboard.press("Control+KeyS")
    expect(page.locator(".messagelist .success")).to_be_visible()
    waiting = PendingChange.objects.get().fields["body"][1]
    assert waiting == "<p>Uno.</p><p>Due. Scritto prima del blocco. E a sessione finita.</p>"
    assert not Typed.objects.unsaved().exists()
