"""The preview beside the form, and pictures dropped and pasted into it, in a real browser."""

import base64
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image as Picture
from playwright.sync_api import expect

from newsroom.models import Article, Image
from newsroom.models.figures import figure
from tests.builders import (
    a_club,
    a_coach,
    a_picture,
    a_report,
    a_rumour,
    an_article,
    an_author,
    an_editor,
    an_image,
    halves,
)
from tests.test_browser import WIDTHS, browser, choose, no_sideways_scroll, open_page, pytestmark, sign_in

__all__ = ["browser", "open_page", "pytestmark"]

#: A page as it stands in the browser, without the preview's banner and its robots rule.
BARE = """page => {
    const copy = page.documentElement.cloneNode(true);
    copy.querySelectorAll(".banner.preview, meta[name=robots]").forEach(part => part.remove());
    return copy.outerHTML;
}"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
HAND_OVER = """([kind, place, name, type, bytes]) => {
    const file = new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], name, { type });
    const data = new DataTransfer();
    data.items.add(file);
    const told = { bubbles: true, cancelable: true };
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { ...told, clipboardData: data })
        : new DragEvent(kind, { ...told, dataTransfer: data });
    document.querySelector(place).dispatchEvent(event);
}"""


def hand_over(page, kind, place, name="panca.jpg", content=None, type="image/jpeg"):
    """Drop or paste a file on a place of the page."""
    encoded = base64.b64encode(content or a_picture((1200, 700)).read()).decode()
    page.evaluate(HAND_OVER, [kind, place, name, type, encoded])


def form_of(page, story):
    page.goto(f"/admin/newsroom/article/{story.pk}/change/")


def refreshed(page, turn):
    expect(page.locator("#preview")).to_have_attribute("data-turn", str(turn))


def a_draft(headline="Da scrivere", **fields):
    return an_article(headline, published_days_ago=None, **fields)


def accessible(page, part="#content"):
    results = Axe().run(page, context=part, options=RULES)
    assert results.violations_count == 0, results.generate_report()


@WIDTHS
def test_the_preview_beside_the_form_equals_the_published_page(open_page, width):
    """Row 20 of the newsroom's complaints, as a browser has it: the same elements, text and pictures."""
    coach, club = a_coach("Mario Verdi"), a_club("Lecce")
    rumour = a_rumour("Verdi → Lecce", person=coach, to_club=club)
    a_report(rumour, stage="personal_terms")
    an_article("Un altro su Verdi", people=[coach], lead_image=an_image())
    an_author("Livia Ferrante")
    an_image("In testa", alt="La panca di testa")
    page = open_page(width)
    sign_in(page, an_editor("Caporedattore"))
    form_of(page, a_draft(body=f"<p>Prima.</p>{figure(an_image('Nel corpo').pk)}"))
    page.fill("#id_headline", "Verdi-Lecce: si può fare?")
    choose(page, "people", "verdi", "Mario Verdi")
    choose(page, "clubs", "lecce", "Lecce")
    choose(page, "rumours", "verdi", "Verdi → Lecce")
    choose(page, "lead_image", "testa", "In testa")
    hour_ago = timezone.localtime() - timedelta(hours=1)
    page.fill("#id_published_at_0", f"{hour_ago:%d/%m/%Y}")
    page.fill("#id_published_at_1", f"{hour_ago:%H:%M:%S}")
    page.keyboard.press("Alt+KeyA")
    refreshed(page, 1)
    frame = page.frame_locator("#preview iframe")
    expect(frame.locator("h1")).to_have_text("Verdi-Lecce: si può fare?")
    expect(frame.locator(".banner")).to_contain_text("niente è stato salvato")
    shown = page.locator("#preview iframe").evaluate(f"frame => ({BARE})(frame.contentDocument)")
    assert Article.objects.get(headline="Da scrivere")
    page.get_by_role("button", name="Chiudi l'anteprima").click()
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(Article.objects.get(headline__startswith="Verdi-Lecce").get_absolute_url())
    assert page.evaluate(f"({BARE})(document)") == shown
    for told in ("Un altro su Verdi", "La panca di testa", "Mario Verdi", 'class="in-body"', "Quasi fatta"):
        assert told in shown


