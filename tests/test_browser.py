"""The editor's and the reader's day in a real browser, at the width of a telephone and of a desk."""

import os
import shutil
from urllib.parse import quote

import feedparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from newsroom.models import Article
from rumours.models import Domain
from tests.builders import (
    PASSWORD,
    a_club,
    a_coach,
    a_report,
    a_rumour,
    a_section,
    a_source,
    an_article,
    an_author,
    an_editor,
    an_image,
)

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine: install it, or name it in CHROMIUM"),
]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server, settings):
    """Return a function that opens a page of a width; whatever its scripts complain of fails the test."""
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = ["*"], [live_server.url]
    contexts, complaints = [], []

    def open_at(width):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, locale="it-IT"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(15_000)
        return page

    yield open_at
    for context in contexts:
        for page in context.pages:
            # The form asks the server on its own: what it asked last must not meet the emptying of the tables.
            page.unroute_all()
            page.wait_for_load_state("networkidle")
        context.close()
    assert complaints == []


def choose(page, field, typed, name):
    """Pick `name` in a field that completes itself."""
    box = page.locator(f".field-{field} .select2-selection").first
    box.scroll_into_view_if_needed()
    box.click()
    # The list opens with everything, and what a click meets there may be taken away by the answer to what is typed.
    with page.expect_response(lambda answer: f"term={quote(typed)}" in answer.url.replace("+", "%20")):
        page.locator(".select2-search__field:visible").last.fill(typed)
    expect(page.locator(".select2-results__option.loading-results")).to_have_count(0)
    page.locator(".select2-results__option", has_text=name).first.click()
    expect(box).to_contain_text(name)


