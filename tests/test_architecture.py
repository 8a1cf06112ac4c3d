"""What is true of the whole codebase."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
APPS = ["config", "football", "rumours", "newsroom"]
#: Doors that readers' code may use: everything else would print what is not public.
DOORS = r"\.(published|visible_to|withdrawn|for_subscribers|changed_for_subscribers)\("


def python_files(*folders):
    return [p for folder in folders for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts]


def test_readers_code_reaches_stories_and_rumours_through_their_doors_only():
    manager = re.compile(
        rf"\b(?:Article|Rumour|Correction)\.objects(?!{DOORS})|\.(?:articles|rumours)(?!{DOORS})\.\w+\("
    )
    found = {}
    for path in python_files("newsroom/pages", "newsroom/feeds"):
        lines = [
            line
            for line in path.read_text().splitlines()
            if manager.search(line) and "article.rumours.all()" not in line
        ]
        if lines:
            found[path.name] = lines
    assert found == {}


def test_the_door_test_would_see_a_way_round():
    manager = re.compile(
        rf"\b(?:Article|Rumour|Correction)\.objects(?!{DOORS})|\.(?:articles|rumours)(?!{DOORS})\.\w+\("
    )
    assert manager.search("Article.objects.filter(slug=slug)")
    assert manager.search("club.articles.by_news()")
    assert not manager.search("club.articles.published().by_news()")


def test_unescaped_html_goes_out_in_one_template_only():
    unescaped = [
        path.relative_to(ROOT / "templates").as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape off", path.read_text())
    ]
    assert unescaped == ["newsroom/_body.html"]


def test_no_file_of_the_product_is_long():
    long_ones = {p.name: n for p in python_files(*APPS) if (n := len(p.read_text().splitlines())) > 400}
    assert long_ones == {}


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "common", "misc", "services", "signals"}
    assert [p.name for p in python_files(*APPS) if p.stem in drawers] == []


def test_templates_carry_no_inline_script_or_style_and_no_foreign_address():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        # Data for machines is no script: nothing runs it.
        assert not re.search(r'<script(?! src| type="application/ld\+json")|<style|\son\w+=|\sstyle=', text), path
        assert not re.search(r'(?:src|href)="https?://', text), path


def test_the_developers_toolbar_can_write_down_every_statement():
    """It breaks at `executemany`, and with it every save of `make dev`."""
    folders = ("football", "rumours", "newsroom")
    assert not [path for path in python_files(*folders) if "executemany(" in path.read_text()]


def test_partials_say_what_they_take_and_are_included_with_only():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        if path.name.startswith("_"):
            assert text.startswith("{# "), path
        for include in re.findall(r"{% include [^%]*%}", text):
            assert include.rstrip(" %}").endswith(" only"), (path, include)


def test_nothing_of_this_workplace_is_in_the_project():
    words = ["/wo" + "rk/", "../sha" + "red", "far" + "m-", "pypi" + ".org", "files.python" + "hosted"]
    for path in ROOT.rglob("*"):
        if (
            path.suffix in {".py", ".html", ".md", ".css", ".toml", ".txt", ".sh", ".csv", ".yml"}
            and ".venv" not in path.parts
            and "var" not in path.relative_to(ROOT).parts
        ):
            text = path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path


def test_the_settings_that_are_read_are_all_in_the_example():
    read = set(re.findall(r'env\.\w+\("(\w+)"', (ROOT / "config/settings.py").read_text()))
    shown = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.M))
    assert read == shown
