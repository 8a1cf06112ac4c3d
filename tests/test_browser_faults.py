"""The database stops while somebody writes, and comes back: in a real browser no word is lost (docs/faults.md)."""

import json

import pytest
from playwright.sync_api import expect

from tests.faults import OwnPostgres, Readers, needs_postgres
from tests.test_browser import FLAGS, browser
from tests.test_browser import pytestmark as in_a_browser
from tests.test_browser_saving import is_kept

__all__ = ["FLAGS", "browser"]
pytestmark = [*in_a_browser, needs_postgres]
TYPED = """
import django, json; django.setup()
from newsroom.models import Typed
print(json.dumps([typed.data["headline"] for typed in Typed.objects.unsaved()]))
"""


@pytest.fixture
def site():
    with OwnPostgres() as database, Readers(url=database.url, SERVES_STATIC="1") as site:
        site.postgres = database
        site.begin()
        yield site


def the_form(browser, site):
    address = f"http://127.0.0.1:{site.port}"
    context = browser.new_context(base_url=address, locale="it-IT")
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in site.editor.cookies.items()])
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(site.form_at)
    return page


def test_what_is_typed_stays_in_the_browser_and_goes_when_the_database_is_back(browser, site):
    page = the_form(browser, site)
    page.fill("#id_headline", "Scritto prima")
    is_kept(page)
    site.postgres.stop()
    page.fill("#id_headline", "Scritto durante il guasto")
    expect(page.locator("#typing .kept")).to_contain_text("resta in questo browser", timeout=60_000)
    assert "durante il guasto" in page.evaluate("Object.values(localStorage).join()")
    page.keyboard.press("Control+KeyS")
    expect(page.get_by_text("Niente di quel che hai scritto è perso")).to_be_visible(timeout=60_000)
    page.go_back()
    site.postgres.start()
    page.goto(site.form_at)
    expect(page.locator(".offer")).to_contain_text("Riprendi quello che stavi scrivendo", timeout=60_000)
    assert json.loads(site.run(TYPED)) == [["Scritto durante il guasto"]]
    page.get_by_role("link", name="Riprendi").click()
    expect(page.locator("#id_headline")).to_have_value("Scritto durante il guasto")
    # The field has its value before the scripts that know the keys have run.
    page.wait_for_load_state()
    page.keyboard.press("Control+KeyS")
    expect(page.locator(".messagelist .success")).to_be_visible(timeout=60_000)
    assert site.is_everywhere("Scritto durante il guasto")
    page.context.close()
