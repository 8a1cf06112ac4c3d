"""Takes the pictures of README.md and of the editors' manual, from a running demonstration (`make run`):

.venv/bin/python docs/screenshots.py [http://127.0.0.1:8000]
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RUMOUR = "/voci/ancelotti-lascia-il-real-madrid-entro-fine-2024/"
#: name: (address, width, height, colour scheme)
PUBLIC = {
    "prima-pagina": ("/", 1280, 1150, "light"),
    "voce": (RUMOUR, 1280, 1150, "light"),
    "voce-telefono": (RUMOUR, 390, 1100, "dark"),
}
DESK = {
    "redazione": ("/admin/", 1280, 620),
    "elenco-articoli": ("/admin/newsroom/article/", 1280, 760),
    "richiesta-rettifica": ("/admin/newsroom/correctionrequest/add/", 1280, 760),
    "i-miei-accessi": ("/admin/accesses/", 1280, 700),
    "secondo-fattore": ("/admin/second-factor/", 1280, 760),
}


def main(base):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, (path, width, height, scheme) in PUBLIC.items():
            page = open_page(browser, base, width, height, scheme)
            page.goto(path)
            keep(page, name)
        page = open_page(browser, base, 1280, 900, "light")
        sign_in(page)
        for name, (path, width, height) in DESK.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(path)
            keep(page, name)
        the_forms(page)
        browser.close()


def open_page(browser, base, width, height, scheme):
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale="it-IT",
        timezone_id="Europe/Rome",
    )
    return context.new_page()


def sign_in(page):
    page.goto("/admin/")
    keep(page, "accesso")
    page.fill("#id_username", "direttore")
    page.fill("#id_password", "panchina-demo")
    page.click("input[type=submit]")


def the_forms(page):
    page.set_viewport_size({"width": 1280, "height": 1250})
    page.goto("/admin/newsroom/article/?q=dieci+siti")
    page.click("#result_list tbody th a")
    page.wait_for_selector(".ProseMirror[contenteditable]")
    keep(page, "articolo")
    keep(page, "ritagli", page.locator("fieldset:has(.field-lead_use)"))
    story = page.url
    page.goto(story.replace("/change/", "/pending/"))
    page.wait_for_selector(".ProseMirror[contenteditable]")
    page.fill("#id_headline", "Dieci siti, una fonte: come si conta davvero")
    page.keyboard.press("Alt+KeyA")
    page.wait_for_selector("#preview[data-turn='1']")
    keep(page, "modifica-in-attesa")
    page.goto(story)
    page.click("a.withdraw")
    page.set_viewport_size({"width": 1280, "height": 560})
    keep(page, "ritiro")
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto("/admin/rumours/rumour/?q=ancelotti+entro+fine")
    page.click("#result_list tbody th a")
    keep(page, "voce-scheda")
    page.locator("#reports-group").scroll_into_view_if_needed()
    keep(page, "segnalazione", page.locator("#reports-0"))


def keep(page, name, part=None):
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO((part or page).screenshot()))
    picture.convert("RGB").save(IMAGES / f"{name}.webp", quality=72, method=6)
    print(f"docs/images/{name}.webp")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
