"""The browser that takes the pictures: at the width of a desk or of a telephone, as whoever of the demonstration."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

IMAGES = Path(__file__).parents[1] / "images"
PASSWORD = "panchina-demo"  # noqa: S105 — as the page of the demonstration says to everybody
EDITOR = ".ProseMirror[contenteditable=true]"
RUMOUR = "/voci/ancelotti-lascia-il-real-madrid-entro-fine-2024/"
#: Readers and editors never see the developer's toolbar.
WITHOUT_TOOLBAR = 'addEventListener("DOMContentLoaded", () => document.querySelector("#djDebugRoot")?.remove())'
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=it-IT",
]


def open_page(browser, base, width, height, scheme):
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale="it-IT",
        timezone_id="Europe/Rome",
    )
    context.set_default_timeout(10_000)
    context.add_init_script(WITHOUT_TOOLBAR)
    return context.new_page()


@dataclass(frozen=True)
class Camera:
    browser: Browser
    base: str

    def open(self, login=None, *, width=1280, height=900, scheme="light"):
        page = open_page(self.browser, self.base, width, height, scheme)
        page.on("dialog", lambda dialog: dialog.accept())
        if login:
            sign_in(page, login)
        return page


def sign_in(page, login):
    page.goto("/admin/login/?next=/admin/")
    page.fill("#id_username", login)
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    page.wait_for_url("**/admin/")


def keep(page, name, part=None, *, above=0, height=None):
    """Keep the page as it is seen, or a part of it: a selector, with `above` pixels of what stands over it and no more
    than `height`."""
    page.wait_for_timeout(400)
    taken = page.screenshot(**({"full_page": True, "clip": _clip(page, part, above, height)} if part else {}))
    path = IMAGES / f"{name}.webp"
    Image.open(io.BytesIO(taken)).convert("RGB").save(path, quality=60, method=6)
    print(f"docs/images/{path.name} {path.stat().st_size // 1024} kB")


def _clip(page, part, above, height):
    box = page.locator(part).first.bounding_box()
    top = box["y"] + page.evaluate("scrollY") - above
    return {"x": box["x"], "y": top, "width": box["width"], "height": min(box["height"] + above, height or 4000)}


# What an editor does in the form of a story


def at_form(page, address):
    page.goto(address)
    page.wait_for_selector(EDITOR)


def at_story(page, words):
    """Open the form of the story that the list finds by these words."""
    page.goto(f"/admin/newsroom/article/?q={words}")
    page.click("#result_list tbody th a")
    page.wait_for_selector(EDITOR)
    return page.url


def write(page, text, *, new_line=False):
    """At the end of the text, where the editor of the body knows with the next frame that the cursor is."""
    page.locator(f"{EDITOR} > :last-child").click()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(150)
    if new_line:
        page.keyboard.press("Enter")
    page.keyboard.type(text)


def choose(page, field, typed, name):
    box = page.locator(f".field-{field} .select2-selection").first
    box.scroll_into_view_if_needed()
    box.click()
    page.locator(".select2-search__field:visible").last.fill(typed)
    page.locator(".select2-results__option", has_text=name).first.click()


def accept(page, *proposals):
    """Take proposed tags, as they are called in the list under the tags."""
    for name in proposals:
        page.locator("#proposals button[name=_accept]", has_text=name).first.press("Enter")
        page.locator(".select2-selection__choice", has_text=name).first.wait_for()


def kept(page):
    """Wait until the site has what was typed."""
    page.locator("#typing .kept:not(:empty)").wait_for()


def save(page, button="_continue"):
    """By key, for what was just typed may still move the page."""
    with page.expect_navigation():
        page.locator(f"[name={button}]").last.press("Enter")
    page.wait_for_load_state("networkidle")
