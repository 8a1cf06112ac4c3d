"""The disk is full: readers read on, and of what an editor sends all is stored or nothing, and it is said
(docs/faults.md)."""

import io
import os
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html
from PIL import Image as Picture

from newsroom.kept.flight import alone
from newsroom.kept.for_nginx import Files
from newsroom.models import Image
from newsroom.shared_pictures import address_of
from tests.builders import an_article, an_editor
from tests.faults import Readers, fill, small_disk
from tests.houses import POSTGRES

FULL = "forse pieno"


@pytest.fixture
def disk(settings, tmp_path):
    """The folder of the media, on a disk of three megabytes."""
    with small_disk(tmp_path / "media", 3) as folder:
        settings.MEDIA_ROOT = folder
        yield folder


@pytest.fixture
def chief(client):
    client.force_login(an_editor("Caporedattore"))
    return client


def a_photograph():
    """Of noise, which no encoder makes small: some 600 kB, and its renditions a few megabytes."""
    encoded = io.BytesIO()
    Picture.frombytes("RGB", (800, 450), os.urandom(800 * 450 * 3)).save(encoded, "JPEG", quality=85)
    return SimpleUploadedFile("panca.jpg", encoded.getvalue(), "image/jpeg")


def told(**more):
    return {"file": a_photograph(), "focal_point": "0.5x0.5", "title": "Una panca", "alt": "Una panca vuota"} | more


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "pieno"]


@pytest.mark.django_db(transaction=True)
class TestAPictureThatDoesNotFit:
    @pytest.mark.parametrize("leave", [100_000, 2_000_000], ids=["not even itself", "not its renditions"])
    def test_a_script_is_told_and_nothing_stays(self, disk, chief, leave):
        fill(disk, leave=leave)
        response = chief.post(reverse("admin:newsroom_image_upload"), told())
        assert response.status_code == 507
        assert FULL in " ".join(response.json()["errors"]["file"])
        assert not Image.objects.exists()
        assert files_in(disk) == []

    def test_a_form_gives_back_what_was_written(self, disk, chief):
        filler = fill(disk, leave=1_000_000)
        response = chief.post(reverse("admin:newsroom_image_add"), told())
        page = response.content.decode()
        assert (response.status_code, response["Retry-After"], FULL in page) == (503, "60", True)
        assert not Image.objects.exists()
        assert files_in(disk) == []
        filler.unlink()
        again = html.fromstring(page).xpath("//form[.//button[contains(., 'Manda di nuovo')]]")[0]
        sent = dict(again.form_values())
        assert sent["title"] == "Una panca"
        smaller = Picture.new("RGB", (640, 360))
        encoded = io.BytesIO()
        smaller.save(encoded, "JPEG")
        file = SimpleUploadedFile("panca.jpg", encoded.getvalue(), "image/jpeg")
        assert chief.post(reverse("admin:newsroom_image_add"), sent | {"file": file}).status_code == 302
        assert Image.objects.get().title == "Una panca"

    # The file that was begun goes with its request, which outlives the disk here.
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_a_large_file_that_cannot_be_put_aside(self, disk, chief, settings):
        """Django writes what is larger than 2.5 MB to a file before anybody looks at it."""
        settings.FILE_UPLOAD_TEMP_DIR = str(disk)
        fill(disk)
        large = SimpleUploadedFile("panca.jpg", os.urandom(4_000_000), "image/jpeg")
        response = chief.post(reverse("admin:newsroom_image_add"), told(file=large))
        assert (response.status_code, FULL in response.content.decode()) == (503, True)
        assert "torna indietro" in response.content.decode()


def test_where_no_file_can_be_made_nginx_is_led_nowhere_rather_than_to_what_was(tmp_path):
    with small_disk(tmp_path / "front", 1, files=20) as disk:
        files = Files(disk)
        files.follow(1)
        assert (disk / "now").readlink().name == "1"
        with suppress(OSError):
            for number in range(100):
                (disk / f"altro-{number}").touch()
        with alone(disk, "una pagina"):
            files.follow(2)
        assert not (disk / "now").is_symlink()


@pytest.mark.django_db
def test_a_drawn_card_is_answered_and_no_half_of_it_is_kept(disk, client):
    address = address_of(an_article("Conte al Napoli"))
    filler = fill(disk, leave=4096)
    drawn = client.get(address)
    assert (drawn.status_code, Picture.open(io.BytesIO(drawn.content)).size) == (200, (1200, 630))
    assert files_in(disk) == []
    filler.unlink()
    assert client.get(address).content == drawn.content
    assert [path.read_bytes() for path in files_in(disk)] == [drawn.content]


def test_a_site_whose_disk_is_full_is_read_and_loses_no_text(tmp_path, monkeypatch):
    with small_disk(tmp_path / "disco", 40) as disk:
        monkeypatch.setattr(tempfile, "tempdir", str(disk))
        with Readers(workers=2, threads=2, log=tmp_path / "log", KEPT_PAGES_FOLDER="{folder}/front") as site:
            site.begin()
            if not POSTGRES:
                # What a database has set aside for its log would still take a save.
                sqlite3.connect(Path(site.folder.name, "scratch.sqlite3")).execute("PRAGMA wal_checkpoint(TRUNCATE)")
            filler = fill(disk)
            for path, before in site.pages.items():
                assert site.answers(path) == {(200, before)}, path
            for path in ("/voci/", "/club/", "/archivio/", "/voci/feed.rss"):
                assert {status for status, _page in site.answers(path)} == {200}, path
            status, page = site.save(headline=["Conte firma stanotte"])
            if POSTGRES:
                # Its rows are on another disk.
                assert (status, site.is_everywhere("Conte firma stanotte")) == (302, True)
            else:
                assert (status, "Niente di quel che hai scritto è perso" in page) == (503, True)
                assert "Conte firma stanotte" in page
            filler.unlink()
            assert site.save(headline=["Conte ha firmato"])[0] == 302
            assert site.is_everywhere("Conte ha firmato")
            assert 1 <= site.log().count("kept pages cannot be shared") <= site.workers
            assert site.log().count("pieces of pages cannot be shared") <= site.workers
            assert 1 <= site.log().count("cannot be written") <= site.workers * site.threads
