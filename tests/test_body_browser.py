"""The body's editor in a real browser: cards chosen by keyboard, a paste from Word, the checklist, and no trap."""
# ruff: noqa: E501, F811 — HTML reads best in a line; the fixtures of the browser are shared

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from newsroom.models import Article
from newsroom.models.prose import clean_body
from tests.builders import a_club, a_coach, a_report, a_rumour, an_article, an_editor, an_image
from tests.clipboard import GOOGLE, GOOGLE_PLAIN, HARD, WORD, WORD_PLAIN
from tests.test_browser import WIDTHS, browser, no_sideways_scroll, open_page, sign_in
from tests.test_browser import pytestmark as in_a_browser

__all__ = ["browser", "open_page"]
pytestmark = in_a_browser
EDITOR = ".ProseMirror[contenteditable=true]"
PASTE = """(editor, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def form_of(open_page):
    """Return a function that opens the form of a draft, signed in."""

    def open_form(article, *, width=1280, role="Caporedattore"):
        page = open_page(width)
        sign_in(page, an_editor(role))
        page.goto(f"/admin/newsroom/article/{article.pk}/change/")
        expect(page.locator(EDITOR)).to_be_visible()
        return page

    return open_form


def a_draft(headline="Verdi verso il Lecce", **fields):
    return an_article(headline, published_days_ago=None, **{"body": "<p>Prima riga.</p>"} | fields)


def save(page):
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist li").first).to_be_visible()


def stored(article):
    return Article.objects.get(pk=article.pk)


def at_the_end(page):
    page.locator(f"{EDITOR} > :last-child").click()
    # The editor hears of where the cursor went a moment later: on a busy machine the first one goes astray.
    for _ in range(2):
        page.keyboard.press("End")
        page.wait_for_timeout(150)


@WIDTHS
def test_cards_are_chosen_from_lists_by_keyboard_alone(form_of, width):
    rumour = a_rumour("Verdi → Lecce")
    a_report(rumour, stage="talks")
    other, article = an_article("Lecce, la panchina che balla"), a_draft()
    page = form_of(article, width=width)
    at_the_end(page)
    page.locator(".prose-menubar__button[title='Scheda della voce']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Scheda della voce")).to_be_visible()
    page.keyboard.type("verdi")
    expect(page.locator("dialog[open] .choices button")).to_have_count(1)
    expect(page.locator("dialog[open] [role=status]")).to_have_text("Risultati: 1")
    no_sideways_scroll(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    rumour.refresh_from_db()
    expect(page.locator(f"{EDITOR} .embed-rumour")).to_contain_text(rumour.label_in_words)
    page.keyboard.type("Seconda riga.")
    page.locator(".prose-menubar__button[title='Leggi anche']").click()
    page.locator("dialog[open] .choices button", has_text="che balla").click()
    page.keyboard.type("Terza riga.")
    save(page)
    assert stored(article).body == (
        f'<p>Prima riga.</p><div data-rumour="{rumour.pk}"></div><p>Seconda riga.</p>'
        f'<div data-article="{other.pk}"></div><p>Terza riga.</p>'
    )
    expect(page.locator(f"{EDITOR} .embed-article")).to_contain_text("Lecce, la panchina che balla")
    no_sideways_scroll(page)


def test_a_list_is_left_without_choosing(form_of):
    a_rumour("Verdi → Lecce")
    article = a_draft()
    page = form_of(article)
    at_the_end(page)
    page.locator(".prose-menubar__button[title='Scheda della voce']").click()
    expect(page.locator("dialog[open] .choices button")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(EDITOR)).to_be_focused()
    page.keyboard.type(" E poi.")
    save(page)
    assert stored(article).body == "<p>Prima riga. E poi.</p>"


def test_a_quote_has_its_source_and_a_card_can_be_deleted(form_of):
    rumour = a_rumour("Verdi → Lecce")
    article = a_draft(body=f'<p>Prima riga.</p><div data-rumour="{rumour.pk}"></div><p>Fine.</p>')
    page = form_of(article)
    page.locator(f"{EDITOR} .embed-rumour").click()
    page.keyboard.press("Delete")
    at_the_end(page)
    page.keyboard.press("Enter")
    page.locator(".prose-menubar__button[data-name='blockquote']").click()
    page.keyboard.type("Resto qui.")
    page.locator(".prose-menubar__button[title='Fonte della citazione']").click()
    page.keyboard.type("Aldo Verdi")
    page.keyboard.press("Enter")
    page.keyboard.type("Dopo.")
    save(page)
    quote = "<blockquote><p>Resto qui.</p><cite>Aldo Verdi</cite></blockquote>"
    assert stored(article).body == f"<p>Prima riga.</p><p>Fine.</p>{quote}<p>Dopo.</p>"


def test_figures_are_chosen_and_captioned(form_of):
    image, article = an_image("La panchina del Via del mare"), a_draft()
    page = form_of(article)
    at_the_end(page)
    page.locator(".prose-menubar__button[title='Foto con didascalia']").click()
    page.locator("dialog[open] .choices button").first.click()
    page.keyboard.type("La panchina, ieri.")
    page.keyboard.press("Enter")
    page.keyboard.type("Dopo.")
    page.locator(f"{EDITOR} figure input").fill('Vuota, "ieri"')
    page.keyboard.press("Enter")
    page.keyboard.type(" sera")
    save(page)
    figure = f'<figure data-image="{image.pk}" data-alt="Vuota, &quot;ieri&quot; sera"><figcaption>La panchina, ieri.</figcaption></figure>'
    assert stored(article).body == f"<p>Prima riga.</p>{figure}<p>Dopo.</p>"
    expect(page.locator(f"{EDITOR} figure img")).to_be_visible()


@pytest.mark.parametrize(("pasted", "plain"), [(WORD, WORD_PLAIN), (GOOGLE, GOOGLE_PLAIN)], ids=["word", "google"])
def test_a_paste_comes_out_clean_and_as_the_server_cleans_it(form_of, pasted, plain):
    article = a_draft(body="")
    page = form_of(article)
    page.locator(EDITOR).focus()
    page.locator(EDITOR).evaluate(PASTE, pasted)
    save(page)
    # An empty line after a table, on which to write on, is the editor's.
    assert stored(article).body == plain == clean_body(pasted)


def test_both_cleanings_agree_beyond_the_fixtures(form_of):
    """The rules in JavaScript and in Python, on the same pieces."""
    pieces = [
        '<p style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">a)</span>x</p>',
        "<div>uno</div><div><br></div><div>due</div>",
        '<h5><b>x</b></h5><p class="MsoTitle">t</p>',
        '<span style="font-weight:bold"><i>Tutto</i></span> il <b style="font-weight:normal">resto</b>',
        '<p><a href="#_Toc1"><span>y</span></a> <a href="https://www.google.com/url?q=https://a.it/&amp;sa=D">z</a></p>',
        '<p style="display:none">nascosto</p><ul><li>uno</li><ul><li>due</li></ul></ul>',
        '<p><b>Al</b><b>legri</b></p><p>&nbsp;</p><blockquote class="x">a<cite>b</cite></blockquote>',
    ]
    pieces += [pasted for pasted, _plain in HARD.values()]
    page = form_of(a_draft())
    made = page.evaluate(
        'async (all) => { const { madePlain } = await import("/static/desk/paste.js"); return all.map(madePlain); }',
        pieces,
    )
    assert [clean_body(one) for one in made] == [clean_body(f"{one}<!-- -->") for one in pieces]


def test_tab_leaves_the_text_and_a_list_after_escape(form_of):
    article = a_draft(body="<p>Riga.</p><ul><li><p>uno</p></li><li><p>due</p></li></ul>")
    page = form_of(article)
    page.locator(f"{EDITOR} > p").click()
    page.keyboard.press("Tab")
    expect(page.locator(EDITOR)).not_to_be_focused()
    page.locator(f"{EDITOR} li").last.click()
    # The editor hears a moment later where the caret went: no hand is as fast.
    page.wait_for_timeout(150)
    page.keyboard.press("Tab")
    expect(page.locator(EDITOR)).to_be_focused()
    expect(page.locator(f"{EDITOR} li li")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(EDITOR)).not_to_be_focused()
    assert page.locator(EDITOR).get_attribute("aria-label") == "Testo dell'articolo"


def test_every_button_of_the_editor_is_reached_and_told(form_of):
    page = form_of(a_draft())
    told = page.evaluate(
        """() => [...document.querySelectorAll(".prose-menubar button:not(.hidden)")].map(
             (b) => [b.tabIndex, b.getAttribute("aria-label"), b.getAttribute("aria-pressed")])"""
    )
    assert len(told) >= 14
    assert all(index == 0 and name and pressed in {"true", "false"} for index, name, pressed in told), told


@WIDTHS
def test_alt_and_arrows_go_from_field_to_field(form_of, width):
    page = form_of(a_draft(), width=width)
    page.locator("#id_kicker").focus()
    visited = []
    for _ in range(30):
        page.keyboard.press("Alt+ArrowDown")
        row = page.evaluate("document.activeElement.closest('.form-row')?.className.match(/field-(\\w+)/)?.[1]")
        visited.append(row)
    fields = [
        "headline",
        "standfirst",
        "body",
        "section",
        "authors",
        "ai_use",
        "lead_image",
        "people",
        "clubs",
        "rumours",
    ]
    assert [name for name in dict.fromkeys(visited) if name in fields] == [name for name in fields if name in visited]
    assert {"headline", "standfirst", "body", "section", "clubs", "published_at"} <= {*visited}
    page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate("document.activeElement.closest('.form-row') !== null")


def test_control_enter_publishes_after_asking(form_of, live_server):
    article = a_draft(clubs=[a_club()])
    page = form_of(article)
    page.locator("#id_headline").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog", name="Pubblicare adesso?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#id_headline")).to_be_focused()
    assert not stored(article).published_at
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert stored(article).is_published


def test_the_checklist_follows_what_is_typed_and_publishing_what_blocks_is_refused(form_of):
    verdi, lecce = a_coach("Aldo Verdi"), a_club("Lecce")
    an_article("Verdi, primo contatto col Lecce", people=[verdi], clubs=[lecce])
    article = a_draft("Un titolo")
    page = form_of(article)
    box = page.locator("#checklist")
    expect(box.locator("[data-key=tags]")).to_be_visible()
    page.fill("#id_headline", "Aldo Verdi al Lecce, ci siamo")
    expect(box.locator("[data-key=same-story] a")).to_have_text("Aggiorna quella")
    at_the_end(page)
    page.keyboard.type(" Scommetti ora con noi.")
    expect(box.locator(".blocking[data-key=betting]")).to_contain_text("scommetti ora")
    expect(box.locator("[role=status]")).to_contain_text("1 da sistemare")
    expect(page.locator(".field-body .length")).to_have_text("6 parole · 1 minuto di lettura")
    page.locator("input[name=_publish]").click()
    expect(page.locator(".errorlist").first).to_contain_text("invita a scommettere")
    assert not stored(article).published_at
    expect(page.locator(EDITOR)).to_contain_text("Scommetti ora con noi.")


def test_what_typography_would_change_is_shown_and_taken(form_of):
    article = a_draft("Un titolo")
    page = form_of(article)
    page.fill("#id_headline", "E' fatta, perche' no")
    at_the_end(page)
    page.keyboard.type(' Dice "sì"...')
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="Virgolette, apostrofi e accenti")
    expect(dialog.locator("li")).to_have_count(5)
    expect(dialog.locator("li").first).to_have_text("E' diventa È fatta, perche' no")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist li").first).to_be_visible()
    assert (stored(article).headline, stored(article).body) == ("È fatta, perché no", "<p>Prima riga. Dice «sì»…</p>")


def test_what_is_refused_is_saved_as_typed_and_not_asked_twice(form_of):
    article = a_draft("Un titolo")
    page = form_of(article)
    page.fill("#id_headline", "E' fatta")
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Torna al testo").click()
    assert stored(article).headline == "Un titolo"
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Salva com'è").click()
    expect(page.locator(".messagelist li").first).to_be_visible()
    assert stored(article).headline == "E' fatta"
    save(page)


def test_a_save_goes_through_when_the_proposals_cannot_be_had(form_of):
    article = a_draft("Un titolo")
    page = form_of(article)
    page.route("**/review/**", lambda route: route.abort())
    page.fill("#id_headline", "E' fatta")
    save(page)
    assert stored(article).headline == "E' fatta"


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility_of_the_form(form_of, width, scheme):
    rumour, image = a_rumour("Verdi → Lecce"), an_image()
    body = (
        f'<p>E\' qui.</p><div data-rumour="{rumour.pk}"></div><figure data-image="{image.pk}"><figcaption>Ieri.</figcaption></figure>'
        "<blockquote><p>Resto.</p><cite>Verdi</cite></blockquote><table><tbody><tr><td><p>a</p></td></tr></tbody></table>"
        '<p>Ne parla anche <a href="https://www.snai.it/">Snai</a>, oggi.</p>'
    )
    page = form_of(a_draft(body=body), width=width)
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("#checklist .blocking")).to_have_count(1)
    no_sideways_scroll(page)
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
    results = Axe().run(page, options=rules)
    assert results.violations_count == 0, results.generate_report()
    page.locator(".prose-menubar__button[title='Scheda della voce']").click()
    expect(page.locator("dialog[open] .choices button")).to_have_count(1)
    results = Axe().run(page, options=rules)
    assert results.violations_count == 0, results.generate_report()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    expect(page.locator("dialog.typesetting")).to_be_visible()
    results = Axe().run(page, options=rules)
    assert results.violations_count == 0, results.generate_report()
