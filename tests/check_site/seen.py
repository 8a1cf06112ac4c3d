"""What a browser sees of a page: axe's violations, what does not fit, what was refused, kept or asked of others."""

from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.check_site.server import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCHEMES, WIDTHS = ("light", "dark"), (360, 1280)
AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
OVERFLOWS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
KEPT = "document.cookie.length + localStorage.length + sessionStorage.length"
#: Text twice as large, as a reader's own setting makes it.
TWICE = "document.documentElement.style.setProperty('font-size', '200%')"


def look(base, pages, axe):
    """Return {page's name: [what is wrong]} for pages by name; `axe` is its source."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        found = {name: [] for name in pages}
        for width in WIDTHS:
            for scheme in SCHEMES:
                for name, troubles in _at(browser, base, pages, axe, width, scheme):
                    found[name] += [f"{width} {scheme}: {trouble}" for trouble in troubles]
        for name, path in pages.items():
            found[name] += _without_scripts(browser, base, path)
        browser.close()
    return found


def _at(browser, base, pages, axe, width, scheme):
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": 900}, color_scheme=scheme, locale="it-IT"
    )
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on(
        "request", lambda request: said.append(f"asked of others: {request.url}") if _foreign(request, base) else None
    )
    for name, path in pages.items():
        said.clear()
        status = page.goto(path).status
        # The browser's own line on a page that is not there is no complaint.
        troubles = [line for line in said if status == 200 or "Failed to load resource" not in line]
        page.evaluate(axe)
        troubles += [_in_words(violation) for violation in page.evaluate(AXE)]
        troubles += [f"scrolls sideways by {over}px"] if (over := page.evaluate(OVERFLOWS)) > 0 else []
        troubles += ["keeps something with the reader"] if page.evaluate(KEPT) or context.cookies() else []
        page.evaluate(TWICE)
        troubles += [f"at 200% scrolls sideways by {over}px"] if (over := page.evaluate(OVERFLOWS)) > 0 else []
        yield name, troubles
    context.close()


def _without_scripts(browser, base, path):
    """A page tells the same with JavaScript off."""
    texts = []
    for enabled in (True, False):
        context = browser.new_context(base_url=base, java_script_enabled=enabled, locale="it-IT")
        page = context.new_page()
        page.goto(path)
        texts.append(page.locator("body").inner_text())
        context.close()
    return [] if texts[0] == texts[1] else ["tells something else without scripts"]


def _foreign(request, base):
    return urlsplit(request.url).scheme.startswith("http") and not request.url.startswith(base)


def _in_words(violation):
    where = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
    return f"axe {violation['id']}: {where}"