def test_the_preview_follows_what_is_typed_at_both_widths(open_page):
    page = open_page(1280)
    sign_in(page, an_editor("Caporedattore"))
    form_of(page, a_draft("Prima"))
    page.get_by_role("button", name="Anteprima").click()
    refreshed(page, 1)
    iframe, frame = page.locator("#preview iframe"), page.frame_locator("#preview iframe")
    assert iframe.evaluate("frame => frame.contentWindow.innerWidth") == 360
    page.get_by_role("button", name="Computer").click()
    expect(page.get_by_role("button", name="Computer")).to_have_attribute("aria-pressed", "true")
    assert iframe.evaluate("frame => frame.contentWindow.innerWidth") == 1280
    page.fill("#id_headline", "Dopo")
    page.locator(".ProseMirror[contenteditable=true]").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" E una coda.")
    expect(frame.locator("h1")).to_have_text("Dopo")
    expect(frame.locator(".body")).to_contain_text("E una coda.")
    page.fill("#id_headline", "")
    expect(frame.locator(".banner")).to_contain_text("Manca ancora")
    # What is shown opens nowhere inside the form, and runs no script.
    with page.context.expect_page() as opened:
        frame.locator(".kicker a").click()
    assert "/sezioni/" in opened.value.url
    assert iframe.get_attribute("sandbox") == "allow-same-origin"
    page.locator("#preview button").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#preview")).to_be_hidden()
    assert page.evaluate("document.activeElement.name") == "_preview"


def test_an_older_preview_never_replaces_a_newer_one(open_page):
    page = open_page(1280)
    sign_in(page, an_editor("Caporedattore"))
    form_of(page, a_draft("Prima"))
    waiting = []

    def hold_the_first(route):
        if waiting:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/preview/", hold_the_first)
    page.keyboard.press("Alt+KeyA")
    expect(page.locator("#preview")).to_be_visible()
    page.fill("#id_headline", "La più nuova")
    frame = page.frame_locator("#preview iframe")
    expect(frame.locator("h1")).to_have_text("La più nuova")
    waiting[0].fulfill(body="<h1>La più vecchia</h1>", content_type="text/html")
    page.wait_for_timeout(500)
    expect(frame.locator("h1")).to_have_text("La più nuova")


def test_a_preview_that_fails_says_why_and_keeps_what_was_typed(open_page):
    page = open_page(1280)
    sign_in(page, an_editor("Caporedattore"))
    form_of(page, a_draft())
    page.fill("#id_headline", "Scritto prima di uscire")
    page.context.clear_cookies()
    page.keyboard.press("Alt+KeyA")
    expect(page.locator("#preview [role=status]")).to_contain_text("la sessione è scaduta")
    assert page.input_value("#id_headline") == "Scritto prima di uscire"


def test_without_script_the_preview_opens_in_a_tab(browser, live_server, settings):
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = ["*"], [live_server.url]
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    sign_in(page, an_editor("Caporedattore"))
    form_of(page, a_draft("Prima"))
    page.fill("#id_headline", "Scritto senza script")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Anteprima").click()
    expect(opened.value.locator("h1")).to_have_text("Scritto senza script")
    assert Article.objects.get().headline == "Prima"
    context.close()


