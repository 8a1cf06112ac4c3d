"""Pictures at the desk: dropped into a story, complete before it goes out, used as long as their rights last."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from newsroom.models import Article, Image
from newsroom.models.figures import figure
from tests.builders import a_picture, an_article, an_editor, an_image
from tests.test_admin import add, article_form, change, instant

pytestmark = pytest.mark.django_db
UPLOAD, CHOOSE = "admin:newsroom_image_upload", "admin:newsroom_image_choose"


def a_file(name="panca.jpg", content=None):
    return SimpleUploadedFile(name, content or a_picture((1200, 700)).read())


def told_of(**fields):
    return {"title": "Una panca", "focal_point": "0.5x0.5", "file": a_file()} | fields


def yesterday():
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def chief(client):
    client.force_login(an_editor("Caporedattore"))
    return client


class TestUploading:
    def test_a_picture_is_uploaded_by_a_script_and_told_of(self, chief):
        response = chief.post(reverse(UPLOAD), told_of(alt="Una panca vuota", credit="ANSA", focal_point="0.2x0.8"))
        image = Image.objects.get()
        assert response.status_code == 201
        told = response.json()
        assert (told["id"], told["title"], told["problems"]) == (image.pk, "Una panca", [])
        assert told["thumbnail"] == image.file.small
        assert (image.focal_point, image.width) == ("0.2x0.8", 1200)
        assert LogEntry.objects.get().object_id == str(image.pk)

    def test_alternative_text_and_credit_can_wait(self, chief):
        told = chief.post(reverse(UPLOAD), told_of()).json()
        assert len(told["problems"]) == 2

    @pytest.mark.parametrize(
        ("fields", "field", "message"),
        [
            ({"file": a_file("foto.jpg", b"non una foto")}, "file", "non è un'immagine JPEG, PNG o WebP"),
            ({"file": ""}, "file", "obbligatorio"),
            ({"title": ""}, "title", "obbligatorio"),
            ({"focal_point": "9x9"}, "focal_point", "tra 0 e 1"),
            ({"title": "a\x07b"}, "title", "invisibil"),
            ({"rights_until": "boh"}, "rights_until", "data"),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field(self, chief, fields, field, message):
        response = chief.post(reverse(UPLOAD), told_of() | fields)
        assert response.status_code == 400
        errors = response.json()["errors"]
        assert [*errors] == [field]
        assert message in " ".join(errors[field])
        assert not Image.objects.exists()

    def test_who_may_upload_and_choose(self, client):
        for name in (UPLOAD, CHOOSE):
            assert client.post(reverse(name)).status_code == 403
        client.force_login(an_editor("Redattore"))
        assert client.get(reverse(UPLOAD)).status_code == 403
        assert client.post(reverse(UPLOAD), told_of()).status_code == 201
        client.user = an_editor("Redattore")
        client.user.groups.clear()
        client.force_login(client.user)
        assert client.post(reverse(UPLOAD), told_of()).status_code == 403
        assert client.get(reverse(CHOOSE)).status_code == 403


class TestChoosing:
    def choose(self, client, **query):
        return client.get(reverse(CHOOSE), query).json()

    def test_pictures_are_found_by_words_twenty_at_a_time(self, chief, django_assert_num_queries):
        for number in range(21):
            an_image(f"Panca {number}")
        an_image("Tribuna", alt="Una tribuna")
        first = self.choose(chief, q="panca")
        assert (len(first["results"]), first["next"]) == (20, 2)
        assert [one["title"] for one in self.choose(chief, q="panca", page=2)["results"]] == ["Panca 0"]
        assert [one["title"] for one in self.choose(chief, q="tribuna")["results"]] == ["Tribuna"]
        assert self.choose(chief, page=999) == {"results": [], "next": None}
        for page in ("boh", "-1", "0", "9" * 30, ""):
            assert len(self.choose(chief, page=page)["results"]) == 20
        # Who it is, what they may do (two), the pictures.
        with django_assert_num_queries(6):
            self.choose(chief)

    def test_a_picture_whose_rights_ended_is_not_offered(self, chief):
        an_image("Scaduta", rights_until=yesterday())
        today = an_image("Fino a oggi", rights_until=timezone.localdate())
        assert [one["id"] for one in self.choose(chief)["results"]] == [today.pk]
        query = {"app_label": "newsroom", "model_name": "article", "field_name": "lead_image"}
        offered = chief.get(reverse("admin:autocomplete"), query).json()["results"]
        assert [one["text"] for one in offered] == ["Fino a oggi"]
        page = chief.get(reverse("admin:newsroom_image_changelist")).content.decode()
        assert "Scaduta" in page


INCOMPLETE = [
    ({"alt": ""}, "decorativa"),
    ({"credit": ""}, "di chi è l"),
    ({"rights_until": timezone.localdate() - timedelta(days=1)}, "I diritti sono scaduti"),
]


class TestGoingOut:
    @pytest.mark.parametrize(("lacks", "message"), INCOMPLETE)
    @pytest.mark.parametrize("place", ["lead", "body"])
    @pytest.mark.parametrize("when", ["now", "scheduled"])
    def test_a_story_does_not_go_out_with_an_incomplete_picture(self, chief, lacks, message, place, when):
        """Row 22 of the newsroom's complaints: alternative text, or “decorative”, and credit required to publish."""
        image = an_image("Incompleta", **lacks)
        data = article_form(**({"lead_image": image.pk} if place == "lead" else {"body": figure(image.pk)}))
        out = {"_publish": "1"} if when == "now" else instant("published_at", timezone.now() + timedelta(days=1))
        response = add(chief, data | out)
        assert response.status_code == 200
        assert message in response.content.decode()
        assert "Immagine «Incompleta»" in response.content.decode()
        assert not Article.objects.exists()
        saved = add(chief, data)
        assert saved.status_code == 302
        page = chief.get(reverse("admin:newsroom_article_change", args=[Article.objects.get().pk])).content.decode()
        assert "Finché manca, l'articolo non si pubblica." in page

    def test_what_is_live_stays_and_is_warned_of_when_its_rights_end(self, chief, client):
        image = an_image("Scaduta")
        story = an_article("Resta", lead_image=image, body=figure(image.pk))
        Image.objects.update(rights_until=yesterday())
        live = instant("published_at", story.published_at) | {"slug": story.slug}
        data = article_form(headline="Resta, corretto", lead_image=image.pk, body=figure(image.pk) + "<p>b</p>") | live
        assert change(chief, story, data).status_code == 302
        page = chief.get(reverse("admin:newsroom_article_change", args=[story.pk])).content.decode()
        assert "Immagine «Scaduta»: I diritti sono scaduti" in page
        assert "L'articolo è uscito e resta com'è" in page
        other = an_image("Altra scaduta", rights_until=yesterday())
        refused = change(chief, story, data | {"lead_image": other.pk})
        assert "Immagine «Altra scaduta»" in refused.content.decode()
        client.logout()
        assert "<figure" in client.get(story.get_absolute_url()).content.decode()

    def test_rights_that_end_are_on_the_work_list(self, chief):
        soon, ended = (timezone.localdate() + timedelta(days=days) for days in (10, -10))
        shown = [an_image(f"Mostrata {day}", rights_until=day) for day in (soon, ended)]
        an_image("Mai usata", rights_until=ended)
        an_article(lead_image=an_image("Ancora lunga", rights_until=timezone.localdate() + timedelta(days=60)))
        an_article(lead_image=shown[0])
        an_article(body=figure(shown[1].pk))
        for url in (reverse("admin:index"), reverse("admin:newsroom_image_changelist") + "?rights=queue"):
            page = chief.get(url).content.decode()
            assert page.index(shown[1].title) < page.index(shown[0].title)
            assert "Mai usata" not in page
            assert "Ancora lunga" not in page
        page = chief.get(reverse("admin:newsroom_image_changelist") + "?rights=expired").content.decode()
        assert "Mai usata" in page
        assert shown[0].title not in page


