"""Takes the pictures of docs/design.md, each type of page at three widths and in both schemes, from a running
demonstration (`make run`):

.venv/bin/python docs/site_pictures.py [http://127.0.0.1:8000]
"""

import io
import shutil
import sys
from pathlib import Path

from pictures.camera import FLAGS, RUMOUR, open_page
from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images" / "site"
PAGES = {
    "prima-pagina": "/",
    "articolo": "/articoli/2024/11/dieci-siti-una-fonte/",
    "articolo-rettificato": "/articoli/2025/05/conte-resta-o-parte-le-tre-domande/",
    "articolo-ritirato": "/articoli/2025/05/una-lista-di-candidati-per-la-panchina-della-roma/",
    "sezione": "/sezioni/panchine/",
    "autore": "/autori/marta-scarpellini/",
    "archivio": "/archivio/2025/09/01/",
    "archivio-mese": "/archivio/2025/09/",
    "archivi": "/archivio/",
    "ricerca": "/cerca/?q=ancelotti",
    "ricerca-vuota": "/cerca/?q=zzzz",
    "voci": "/voci/?attendibilita=probabile",
    "voce": RUMOUR,
    "voce-aperta": "/voci/vlahovic-milan-estate-2026/",
    "cosa-e-cambiato": "/cosa-e-cambiato/",
    "panchine": "/panchine/",
    "elenco-club": "/club/",
    "club": "/club/juventus/",
    "elenco-allenatori": "/allenatori/",
    "allenatore": "/allenatori/carlo-ancelotti/",
    "giocatore": "/giocatori/dusan-vlahovic/",
    "attendibilita": "/attendibilita/",
    "elenco-fonti": "/fonti/",
    "fonte": "/fonti/relevo/",
    "rettifiche": "/rettifiche/",
    "redazione": "/redazione/",
    "privacy": "/privacy/",
    "feed": "/feed/",
    "errore": "/nulla/",
}
#: Width and height of the screen, and the width at which the picture is kept.
SCREENS = {360: (740, 360), 768: (1000, 512), 1280: (900, 720)}
SCHEMES = {"light": "chiaro", "dark": "scuro"}


def main(base):
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for width, (height, kept) in SCREENS.items():
            for scheme, word in SCHEMES.items():
                page = open_page(browser, base, width, height, scheme)
                for name, path in PAGES.items():
                    page.goto(path, wait_until="networkidle")
                    keep(page.screenshot(), kept, IMAGES / f"{name}-{width}-{word}.webp")
        browser.close()


def keep(taken, width, path):
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    picture.thumbnail((width, picture.height))
    picture.save(path, quality=42, method=6)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
