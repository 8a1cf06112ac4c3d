"""Moving out, moving in again, and losing everything."""

import json
import re
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command

from newsroom import days
from newsroom.management.commands.restore import _count_anew
from newsroom.models import Article
from newsroom.moving.records import NOT_EXPORTED, exported_models
from tests.houses import SEED, House, keep_through_writes

DOCS = Path(__file__).parent.parent / "docs/export.md"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with House("prima", tmp_path_factory.mktemp("case")) as first:
        first.run(SEED)
        yield first


@pytest.fixture(scope="module")
def export(house, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuori") / "trasloco"
    house.manage("export", folder)
    return folder


@pytest.fixture(scope="module")
def backup(house, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copie") / "copia"
    house.manage("backup", folder)
    return folder


@pytest.fixture
def other(tmp_path):
    with House("seconda", tmp_path) as second:
        yield second


def test_every_public_page_and_feed_of_the_new_house_is_that_of_the_old(house, other, export, tmp_path):
    other.manage("import_site", export)
    before, after = house.pages(), other.pages()
    assert {status for status, *_rest in before.values()} == {200, 301, 404, 410}
    assert len(before) > 30
    assert after == before
    other.manage("export", tmp_path / "di nuovo")
    files = [json.loads((folder / "manifest.json").read_text())["files"] for folder in (export, tmp_path / "di nuovo")]
    assert files[0] == files[1]
    # What is added next does not meet the number of a row that came along.
    other.run("from tests.builders import an_article; an_article()")


def test_a_site_with_something_in_it_is_not_imported_into(house, export):
    before = house.pages()
    assert house.manage("import_site", export, check=False).returncode == 1
    assert house.pages() == before


def test_lost_to_the_last_picture_and_restored(house, backup):
    before = house.pages()
    house.lose()
    house.manage("restore", backup)
    house.manage("migrate", "-v0")
    assert shown(house.pages()) == shown(before)


def test_a_site_that_has_something_to_lose_is_restored_only_when_told(house, backup):
    before = house.pages()
    house.run("from tests.builders import an_article; an_article('Dopo la copia')")
    refused = house.manage("restore", backup, check=False)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    house.manage("restore", backup, "--replace")
    assert shown(house.pages()) == shown(before)


def shown(pages):
    """Without the tags by which copies are renewed: after a restore those are others."""
    return {path: (status, checksum, location) for path, (status, checksum, _tag, location) in pages.items()}


STAMPS = """
import json
from football.models import Stamp
print(json.dumps([*Stamp.objects.values_list("topic", "serial")]))
"""


def test_a_page_of_what_was_lost_is_not_taken_for_a_later_one(house, backup):
    """Each of two stories is the first after the backup: the one that the restore loses, and the next."""
    seen = []
    for headline in ("Perduta", "Nuova"):
        house.manage("restore", backup, "--replace")
        house.run(f"from tests.builders import an_article; an_article({headline!r})")
        seen.append({tuple(row) for row in json.loads(house.run(STAMPS))})
    lost, new = seen
    assert {"menu", "stories"} <= {topic for topic, _serial in new}
    assert not {topic for topic, _serial in lost & new} & {"site", "menu", "stories"}


@pytest.mark.django_db
def test_the_months_of_what_was_lost_are_not_those_of_the_archive():
    cache.set(days.KEY, "of what is lost")
    _count_anew()
    assert cache.get(days.KEY) is None


LATER = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE of_a_later_version (id integer)")
    if connection.vendor == "postgresql":
        cursor.execute("CREATE FUNCTION of_a_later_version() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
"""


def test_nothing_of_a_later_version_stands_in_the_way_of_an_earlier_backup(house, backup):
    for _ in range(2):
        # The second time it could not be made, if it were still there.
        house.run(LATER)
        house.manage("restore", backup, "--replace")
    house.manage("migrate", "-v0")


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["restore", "import_site"])
@pytest.mark.parametrize("harm", ["manifest", "cut", "changed", "missing", "upwards", "other", "nothing"])
def test_a_copy_that_is_not_whole_is_refused_before_anything_is_touched(
    backup, export, tmp_path, settings, command, harm
):
    settings.MEDIA_ROOT = tmp_path / "media"
    copy = tmp_path / "copia"
    shutil.copytree(backup if command == "restore" else export, copy)
    _harm(copy, harm)
    with pytest.raises(CommandError):
        call_command(command, copy)
    assert not settings.MEDIA_ROOT.exists()
    assert not Article.objects.exists()


def _harm(copy, harm):
    manifest = copy / "manifest.json"
    said = json.loads(manifest.read_text())
    first = copy / next(name for name in said["files"] if not name.startswith("media"))
    if harm == "manifest":
        manifest.unlink()
    elif harm == "cut":
        manifest.write_text(manifest.read_text()[:200])
    elif harm == "changed":
        first.write_bytes(first.read_bytes()[:-1] + b"?")
    elif harm == "missing":
        first.unlink()
    elif harm == "upwards":
        said["files"]["../segreto"] = {"size": 0, "sha256": ""}
        manifest.write_text(json.dumps(said))
    elif harm == "other":
        manifest.write_text(json.dumps(said | {"version": 99}))
    else:
        shutil.rmtree(copy)


def test_rows_that_do_not_fit_together_are_refused_whole(other, export, tmp_path):
    """A folder that somebody edited, checksums and all: the database has the last word."""
    copy = tmp_path / "trasloco"
    shutil.copytree(export, copy)
    (copy / "records/newsroom.section.jsonl").write_text("")
    said = json.loads((copy / "manifest.json").read_text())
    said["rows"]["newsroom.section"] = 0
    said["files"]["records/newsroom.section.jsonl"] = {
        "size": 0,
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    (copy / "manifest.json").write_text(json.dumps(said))
    refused = other.manage("import_site", copy, check=False)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert other.run("from newsroom.models import Article; print(Article.objects.count())").strip() == "0"


def test_a_backup_while_others_write_has_all_that_was_acknowledged_before_it_began(house, other, tmp_path):
    answered, lost, _took = keep_through_writes(house, other, tmp_path / "copia", 4)
    assert answered >= 4
    assert lost == []


@pytest.mark.parametrize("command", ["backup", "export"])
def test_a_copy_is_never_written_over_something(tmp_path, command):
    (tmp_path / "piena").mkdir()
    (tmp_path / "piena/altro.txt").write_text("mio")
    for path in (tmp_path / "piena", tmp_path / "piena/altro.txt", tmp_path / "piena/altro.txt/dentro"):
        with pytest.raises(CommandError):
            call_command(command, path)
    assert (tmp_path / "piena/altro.txt").read_text() == "mio"


def test_nobody_else_of_the_machine_looks_into_a_copy(backup, export):
    """It holds the passwords, hashed, and the notes of the newsroom."""
    assert [folder.stat().st_mode & 0o077 for folder in (backup, export)] == [0, 0]


def test_every_table_goes_along_or_is_named_among_those_that_do_not():
    """A new model is exported by itself: docs/export.md tells of it, or NOT_EXPORTED says why it stays."""
    told = {*re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", DOCS.read_text(encoding="utf-8"), flags=re.M)}
    assert told == {model._meta.label_lower for model in exported_models()}
    assert NOT_EXPORTED.keys() <= {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
