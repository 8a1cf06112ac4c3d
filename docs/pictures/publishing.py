"""Bringing a story out, at its hour, and changing what is out; and what everybody finds on their first page then."""

from datetime import date, timedelta

from pictures.camera import at_form, at_story, choose, keep, save
from pictures.together import DRAFT


def a_change_that_waits(camera):
    page = camera.open("direttore", height=1000)
    story = at_story(page, "dieci+siti")
    at_form(page, story.split("change/")[0] + "pending/")
    page.fill("#id_headline", "Dieci siti, una fonte: come si conta davvero")
    page.keyboard.press("Alt+KeyA")
    page.wait_for_selector("#preview[data-turn='1']")
    keep(page, "modifica-in-attesa")
    page.locator(".preview-bar [value=close]").click()
    page.fill("#id_publish_at_0", f"{date.today() + timedelta(days=1):%d/%m/%Y}")
    page.fill("#id_publish_at_1", "09:00")
    keep(page, "modifica-quando", "fieldset:has(.field-sort)")
    save(page, "_keep")


def an_hour_that_is_not(camera):
    page = camera.open("caporedattore", height=900)
    at_story(page, DRAFT)
    page.fill("#id_published_at_0", f"{last_sunday_of_march():%d/%m/%Y}")
    page.fill("#id_published_at_1", "02:30")
    save(page)
    keep(page, "ora-inesistente", "fieldset:has(.field-published_at)", height=330)


def last_sunday_of_march():
    """Of the next one to come: the night on which half past two is skipped."""
    year = date.today().year
    years = [date(one, 3, 31) for one in (year, year + 1)]
    sundays = [day - timedelta(days=(day.weekday() + 1) % 7) for day in years]
    return next(day for day in sundays if day > date.today())


def the_closing_of_the_market(camera):
    page = camera.open("caporedattore", height=900)
    year = date.today().year + (date.today() > date(date.today().year, 2, 1))
    page.goto("/admin/football/transferwindow/add/")
    for name, value in {
        "country": "Italia",
        "name": f"gennaio {year}",
        "closes_on": f"01/02/{year}",
        "closing_hour": "20:00",
    }.items():
        page.fill(f"#id_{name}", value)
    # On a second run it is there, and the form says so.
    save(page, "_save")
    at_story(page, DRAFT)
    page.locator("#id_at_closing").select_option(index=1)
    keep(page, "chiusura-mercato", "fieldset:has(.field-published_at)", height=330)


def a_correction_that_is_asked_for(camera):
    page = camera.open("direttore", height=720)
    page.goto("/admin/newsroom/correctionrequest/add/")
    choose(page, "article", "dieci siti", "Dieci siti")
    page.fill("#id_asked_by", "Ufficio stampa del club")
    page.fill("#id_text", "La riunione di cui si legge nell'articolo non si è mai tenuta.")
    keep(page, "richiesta-rettifica")
    save(page, "_save")


def withdrawing(camera):
    page = camera.open("direttore", height=560)
    at_story(page, "dieci+siti")
    page.click("a.withdraw")
    keep(page, "ritiro")


def the_week(camera):
    page = camera.open("caporedattore", height=860)
    page.goto("/admin/newsroom/article/calendar/")
    keep(page, "settimana")


def first_pages(camera):
    for login in ("redattore", "caporedattore", "direttore"):
        page = camera.open(login, height=620)
        keep(page, f"oggi-{login}")


SCENES = [
    a_change_that_waits,
    an_hour_that_is_not,
    the_closing_of_the_market,
    a_correction_that_is_asked_for,
    withdrawing,
    the_week,
    first_pages,
]
