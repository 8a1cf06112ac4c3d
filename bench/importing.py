"""A WordPress export of some size is imported, and the memory that it took is measured.

    python bench/importing.py [megabytes [kilobytes of text of each post [kilobytes of what plugins keep of it]]]

As in the exports of old sites, most of it is what plugins and comments have left. On a database of its own, in a
temporary folder.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.wxr import TAIL, an_export, an_item  # noqa: E402

PARAGRAPH = "Il club tratta con l'allenatore, che chiede due anni di contratto e garanzie sul <em>mercato</em>. " * 5


def written(path, megabytes, kilobytes, beside):
    content = f"{PARAGRAPH}\n\n" * max(1, kilobytes * 1000 // len(PARAGRAPH))
    meta = {"_plugin_data": "x" * 1000 * beside}
    with path.open("wb") as file:
        file.write(an_export(tail=""))
        number = 0
        while file.tell() < megabytes * 1_000_000:
            number += 1
            file.write(an_item(number, f"Notizia {number}", content, meta=meta, comments=20).encode())
        file.write(TAIL.encode())
    return number


def main(megabytes=500, kilobytes=4, beside=44):
    with tempfile.TemporaryDirectory(prefix="panchina-import-") as folder:
        export = Path(folder, "export.xml")
        posts = written(export, megabytes, kilobytes, beside)
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-tests",
            "MEDIA_ROOT": f"{folder}/media",
        }
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)  # noqa: S603
        begun = time.monotonic()
        done = subprocess.run(  # noqa: S603
            [*manage, "import_wordpress", str(export)], env=environment, check=True, capture_output=True, text=True
        )
        took, memory = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(done.stdout)
        print(f"{export.stat().st_size / 1e6:.0f} MB, {posts} posts: {took:.0f} s, {memory / 1000:.0f} MB of memory")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
