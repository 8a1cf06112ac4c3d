"""The files of a picture are gone from the disk: every page that shows it still stands, with its words
(docs/faults.md)."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from newsroom.models import Article, Image
from tests.builders import a_picture, a_section, an_article, an_author, an_editor, an_image
from tests.test_admin import article_form, instant

pytestmark = pytest.mark.django_db
ALT = "La panchina vuota prima della gara"


class World:
    """A story led by a picture and another that has it in its text; then every file is taken away."""

    def __init__(self):
        self.image, self.author, section = an_image(alt=ALT), an_author(), a_section()
        self.story = an_article("Conte al Napoli", lead_image=self.image, section=section, authors=[self.author])
        self.other = an_article("Il giorno dopo", body=f'<p>Uno.</p><figure data-image="{self.image.pk}"></figure>')
        self.other.save()
        shutil.rmtree(settings.MEDIA_ROOT)
        Path(settings.MEDIA_ROOT).mkdir()

    @property
    def pages(self):
        things = (self.story, self.other, self.story.section, self.author)
        day = timezone.localdate(self.story.first_published_at)
        feeds = [f"/feed.{kind}" for kind in ("rss", "atom", "json")]
        paths = ["/", f"/archivio/{day:%Y/%m/%d}/", "/cerca/?q=conte", f"/sitemap-articoli-{day:%Y-%m}.xml"]
        return [*(thing.get_absolute_url() for thing in things), *paths, "/sitemap-news.xml", *feeds]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def chief(client):
    client.force_login(an_editor("Caporedattore"))
    return client


def test_readers_have_every_page_and_feed_and_the_words_in_place_of_the_picture(world, client):
    for path in world.pages:
        assert client.get(path).status_code == 200, path
    for story in (world.story, world.other):
        assert f'alt="{ALT}"' in client.get(story.get_absolute_url()).content.decode()


def test_the_desk_shows_it_and_saves(world, chief):
    pages = [reverse(f"admin:newsroom_{name}_changelist") for name in ("image", "article")]
    pages += [reverse("admin:newsroom_image_change", args=[world.image.pk]), reverse("admin:newsroom_image_choose")]
    pages += [reverse("admin:newsroom_article_change", args=[story.pk]) for story in (world.story, world.other)]
    for path in pages:
        assert chief.get(path).status_code == 200, path
    story = reverse("admin:newsroom_article_change", args=[world.story.pk])
    sent = article_form(headline="Conte, è fatta", lead_image=world.image.pk)
    sent |= instant("published_at", world.story.published_at)
    assert chief.post(story, sent).status_code == 302
    assert Article.objects.get(pk=world.story.pk).headline == "Conte, è fatta"


def test_its_words_can_be_changed_and_its_file_sent_again(world, chief):
    page = reverse("admin:newsroom_image_change", args=[world.image.pk])
    words = {"focal_point": "0.5x0.5", "title": "Una panchina", "alt": "Un'altra", "credit": "Redazione"}
    assert "non è più dove stanno le immagini" in chief.get(page).content.decode()
    assert chief.post(page, words).status_code == 302
    assert Image.objects.get().alt == "Un'altra"
    assert chief.post(page, words | {"file": a_picture((320, 180))}).status_code == 302
    image = Image.objects.get()
    assert image.file.storage.exists(image.file.name)
    assert image.file.storage.exists(image.file.social.removeprefix("/media/"))
    assert "non è più dove" not in chief.get(page).content.decode()


def test_a_command_names_what_is_gone(world, capsys):
    whole = an_image("Intera", file=a_picture((320, 180), name="intera.jpg"))
    with pytest.raises(SystemExit) as ended:
        call_command("missing_pictures")
    told = capsys.readouterr().out
    assert ended.value.code == 1
    assert (world.image.file.name in told, "Conte al Napoli" in told, "Il giorno dopo" in told) == (True, True, True)
    assert whole.file.name not in told
    world.image.file.save("panca.jpg", a_picture((320, 180)))
    call_command("missing_pictures")
