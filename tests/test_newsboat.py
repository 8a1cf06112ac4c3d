"""A reader's own program, from the distribution: it subscribes, comes back, and learns of a withdrawal."""

import shutil
import sqlite3
import subprocess

import pytest

from tests.builders import an_article

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("newsboat"), reason="newsboat is not installed"),
]


class Reader:
    def __init__(self, folder, feed):
        self.folder = folder
        (folder / "urls").write_text(feed + "\n")
        (folder / "config").write_text("auto-reload no\n")

    def reload(self):
        files = {"-u": "urls", "-c": "cache.db", "-C": "config"}
        options = [part for option, name in files.items() for part in (option, str(self.folder / name))]
        home = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        subprocess.run(["newsboat", *options, "-x", "reload"], check=True, timeout=60, capture_output=True, env=home)

    def titles(self):
        with sqlite3.connect(self.folder / "cache.db") as cache:
            return [title for (title,) in cache.execute("SELECT title FROM rss_item ORDER BY pubDate DESC, title")]


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_newsboat_shows_the_mark_of_a_withdrawal_once_and_in_its_place(live_server, settings, tmp_path, format):
    settings.SITE_URL = live_server.url
    story, _other = an_article("La notizia"), an_article("Un'altra", published_days_ago=2)
    reader = Reader(tmp_path, f"{live_server.url}/feed.{format}")
    reader.reload()
    assert reader.titles() == ["La notizia", "Un'altra"]
    story.withdraw(why="Era sbagliata.")
    reader.reload()
    assert reader.titles() == ["RITIRATO: La notizia", "Un'altra"]