class TestTheForm:
    def fields(self, image, **fields):
        kept = {name: getattr(image, name) for name in ("title", "alt", "credit", "caption", "focal_point")}
        return kept | fields

    def test_what_is_out_keeps_its_words(self, chief):
        image = an_image("Fuori")
        story = an_article(lead_image=image)
        refused = change(chief, image, self.fields(image, alt=""), "newsroom_image")
        assert "L&#x27;immagine è su un articolo pubblicato:" in refused.content.decode()
        Image.objects.update(rights_until=yesterday())
        assert change(chief, image, self.fields(image, alt=""), "newsroom_image").status_code == 200
        words = self.fields(image, alt="", decorative="on", rights_until="")
        assert change(chief, image, words, "newsroom_image").status_code == 302
        Article.objects.filter(pk=story.pk).update(published_at=None, first_published_at=None)
        assert change(chief, image, self.fields(image, alt=""), "newsroom_image").status_code == 302

    def test_a_replaced_file_and_a_moved_focal_point_make_new_renditions(self, chief):
        image = an_image("Cambia")
        before = {name: getattr(image.file, name) for name in ("wide", "square", "fitted")}
        assert change(chief, image, self.fields(image, focal_point="0x0"), "newsroom_image").status_code == 302
        moved = Image.objects.get()
        assert moved.file.name == image.file.name
        assert moved.file.wide != before["wide"]
        change(
            chief, image, self.fields(image, file=a_file("altra.png", a_picture(format="PNG").read())), "newsroom_image"
        )
        replaced = Image.objects.get()
        for name, address in before.items():
            new = getattr(replaced.file, name)
            assert new != address
            assert replaced.file.storage.exists(new.removeprefix("/media/"))

    def test_the_crops_and_where_it_is_used_are_on_the_form(self, chief):
        """Row 21 of the newsroom's complaints: what each crop keeps is seen while the focal point moves."""
        image = an_image("Usata")
        for number in range(3):
            an_article(f"Storia {number}", lead_image=image, body=figure(image.pk))
        page = chief.get(reverse("admin:newsroom_image_change", args=[image.pk])).content.decode()
        for ratio in ("1200 / 675", "1200 / 900", "1200 / 1200", "1200 / 630"):
            assert f'data-ratio="{ratio}"' in page
        assert "In 3 articoli:" in page
        assert page.count("Storia 1") == 1
        assert "Ancora in nessun articolo." in chief.get(reverse("admin:newsroom_image_add")).content.decode()