@WIDTHS
@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_is_dropped_or_pasted_into_the_form(open_page, width, kind):
    page = open_page(width)
    sign_in(page, an_editor("Caporedattore"))
    form_of(page, a_draft())
    # Telephones call it so, and it says nothing.
    name = "image.jpg" if kind == "paste" else "panca-vuota.jpg"
    hand_over(page, kind, "#id_headline" if kind == "paste" else "#picture", name)
    dialog = page.get_by_role("dialog", name="Nuova immagine")
    expect(dialog).to_be_visible()
    no_sideways_scroll(page)
    assert dialog.locator("#picture_title").input_value() == ("" if kind == "paste" else "panca-vuota")
    expect(dialog.locator(".focal-crops figure")).to_have_count(4)
    dialog.locator("#picture_title").fill("Una panca")
    dialog.locator("#picture_alt").fill("Una panca vuota")
    dialog.locator("#picture_credit").fill("ANSA")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".use-stage img")).to_be_visible()
    expect(page.locator("#picture [role=status]")).to_have_text("Caricata e scelta: Una panca")
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    image = Image.objects.get()
    assert (Article.objects.get().lead_image, image.alt, image.credit) == (image, "Una panca vuota", "ANSA")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_handed_to_the_body_becomes_a_figure_of_it(open_page, kind):
    page = open_page(1280)
    sign_in(page, an_editor("Caporedattore"))
    draft = a_draft(body="<p>Prima.</p><p>Dopo.</p>")
    form_of(page, draft)
    body = ".ProseMirror[contenteditable=true]"
    page.locator(f"{body} > p").first.click()
    hand_over(page, kind, f"{body} > p")
    page.get_by_role("dialog").locator("#picture_title").fill("Nel corpo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(f"{body} figure img")).to_be_visible()
    assert page.evaluate("document.querySelector('#id_lead_image').value") == ""
    page.keyboard.type("La didascalia.")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist li").first).to_be_visible()
    draft.refresh_from_db()
    told = figure(Image.objects.get().pk, "La didascalia.")
    assert draft.body == f"<p>Prima.</p>{told}<p>Dopo.</p>"


def test_what_is_no_picture_is_refused_in_words_and_the_rest_stays(open_page):
    page = open_page(1280)
    sign_in(page, an_editor("Caporedattore"))
    form_of(page, a_draft())
    hand_over(page, "drop", "#picture", "foto.jpg", b"<svg onload=alert(1)>")
    dialog = page.get_by_role("dialog")
    dialog.locator("#picture_alt").fill("Una panca vuota")
    page.keyboard.press("Enter")
    expect(dialog.locator("[data-name=file] .errorlist")).to_contain_text("non è un'immagine JPEG, PNG o WebP")
    assert dialog.locator("#picture_alt").input_value() == "Una panca vuota"
    page.context.clear_cookies()
    dialog.get_by_role("button", name="Carica e usa").click()
    expect(dialog.get_by_role("alert")).to_contain_text("la sessione è scaduta")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert not Image.objects.exists()


def test_the_focal_point_is_moved_by_keyboard_and_the_crops_follow(open_page):
    """Row 21 of the newsroom's complaints: what is seen in the form is what the server cuts."""
    image = an_image("Due metà", file=halves((1000, 400)))
    page = open_page(1280)
    sign_in(page, an_editor("Caporedattore"))
    page.goto(f"/admin/newsroom/image/{image.pk}/change/")
    mark, square = page.locator(".focal-mark"), page.locator("[data-ratio='1200 / 1200'] img")
    expect(square).to_have_css("object-position", "50% 50%")
    mark.focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(mark).to_have_attribute(
        "aria-label", "Punto focale: 15 per cento da sinistra, 49 per cento dall'alto. Le frecce lo spostano."
    )
    expect(square).to_have_css("object-position", "0% 50%")
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    image.refresh_from_db()
    assert image.focal_point == "0.150x0.490"
    with image.file.storage.open(image.file.small.removeprefix("/media/")) as file:
        red, _green, blue = Picture.open(file).convert("RGB").getpixel((230, 120))
    assert red > 200 > 50 > blue
    # By pointer: on the right edge, and the crop with it.
    box = page.locator(".focal-stage").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    expect(square).to_have_css("object-position", "100% 50%")


@WIDTHS
def test_each_format_is_cropped_by_a_click_and_the_four_are_seen(open_page, width):
    """Row 21 of the newsroom's complaints: a crop for each format of this use, seen live, as the server cuts it."""
    image, other = an_image("Due metà", alt="Due metà", file=halves((2000, 500))), an_image("Un'altra")
    page = open_page(width)
    sign_in(page, an_editor("Caporedattore"))
    draft = a_draft(lead_image=image)
    form_of(page, draft)
    crops = page.locator(".use-crop")
    expect(crops).to_have_count(4)
    seen = [crops.nth(number).locator("img") for number in range(4)]
    for one in seen:
        expect(one).to_have_css("object-position", "50% 50%")
    square = crops.nth(2)
    square.locator(".use-choose").click()
    box = page.locator(".use-stage").bounding_box()
    page.mouse.click(box["x"] + 3, box["y"] + box["height"] / 2)
    expect(seen[2]).to_have_css("object-position", "0% 50%")
    for number in (0, 1, 3):
        expect(seen[number]).to_have_css("object-position", "50% 50%")
    # The last one by keyboard, to the right edge.
    crops.nth(3).locator(".use-choose").press("Enter")
    mark = page.locator(".use-stage .focal-mark")
    mark.focus()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    expect(seen[3]).to_have_css("object-position", "100% 50%")
    no_sideways_scroll(page)
    page.fill("[name=lead_use_alt]", "In questa")
    # Another picture takes nothing over, and whoever comes back finds it.
    choose(page, "lead_image", "altra", "Un'altra")
    expect(page.locator("[name=lead_use_alt]")).to_have_attribute("placeholder", other.alt)
    assert page.input_value("[name=lead_use_alt]") == page.input_value("[name=lead_use_1_1]") == ""
    choose(page, "lead_image", "metà", "Due metà")
    expect(page.locator("[name=lead_use_alt]")).to_have_value("In questa")
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    draft.refresh_from_db()
    assert draft.lead_use.keys() == {"image", "alt", "1:1", "social"}
    for crop, told in (("1:1", "red"), ("social", "blue")):
        with image.file.storage.open(draft.rendition(crop).url.split("/media/")[1]) as file:
            cut = Picture.open(file).convert("RGB")
        red, _green, blue = cut.getpixel((cut.width // 2, cut.height // 2))
        assert ("red" if red > blue else "blue") == told
    expect(crops.nth(2).locator(".use-reset")).to_be_visible()
    expect(crops.nth(0).locator(".use-reset")).to_be_hidden()
    square.locator(".use-reset").click()
    expect(seen[2]).to_have_css("object-position", "50% 50%")
    with page.expect_navigation():
        page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    draft.refresh_from_db()
    assert draft.lead_use.keys() == {"image", "alt", "social"}


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_preview_and_the_pictures_are_accessible(open_page, width, scheme):
    image = an_image()
    page = open_page(width)
    page.emulate_media(color_scheme=scheme)
    sign_in(page, an_editor("Caporedattore"))
    draft = a_draft(lead_image=image)
    page.goto(f"/admin/newsroom/article/{draft.pk}/share/")
    page.get_by_role("button", name="Crea un link").click()
    expect(page.locator("#link")).to_be_visible()
    accessible(page)
    page.goto(f"/admin/newsroom/image/{image.pk}/change/")
    no_sideways_scroll(page)
    for part in (".field-focal_point", ".field-used_in"):
        accessible(page, part)
    form_of(page, draft)
    no_sideways_scroll(page)
    accessible(page, "#picture")
    page.locator(".use-choose").first.click()
    accessible(page, ".lead-use")
    page.get_by_role("button", name="Carica un'immagine…").click()
    accessible(page, "#picture-dialog")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+KeyA")
    refreshed(page, 1)
    accessible(page, "#preview")
