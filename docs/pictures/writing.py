"""Writing a story: its form, the text and what stands in it, the picture, what is looked at before it goes out."""

from pictures.camera import accept, at_form, at_story, choose, keep, save, write

BOTH = ("bregas", "Milan")
ADD = "/admin/newsroom/article/add/"
OUT = {
    "headline": "Milan, per la panchina si guarda a Fabregas",
    "standfirst": "Un nome nuovo nella lista per giugno. Per ora è un sondaggio, e nessun passo ufficiale.",
}
NEW = {
    "headline": "Fabregas e il Milan: che cosa sappiamo",
    "standfirst": "Chi ne ha parlato per primo, chi lo ha ripreso e che cosa manca.",
}
PLAYER = {
    "headline": "Vlahović e il Milan, una voce che torna",
    "standfirst": "Che cosa si è detto, chi lo ha detto per primo e che cosa manca.",
}


def new_story(page, words, text, *proposals):
    at_form(page, ADD)
    for name, value in words.items():
        page.fill(f"#id_{name}", value)
    write(page, text)
    choose(page, "section", "panchine", "Panchine")
    accept(page, *proposals)


def the_form(camera):
    page = camera.open("direttore", height=1060)
    at_story(page, "dieci+siti")
    keep(page, "articolo")
    keep(page, "ritagli", "fieldset:has(.field-lead_use)")


def in_a_stadium(camera):
    page = camera.open("redattore", width=360, height=900, scheme="dark")
    at_story(page, "panchine+che+ballano")
    keep(page, "scheda-telefono")


def the_tools(camera):
    page = camera.open("redattore", height=860)
    new_story(page, PLAYER, "Il nome torna a ogni sessione, e le fonti che contano sono due.", "Vlahović", "Milan")
    write(page, "", new_line=True)
    page.locator(".prose-menubar__button[title='Scheda della voce']").click()
    page.keyboard.type("vlahovic")
    page.wait_for_timeout(900)
    keep(page, "scegli-voce")
    page.locator("dialog[open] .choices button", has_text="Milan").first.click()
    page.keyboard.type("L'etichetta la mette il sito, e cambia da sola.")
    page.wait_for_timeout(900)
    keep(page, "scheda-nel-testo", ".field-body")
    save(page)


def quotes(camera):
    page = camera.open("redattore", height=760)
    new_story(page, NEW, 'Il tecnico resta "fino a giugno". Perche\' cambiare?')
    page.keyboard.press("Control+KeyS")
    page.wait_for_selector("dialog.typesetting[open]")
    keep(page, "virgolette", "dialog.typesetting")
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def the_checklist(camera):
    page = camera.open("direttore", height=900)
    new_story(page, NEW, "Cesc Fabregas al Milan? Scommetti ora con noi.", *BOTH)
    page.locator("#checklist .blocking").first.wait_for()
    page.locator("#checklist").scroll_into_view_if_needed()
    keep(page, "controlli", "#checklist")
    save(page)


def the_same_story(camera):
    """The first is out; whoever writes a second on the same man and club is told."""
    page = camera.open("direttore", height=900)
    new_story(page, OUT, "Il club ha chiesto informazioni. Una proposta non c'è.", *BOTH)
    save(page, "_publish")
    new_story(page, NEW, "Chi ha parlato per primo di Cesc Fabregas al Milan, e chi lo ha ripreso.", *BOTH)
    page.locator("#checklist [data-key=same-story]").wait_for()
    keep(page, "stessa-notizia", "#checklist")
    save(page)


def preview(camera):
    page = camera.open("redattore", height=1000)
    story = at_story(page, "panchine+che+ballano")
    page.keyboard.press("Alt+KeyA")
    page.wait_for_selector("#preview[data-turn='1']")
    keep(page, "anteprima")
    page.goto(story.replace("/change/", "/share/"))
    page.set_viewport_size({"width": 1280, "height": 560})
    page.locator(".submit-row [type=submit]").first.click()
    keep(page, "collegamento")


SCENES = [the_form, in_a_stadium, preview, the_tools, quotes, the_checklist, the_same_story]
