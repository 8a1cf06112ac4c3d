"""What only has to be opened: readers' pages, coming in, lists, the forms of the rumours."""

from pictures.camera import RUMOUR, keep


def readers(camera):
    keep(_opened(camera.open(height=1150), "/"), "prima-pagina")
    keep(_opened(camera.open(height=1150), RUMOUR), "voce")
    keep(_opened(camera.open(width=390, height=1100, scheme="dark"), RUMOUR), "voce-telefono")
    keep(_opened(camera.open(height=860), "/cerca/?q=esonero"), "ricerca")


def coming_in(camera):
    keep(_opened(camera.open(height=640), "/admin/"), "accesso")
    page = camera.open("direttore", height=700)
    keep(_opened(page, "/admin/accesses/"), "i-miei-accessi")
    keep(_opened(page, "/admin/second-factor/"), "secondo-fattore")


def the_list(camera):
    keep(_opened(camera.open("direttore", height=760), "/admin/newsroom/article/"), "elenco-articoli")


def a_rumour(camera):
    page = camera.open("direttore", height=1100)
    page.goto("/admin/rumours/rumour/?q=ancelotti+entro+fine")
    page.click("#result_list tbody th a")
    keep(page, "voce-scheda")
    keep(page, "segnalazione", "#reports-0")


def _opened(page, address):
    page.goto(address, wait_until="networkidle")
    return page


SCENES = [readers, coming_in, the_list, a_rumour]
