"""Takes the pictures of README.md and of the editors' manual, from a running demonstration (`make run`): all of them,
or of the scenes that are named. Scenes write in the demonstration as editors do, and may be run again.

.venv/bin/python docs/screenshots.py [http://127.0.0.1:8000 [scene …]]
"""

import shutil
import sys

from pictures import looking, publishing, together, writing
from pictures.camera import FLAGS, Camera
from playwright.sync_api import sync_playwright

SCENES = [*looking.SCENES, *writing.SCENES, *together.SCENES, *publishing.SCENES]


def main(base="http://127.0.0.1:8000", *names):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scene in SCENES:
            if not names or scene.__name__ in names:
                scene(Camera(browser, base))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
