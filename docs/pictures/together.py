"""What keeps a text safe, two editors on one story, its versions, the notes and the steps, and who finds what."""

from datetime import datetime, timedelta

from pictures.camera import PASSWORD, at_form, at_story, keep, kept, save, write
from pictures.writing import new_story

DRAFT = "panchine+che+ballano"
SUBMITTED = {
    "headline": "Roma, il nome che piace è Italiano",
    "standfirst": "Primi contatti, nessuna proposta: che cosa può succedere da qui a giugno.",
}


def after_a_crash(camera):
    page = camera.open("redattore", height=760)
    story = at_story(page, DRAFT)
    page.fill("#id_headline", "Le panchine che ballano: cinque casi da seguire")
    write(page, "Il caso più delicato è a Roma.", new_line=True)
    kept(page)
    page.context.close()
    page = camera.open("redattore", height=760)
    page.goto(story)
    page.locator(".offer summary").click()
    keep(page, "riprendi")
    page.locator(".offer .resume").click()
    page.wait_for_load_state("networkidle")
    save(page)


def a_session_that_ended(camera):
    page = camera.open("redattore", height=760)
    at_story(page, DRAFT)
    page.context.clear_cookies(name="sessionid")
    write(page, "E poi c'è Firenze.", new_line=True)
    page.wait_for_selector(".sign-in-window")
    page.locator(".sign-in-window input[type=text]").first.fill("redattore")
    page.locator(".sign-in-window input[type=password]").fill(PASSWORD)
    keep(page, "sessione-finita")
    page.locator(".sign-in-window button").click()
    page.wait_for_selector(".sign-in-window", state="detached")
    save(page)


def two_editors(camera):
    livia, tommaso = camera.open("redattore", height=820), camera.open("caporedattore", height=820)
    story = at_story(livia, DRAFT)
    at_form(tommaso, story)
    tommaso.locator("#typing .others:not(:empty)").wait_for()
    keep(tommaso, "in-due", height=420, part="#container")
    now = f"{datetime.now():%H:%M}"
    livia.fill("#id_headline", f"Le panchine che ballano: il punto delle {now}")
    livia.fill("#id_standfirst", "Cinque allenatori in bilico, e chi può sostituirli.")
    save(livia)
    tommaso.fill("#id_headline", "Cinque panchine che ballano, una per una")
    tommaso.fill("#id_kicker", "Serie A")
    save(tommaso)
    tommaso.wait_for_selector("#conflicts")
    keep(tommaso, "due-testi")
    tommaso.locator("input[name=choose_headline][value=mine]").check()
    save(tommaso)


def versions(camera):
    page = camera.open("caporedattore", height=760)
    story = at_story(page, DRAFT)
    page.goto(story.split("change/")[0] + "versions/")
    keep(page, "versioni")
    page.locator(".versions .button").click()
    page.wait_for_load_state()
    keep(page, "confronto", "#container", height=900)


def notes_and_steps(camera):
    livia = camera.open("redattore", height=900)
    new_story(livia, SUBMITTED, "Della panchina della Roma si parla da giorni.", "Roma")
    livia.fill("#id_note", "Manca una seconda fonte: la cerco stasera, intanto guarda il titolo.")
    keep(livia, "passi-redattore", ".publish-row", above=66)
    save(livia, "_submit")
    tommaso = camera.open("caporedattore", height=900)
    at_story(tommaso, "Italiano")
    tommaso.locator("#id_assigned_to").select_option(label="Livia Ferrante")
    tommaso.fill("#id_due_at_0", f"{datetime.now() + timedelta(days=1):%d/%m/%Y}")
    tommaso.fill("#id_due_at_1", "18:00")
    keep(tommaso, "note", "fieldset:has(.field-note)")
    keep(tommaso, "passi-caporedattore", ".publish-row", above=66)
    save(tommaso)


SCENES = [after_a_crash, a_session_that_ended, two_editors, versions, notes_and_steps]
