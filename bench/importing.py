"""What an import takes: the memory of a large WordPress export, and how many stories a second come in.

    python bench/importing.py [megabytes [kilobytes of text of each post [kilobytes of what plugins keep of it]]]
    python bench/importing.py rates [NUMBER]

As in the exports of old sites, most of the first is what plugins and comments have left. The second imports NUMBER
stories (2,000 by default) of about 500 words from WordPress into a site that knows all clubs and coaches, each tagged
with one of either, whom its text names and is searched for; then the site is exported, and imported into another.
Rates are by CPU of the whole process, start and reference files included, beside a bare view (bench/bare.py); what
the server of a database does is not in them. On databases of their own: SQLite in a temporary folder, or PostgreSQL's
in DATABASE_URL, of which the tables are emptied in between.
"""

import os
import random
import re
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


def sentences():
    """Those of the stories of the demonstration."""
    stories = sorted(ROOT.joinpath("newsroom/demo/stories").glob("*.html"))
    texts = [re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8").rpartition("+++\n")[2]) for path in stories]
    return [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if len(s.split()) > 4]


def written_about(path, names, number):
    """An export of stories about the clubs and the people of `names`."""
    chance, clubs, people = random.Random(1), *names
    pool = sentences()
    with path.open("wb") as file:
        file.write(an_export(tail=""))
        for key in range(1, number + 1):
            club, person = chance.choice(clubs), chance.choice(people)
            text = "\n\n".join(" ".join(chance.choices(pool, k=6)) for _paragraph in range(4))
            terms = [("category", "calcio", "Calcio"), ("post_tag", "a", club), ("post_tag", "b", person)]
            title, text = f"{person} e il {club}, storia {key}", f"{text}\n\n{person} tratta con il {club}."
            file.write(an_item(key, title, text, terms=terms).encode())
        file.write(TAIL.encode())


def manage(environment, *arguments):
    """Run a command of the site. Returns the CPU seconds that it took, and what it printed."""
    command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, done.stdout


def environment_in(folder, name):
    folder.joinpath(name).mkdir()
    return (
        {"DATABASE_URL": f"sqlite:///{folder}/{name}/site.sqlite3"}
        | os.environ
        | {
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-tests",
            "MEDIA_ROOT": f"{folder}/{name}/media",
        }
    )


def rates(number=2_000):
    script = ROOT / "bench" / "bare.py"
    bare = float(subprocess.run([sys.executable, script], check=True, capture_output=True).stdout)  # noqa: S603
    with tempfile.TemporaryDirectory(prefix="panchina-import-") as name:
        folder = Path(name)
        first, second = environment_in(folder, "first"), environment_in(folder, "second")
        manage(first, "migrate", "-v0")
        manage(first, "load_gazetteer")
        names = (["Napoli", "Juventus", "Inter", "Milan", "Roma"], ["Antonio Conte", "Massimiliano Allegri"])
        written_about(folder / "export.xml", names, number)
        for told, environment, *command in (
            ("WordPress", first, "import_wordpress", folder / "export.xml"),
            ("export", first, "export", folder / "site"),
            ("import", second, "import_site", folder / "site"),
        ):
            if command[0] == "import_site":
                manage(second, "migrate", "-v0")
                manage(second, "flush", "--no-input", "-v0")
            seconds, _said = manage(environment, *command)
            each = seconds / number * 1000
            print(
                f"{told:<12}{number / seconds:>8.0f} stories a second{each:>8.2f} ms each{each / bare:>8.0f} bare views"
            )


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
    if sys.argv[1:2] == ["rates"]:
        rates(*map(int, sys.argv[2:]))
    else:
        main(*map(int, sys.argv[1:]))