def sign_in(page, user):
    page.goto("/admin/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.click("input[type=submit]")


def no_sideways_scroll(page):
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"), page.url


@WIDTHS
def test_an_editor_writes_tags_links_publishes_and_finds_the_story(open_page, live_server, width):
    a_club("Çaykur Rizespor")
    coach, club = a_coach("Carlo Ancelotti"), a_club("Real Madrid")
    a_section("Panchine")
    an_author("Livia Ferrante")
    a_report(a_rumour("Ancelotti → Real Madrid", person=coach, to_club=club), stage="personal_terms")
    page = open_page(width)
    sign_in(page, an_editor("Caporedattore"))
    page.click("text=Scrivi un articolo")

    page.fill("#id_kicker", "Real Madrid")
    page.fill("#id_headline", "Ancelotti torna a Madrid? C'è l'accordo")
    page.fill("#id_standfirst", "Il tecnico italiano ha detto sì, manca il club.")
    editor = page.locator(".ProseMirror[contenteditable=true]")
    editor.click()
    page.keyboard.type("Carlo Ancelotti può tornare sulla panchina del Real Madrid.")
    choose(page, "section", "panch", "Panchine")
    choose(page, "authors", "livia", "Livia Ferrante")
    choose(page, "people", "ancelotti", "Carlo Ancelotti")
    choose(page, "clubs", "real mad", "Real Madrid")
    choose(page, "rumours", "ancelotti", "Ancelotti → Real Madrid")
    no_sideways_scroll(page)
    page.locator("input[name=_publish]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    article = Article.objects.get()
    assert article.body == "<p>Carlo Ancelotti può tornare sulla panchina del Real Madrid.</p>"
    assert article.get_absolute_url().endswith("/ancelotti-torna-a-madrid-c-e-l-accordo/")
    for url in ("/", club.get_absolute_url(), coach.get_absolute_url()):
        page.goto(url)
        expect(page.get_by_role("link", name="Ancelotti torna a Madrid?").first).to_be_visible()
        no_sideways_scroll(page)
    page.goto(article.get_absolute_url())
    expect(page.locator(".linked .label").first).to_contain_text("Quasi fatta")
    expect(page.locator(".linked .label").first).to_contain_text("80-99%")
    for feed in ("/feed.rss", club.get_absolute_url() + "feed.rss", coach.get_absolute_url() + "feed.rss"):
        parsed = feedparser.parse(page.request.get(feed).body())
        assert [entry.title for entry in parsed.entries] == [article.headline], feed


@WIDTHS
def test_a_story_is_tagged_by_keyboard_alone(open_page, width):
    """Two Inzaghis: whichever the text names is proposed, and the bare surname follows him."""
    lazio, pisa, como = a_club("Lazio"), a_club("Pisa"), a_club("Como")
    simone, filippo = a_coach("Simone Inzaghi", at=lazio), a_coach("Filippo Inzaghi", at=pisa)
    page = open_page(width)
    sign_in(page, an_editor("Caporedattore"))
    draft = an_article("Da scrivere", body="", published_days_ago=None)
    page.goto(f"/admin/newsroom/article/{draft.pk}/change/")
    page.locator("#id_headline").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Lazio, si decide la panchina")
    page.locator(".ProseMirror[contenteditable=true]").focus()
    for paragraph in (
        "Simone Inzaghi resta l'allenatore della Lazio, dice il club.",
        "Anche il Como cercava un tecnico: la panchina è rimasta libera.",
        "Il contratto di Inzaghi scade a giugno, e nello spogliatoio se ne parla.",
    ):
        page.keyboard.type(paragraph)
        page.keyboard.press("Enter")

    chips, focused = page.locator("#proposals .chip"), page.locator("#proposals .chip:focus-within")

    def chip(name):
        return page.locator(f"#proposals .chip[data-name='{name}']")

    expect(chip("Simone Inzaghi")).to_be_visible()
    expect(chip("Como")).to_be_visible()
    expect(chip("Filippo Inzaghi")).to_have_count(0)
    page.keyboard.press("Alt+KeyP")
    expect(focused.locator(".why")).to_be_visible()
    expect(focused.locator(".why")).to_contain_text("Simone Inzaghi resta l'allenatore")
    while chips.count():
        name = focused.get_attribute("data-name")
        page.keyboard.press("Delete" if name == "Como" else "Enter")
        expect(chip(name)).to_have_count(0)
    no_sideways_scroll(page)

    # What is typed afterwards is read too, and what was refused does not come back.
    page.locator(".ProseMirror[contenteditable=true]").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("Filippo Inzaghi allena il Pisa, il Como resta a guardare.")
    expect(chip("Filippo Inzaghi")).to_be_visible()
    expect(chip("Pisa")).to_be_visible()
    expect(chip("Como")).to_have_count(0)
    page.keyboard.press("Alt+KeyP")
    while focused.get_attribute("data-name") != "Pisa":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    expect(focused).to_have_attribute("data-name", "Filippo Inzaghi")
    page.keyboard.press("Enter")
    page.locator("input[name=_continue]").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist li").first).to_be_visible()

    article = Article.objects.get()
    assert article.headline == "Lazio, si decide la panchina"
    assert set(article.people.all()) == {simone, filippo}
    assert set(article.clubs.all()) == {lazio}
    assert set(article.refused) == {f"clubs:{como.pk}", f"clubs:{pisa.pk}"}


@WIDTHS
def test_an_editor_logs_a_report_and_sees_the_label_move(open_page, width):
    rumour = a_rumour("Allegri → Milan")
    a_report(rumour, a_source("Tuttosport"), stage="linked")
    a_source("La Gazzetta dello Sport")
    page = open_page(width)
    sign_in(page, an_editor("Redattore"))
    page.goto(f"/admin/rumours/rumour/{rumour.pk}/change/")
    row = page.locator("#reports-1")
    row.locator(".field-source .select2-selection").first.click()
    page.locator(".select2-search__field:visible").last.fill("gazzetta")
    page.locator(".select2-results__option", has_text="La Gazzetta dello Sport").click()
    row.locator("select[name$=stage]").select_option("personal_terms")
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist")).to_contain_text("l'etichetta passa da")
    expect(page.locator(".standing")).to_contain_text("Quasi fatta")
    rumour.refresh_from_db()
    assert (rumour.report_count, rumour.label) == (2, "near_certain")


@WIDTHS
def test_a_report_is_logged_by_pasting_its_address(open_page, width):
    """Three gestures: paste, choose how far it has gone, press the button. Outlet and day come by themselves."""
    rumour = a_rumour("Allegri → Milan")
    Domain.objects.create(source=a_source("La Gazzetta dello Sport"), name="gazzetta.example")
    page = open_page(width)
    sign_in(page, an_editor("Redattore"))
    page.goto(f"/admin/rumours/rumour/log/?rumour={rumour.pk}")
    page.locator("#id_url").fill("https://www.gazzetta.example/2024/11/07/allegri")
    expect(page.locator("#select2-id_outlet-container")).to_contain_text("Gazzetta dello Sport")
    expect(page.locator("#id_day")).to_have_value("07/11/2024")
    page.get_by_text("trattativa", exact=True).click()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("l'etichetta passa da")
    report = rumour.reports.get()
    assert (report.source.name, report.day, report.stage) == ("La Gazzetta dello Sport", "7 novembre 2024", "talks")


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_goes_from_the_front_page_to_a_rumour_to_its_club(browser, live_server, settings, width, scheme):
    settings.ALLOWED_HOSTS = ["*"]
    club, coach = a_club("Lecce", primary_colour="#FFCC00", secondary_colour="#CC0000"), a_coach("Mister Verdi")
    rumour = a_rumour("Verdi → Lecce", person=coach, to_club=club)
    origin = a_report(rumour, a_source("Gazzetta"), stage="talks")
    for _ in range(3):
        a_report(rumour, echo_of=origin, days_ago=1)
    an_article("Verdi a un passo dal Lecce", clubs=[club], people=[coach], rumours=[rumour], lead_image=an_image())
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        base_url=live_server.url,
        color_scheme=scheme,
        java_script_enabled=True,
    )
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    no_sideways_scroll(page)
    page.locator(".rumours").get_by_role("link", name="Verdi → Lecce").click()
    expect(page.locator("h1")).to_have_text("Verdi → Lecce")
    expect(page.locator(".voices")).to_contain_text("3 riprese")
    expect(page.get_by_text("4 siti, 1 origine")).to_be_visible()
    no_sideways_scroll(page)
    page.get_by_role("link", name="Lecce", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Lecce")
    expect(page.get_by_role("link", name="Verdi a un passo dal Lecce").first).to_be_visible()
    no_sideways_scroll(page)
    page.get_by_role("link", name="Verdi a un passo dal Lecce").first.click()
    expect(page.locator("figure img")).to_be_visible()
    assert page.locator("figure img").evaluate("image => image.naturalWidth > 0")
    no_sideways_scroll(page)
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert all(url.startswith(live_server.url) for url in asked)
    context.close()


def test_the_pages_read_without_scripts(browser, live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    a_report(a_rumour("Verdi → Lecce", to_club=a_club("Lecce")))
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/voci/")
    page.click("summary")
    page.select_option("select[name=club]", "lecce")
    page.get_by_role("button", name="Filtra").click()
    expect(page.get_by_role("link", name="Verdi → Lecce")).to_be_visible()
    context.close()


def test_accessibility_of_the_readers_pages(browser, live_server, settings):
    """The rules of WCAG 2.2 AA that a program can check, in both schemes."""
    settings.ALLOWED_HOSTS = ["*"]
    club, coach = a_club("Lecce"), a_coach("Mister Verdi")
    rumour = a_rumour("Verdi → Lecce", person=coach, to_club=club)
    a_report(rumour, stage="talks")
    article = an_article("Verdi a un passo", clubs=[club], people=[coach], rumours=[rumour], lead_image=an_image())
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=live_server.url, color_scheme=scheme)
        page = context.new_page()
        for url in (
            "/",
            article.get_absolute_url(),
            club.get_absolute_url(),
            rumour.get_absolute_url(),
            "/voci/",
            "/panchine/",
            "/fonti/",
            rumour.reports.get().source.get_absolute_url(),
            "/attendibilita/",
            "/cosa-e-cambiato/",
            "/nulla/",
        ):
            page.goto(url)
            results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
            assert results.violations_count == 0, (scheme, url, results.generate_report())
        context.close()
