"""How a story shows its lead picture: each format cropped where this story wants it, with the words of this story."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from PIL import Image as Picture

from newsroom.models import Article, Image, PendingChange
from newsroom.models.renditions import CROPS, SIZES
from tests.builders import a_picture, an_article, an_editor, an_image, halves
from tests.test_admin import add, article_form, change
from tests.test_autosave import types
from tests.test_preview import preview
from tests.test_saving import Editor, url

pytestmark = pytest.mark.django_db
LEFT, RIGHT = "0x0.5", "1x0.5"


@pytest.fixture
def chief(client):
    client.force_login(an_editor("Caporedattore"))
    return client


@pytest.fixture
def image():
    """Red on the left, blue on the right; its own focal point is in the middle."""
    return an_image("Due metà", alt="Due metà", file=halves())


def use(image, **fields):
    """A use as the form posts it."""
    return {"lead_image": image.pk, "lead_use_image": image.pk} | {
        f"lead_use_{name}": value for name, value in fields.items()
    }


def colour(address):
    """The colour in the middle of a rendition, red or blue or the two of them."""
    with Image._meta.get_field("file").storage.open(address.split("/media/")[1]) as file:
        picture = Picture.open(file).convert("RGB")
        ends = [picture.getpixel((x, picture.height // 2)) for x in (5, picture.width - 6)]
    return "".join("red" if red > blue else "blue" for red, _green, blue in ends)


class TestCrops:
    @pytest.mark.parametrize("crop", ["4:3", "1:1"])
    def test_each_format_looks_where_the_story_wants_it(self, image, crop):
        """Row 21 of the newsroom's complaints: a crop for each format and each use, not one focal point for all."""
        left = an_article(lead_image=image, lead_use={"image": image.pk, crop: LEFT})
        right = an_article(lead_image=image, lead_use={"image": image.pk, crop: RIGHT})
        plain = an_article(lead_image=image)
        assert [colour(one.rendition(crop).url) for one in (left, right, plain)] == ["redred", "blueblue", "redblue"]
        others = [other for other in SIZES if other != crop]
        assert {left.rendition(other) for other in others} == {plain.rendition(other) for other in others}

    def test_all_sizes_of_a_format_follow_it(self, client, image):
        story = an_article(lead_image=image, lead_use={"image": image.pk, "16:9": LEFT, "social": RIGHT})
        pages = [client.get(address).content.decode() for address in (story.get_absolute_url(), "/", "/feed.rss")]
        used = story.lead_picture
        for name in [*CROPS["16:9"], *CROPS["social"]]:
            address = getattr(used.file, name)
            assert used.file.storage.exists(address.removeprefix("/media/")), name
            assert address != getattr(image.file, name)
        for _kind, addresses in used.wide_sources:
            assert addresses in pages[0] and addresses in pages[1]
        assert used.social_address in pages[0]
        assert used.social_address in pages[2]

    def test_a_rendition_has_an_address_and_a_size_and_costs_no_query(self, django_assert_num_queries):
        story = an_article(lead_image=an_image())
        with django_assert_num_queries(0):
            made = [story.rendition(crop) for crop in ("16:9", "4:3", "1:1", "social")]
        assert [(one.width, one.height) for one in made] == [(1200, 675), (1200, 900), (1200, 1200), (1200, 630)]
        for one in made:
            assert one.url.startswith("http://testserver/media/")
            with story.lead_image.file.storage.open(one.url.split("/media/")[1]) as file:
                assert Picture.open(file).size == (one.width, one.height)
        assert an_article().rendition("16:9") is None

    def test_cards_with_their_own_crops_cost_the_same_for_2_and_for_20(self, django_assert_num_queries):
        for number in range(20):
            picture = an_image()
            an_article(lead_image=picture, lead_use={"image": picture.pk, "16:9": f"0.{number + 10}x0.5"})
        for number in (2, 20):
            with django_assert_num_queries(3):
                stories = [*Article.objects.published().for_cards()[:number]]
                assert len({story.lead_picture.file.wide for story in stories}) == number

    def test_a_crop_is_made_once_whoever_asks_for_it(self, image):
        stories = [an_article(lead_image=image, lead_use={"image": image.pk, "1:1": "0.2x0.5"}) for _ in range(2)]
        addresses = {story.rendition("1:1").url for story in stories}
        assert len(addresses) == 1
        storage, name = image.file.storage, addresses.pop().split("/media/")[1]
        made = storage.get_modified_time(name)
        for story in stories:
            story.save()
        assert storage.get_modified_time(name) == made

    def test_what_is_missing_can_be_made(self, image):
        story = an_article(lead_image=image, lead_use={"image": image.pk, "1:1": LEFT})
        storage, name = image.file.storage, story.rendition("1:1").url.split("/media/")[1]
        storage.delete(name)
        call_command("make_crops")
        assert storage.exists(name)

    def test_a_new_file_is_cropped_for_the_stories_that_show_it(self, image):
        story = an_article(lead_image=image, lead_use={"image": image.pk, "1:1": LEFT})
        image.file = a_picture((900, 600), name="nuova.jpg")
        image.save()
        story = Article.objects.get(pk=story.pk)
        assert colour(story.rendition("1:1").url) == "redred"

    def test_a_file_that_is_gone_holds_no_save_up(self, image):
        story = an_article(lead_image=image)
        image.file.storage.delete(image.file.name)
        story.lead_use = {"image": image.pk, "1:1": LEFT}
        story.save()
        assert Article.objects.get(pk=story.pk).lead_use

    def test_deleting_a_picture_leaves_the_stored_use_of_no_other(self, client, image):
        """What was set for one picture says nothing of the next, by whatever door that came."""
        story = an_article(lead_image=image, lead_use={"image": image.pk, "1:1": LEFT, "alt": "Di quella"})
        other = an_image("Un'altra", alt="Di questa", file=halves())
        Article.objects.filter(pk=story.pk).update(lead_image=other)
        story = Article.objects.get(pk=story.pk)
        assert story.rendition("1:1") == other.rendition("1:1")
        assert "Di quella" not in client.get(story.get_absolute_url()).content.decode()


class TestWords:
    def test_the_same_picture_has_other_words_in_another_story(self, client):
        """Row 22 of the newsroom's complaints: alternative text and caption for each use."""
        image = an_image(alt="Una panca vuota", caption="Archivio")
        plain = an_article("Prima", lead_image=image)
        own = {"image": image.pk, "alt": "La panca di <Lecce>", "caption": "Lecce & dintorni"}
        told = an_article("Seconda", lead_image=image, lead_use=own)
        pages = [client.get(story.get_absolute_url()).content.decode() for story in (plain, told)]
        # Each page shows both: its own picture above, the other's card beneath.
        stories = [page[page.index('<article class="story">') : page.index("</figure>")] for page in pages]
        assert 'alt="Una panca vuota"' in stories[0] and "Archivio" in stories[0]
        assert 'alt="La panca di &lt;Lecce&gt;"' in stories[1] and "Lecce &amp; dintorni" in stories[1]
        assert "Archivio" not in stories[1]
        feed = client.get("/feed.rss").content.decode()
        assert "Una panca vuota" in feed and "La panca di &amp;amp;lt;Lecce" in feed.replace("&amp;lt;", "&amp;amp;lt;")

    @pytest.mark.parametrize("lacks", [{"alt": ""}, {"alt": "", "decorative": True}])
    def test_the_words_of_the_story_are_enough_to_publish(self, chief, client, lacks):
        image = an_image("Senza testo", **lacks)
        data = article_form(**use(image, alt="Una panca vuota"), _publish="1")
        assert add(chief, data).status_code == 302
        story = Article.objects.get()
        assert story.picture_problems() == []
        story.refuse_unready()
        assert 'alt="Una panca vuota"' in client.get(story.get_absolute_url()).content.decode()

    def test_the_checklist_reads_them_as_they_are_typed(self, chief):
        image = an_image("Senza testo", alt="")
        review = reverse("admin:newsroom_article_review")

        def blocking(**words):
            shown = chief.post(review, {"headline": "Un titolo"} | use(image, **words)).json()["results"]
            return "image" in [one["key"] for one in shown]

        assert blocking()
        assert not blocking(alt="Una panca vuota")
        assert blocking(alt="a" * 300)


class TestTheForm:
    def test_what_is_set_is_stored_shown_again_and_taken_back(self, chief, image):
        add(chief, article_form(**use(image, alt="In questa", **{"16_9": "0.250x0.500", "social": RIGHT})))
        story = Article.objects.get()
        assert story.lead_use == {"image": image.pk, "alt": "In questa", "16:9": "0.250x0.500", "social": RIGHT}
        form = Editor("Livia").opens(story)
        assert form.values["lead_use_16_9"] == ["0.250x0.500"]
        assert form.values["lead_use_alt"] == ["In questa"]
        assert form.saves(lead_use_16_9="", lead_use_social="", lead_use_alt="").status_code == 302
        assert Article.objects.get().lead_use == {}

    def test_another_picture_takes_nothing_over(self, chief, image):
        story = an_article(lead_image=image, lead_use={"image": image.pk, "alt": "Di quella"}, published_days_ago=None)
        other = an_image("Un'altra")
        form = Editor("Livia").opens(story)
        assert form.saves(lead_image=str(other.pk)).status_code == 302
        story.refresh_from_db()
        assert (story.lead_image, story.lead_use) == (other, {})

    def test_a_form_that_says_nothing_of_it_changes_nothing(self, chief, image):
        story = an_article(lead_image=image, lead_use={"image": image.pk, "1:1": LEFT}, published_days_ago=None)
        change(chief, story, article_form(headline="Altro titolo", lead_image=image.pk, slug=story.slug))
        story.refresh_from_db()
        assert (story.headline, story.lead_use) == ("Altro titolo", {"image": image.pk, "1:1": LEFT})

    @pytest.mark.parametrize(
        "typed",
        [
            {"16_9": "9x9"},
            {"1_1": "0.5"},
            {"social": "<script>"},
            {"4_3": "0.5x0.5\0"},
            {"4_3": "nanxnan"},
            {"alt": "a" * 251},
            {"caption": "a\x07b"},
            {"image": "abc"},
            {"image": "-1"},
            {"image": "9" * 30},
        ],
    )
    def test_hostile_values_are_refused_beside_the_field_or_say_nothing(self, chief, image, typed):
        data = article_form(**use(image, alt="Tenuto")) | {f"lead_use_{name}": value for name, value in typed.items()}
        response = add(chief, data)
        if response.status_code == 302:
            assert Article.objects.get().lead_use == {}
        else:
            assert response.status_code == 200
            assert response.context["adminform"].form.errors.keys() == {"lead_use"}
            assert "Tenuto" in response.content.decode() or "alt" in typed
            assert not Article.objects.exists()

    @pytest.mark.parametrize(
        "stored",
        [[], "x", {"x": 1}, {"image": "1"}, {"image": True}, {"16:9": [0.1, 0.2]}, {"16:9": "2x2"}, {"alt": 5}],
    )
    def test_no_door_stores_what_is_no_use(self, stored):
        story = an_article()
        story.lead_use = stored
        with pytest.raises(ValidationError):
            story.save()

    def test_a_script_asks_what_a_chosen_picture_is(self, chief, client, image):
        address = reverse("admin:newsroom_image_told", args=[image.pk])
        told = chief.get(address).json()
        assert (told["focal_point"], told["fitted"], told["problems"]) == ("0.5x0.5", image.file.fitted, [])
        assert chief.get(reverse("admin:newsroom_image_told", args=[999])).status_code == 404
        client.logout()
        assert client.get(address).status_code == 302
        outsider = an_editor("Redattore")
        outsider.groups.clear()
        client.force_login(outsider)
        assert client.get(address).status_code == 403

    def test_who_may_not_write_the_story_reads_no_columns(self, client, image):
        story = an_article(lead_image=image, lead_use={"image": image.pk, "1:1": LEFT})
        client.force_login(an_editor("Redattore"))
        page = client.get(url(story)).content.decode()
        assert "field-lead_image" in page
        assert "field-lead_use" not in page


class TestWhatElseCarriesIt:
    def test_a_version_holds_it_is_compared_in_words_and_comes_back(self, chief, image):
        story = an_article(lead_image=image, published_days_ago=None)
        form = Editor("Livia").opens(story)
        form.saves(lead_use_1_1="0.25x0.5", lead_use_alt="In questa")
        story.refresh_from_db()
        assert story.versions.first().state["lead_use"] == {"image": image.pk, "alt": "In questa", "1:1": "0.25x0.5"}
        page = chief.get(reverse("admin:newsroom_article_compare", args=[story.pk]))
        [difference] = page.context["differences"]
        told = "".join(piece.text for piece in difference.after)
        assert "In questa" in told
        assert "1:1: 25" in told
        assert "{" not in told
        Editor("Marco").opens(story).saves(lead_use_1_1="", lead_use_alt="")
        chief.post(reverse("admin:newsroom_article_restore", args=[story.pk, 2]))
        assert Article.objects.get().lead_use == {"image": image.pk, "alt": "In questa", "1:1": "0.25x0.5"}

    def test_a_version_from_before_there_was_such_a_thing_comes_back(self, chief, image):
        story = an_article("Prima", lead_image=image, published_days_ago=None)
        Editor("Livia").opens(story).saves(headline="Dopo", lead_use_alt="In questa")
        old = story.versions.last()
        del old.state["lead_use"]
        story.refresh_from_db()
        story.restore(old, by=None)
        assert Article.objects.get().headline == "Prima"

    def test_two_editors_of_different_things_both_keep_theirs(self, image):
        story = an_article("Prima", lead_image=image, published_days_ago=None)
        livia, marco = Editor("Livia").opens(story), Editor("Marco").opens(story)
        assert livia.saves(headline="Dopo").status_code == 302
        assert marco.saves(lead_use_1_1=LEFT).status_code == 302
        story.refresh_from_db()
        assert (story.headline, story.lead_use) == ("Dopo", {"image": image.pk, "1:1": LEFT})
        assert livia.again(livia.editor.client.get(url(story))).saves(kicker="Ecco").status_code == 302
        assert Article.objects.get().lead_use == {"image": image.pk, "1:1": LEFT}

    def test_two_crops_of_one_picture_are_asked_about_in_words(self, image):
        story = an_article(lead_image=image, published_days_ago=None)
        livia, marco = Editor("Livia").opens(story), Editor("Marco").opens(story)
        assert livia.saves(lead_use_1_1=LEFT).status_code == 302
        asked = marco.saves(lead_use_1_1=RIGHT)
        assert asked.status_code == 409
        [conflict] = asked.context["conflicts"]
        assert ["".join(piece.text for piece in side)[:8] for side in (conflict.before, conflict.after)] == [
            "1:1: 0 p",
            "1:1: 100",
        ]
        again = marco.again(asked)
        assert again.values["lead_use_1_1"] == [RIGHT]
        assert again.saves(choose_lead_use="theirs").status_code == 302
        assert Article.objects.get().lead_use == {"image": image.pk, "1:1": LEFT}

    def test_a_crop_never_lands_on_the_picture_that_a_colleague_put_there(self, image):
        story = an_article(lead_image=image, published_days_ago=None)
        other = an_image("Un'altra", file=halves())
        livia, marco = Editor("Livia").opens(story), Editor("Marco").opens(story)
        assert livia.saves(lead_image=str(other.pk)).status_code == 302
        assert marco.saves(lead_use_1_1=LEFT, lead_use_alt="Di quella").status_code == 302
        story = Article.objects.get()
        assert story.lead_image == other
        assert story.lead_picture.alt_text == other.alt
        assert story.rendition("1:1") == other.rendition("1:1")

    def test_the_preview_of_an_unsaved_crop_shows_pictures_that_are_there(self, chief, image):
        """Row 20 of the newsroom's complaints: what a preview names can be seen, although nobody saved it."""
        story = an_article(lead_image=image, published_days_ago=None)
        page = preview(chief, article_form(**use(image, alt="In questa", **{"16_9": "0.333x0.5"})), story)
        page = page.content.decode()
        assert 'alt="In questa"' in page
        addresses = {part.split()[0] for part in page.split('srcset="')[1].split('"')[0].split(", ")}
        assert len(addresses) == 3
        assert all(image.file.storage.exists(one.removeprefix("/media/")) for one in addresses)
        assert not Article.objects.get().lead_use

    def test_what_is_typed_is_offered_back_and_taken_up(self, image):
        story = an_article(lead_image=image, published_days_ago=None)
        livia = Editor("Livia")
        form = livia.opens(story)
        typed = {name: values for name, values in form.values.items() if name.startswith("lead_")}
        kept = {"headline": story.headline, "section": story.section_id, "authors": form.values["authors"]}
        types(livia, story, 5, **typed | kept | {"lead_use_alt": "In questa", "lead_use_4_3": LEFT})
        page = livia.client.get(url(story))
        [offer] = page.context["offers"]
        assert "lead_use" in [difference.name for difference in offer.differences]
        resumed = form.again(livia.client.get(offer.url))
        assert resumed.values["lead_use_alt"] == ["In questa"]
        assert resumed.values["lead_use_4_3"] == [LEFT]
        for hostile in ("abc", "-4", "9" * 30, "²"):
            types(livia, story, 9, **kept, lead_image=hostile, lead_use_image=hostile, lead_use_4_3="boh")
            assert livia.client.get(url(story)).status_code == 200
            assert livia.client.get(offer.url).status_code == 200

    def test_a_pending_change_brings_it(self, chief, client, image):
        story = an_article("Fuori", lead_image=image)
        address = reverse("admin:newsroom_article_pending", args=[story.pk])
        data = {
            "headline": story.headline,
            "standfirst": story.standfirst,
            "body": story.body,
            "section": story.section_id,
            "authors": [author.pk for author in story.authors.all()],
            "sort": "typo",
        }
        data |= use(image, alt="In questa", **{"1_1": LEFT})
        assert chief.post(address, data | {"_keep": "1"}).status_code == 302
        waiting = PendingChange.objects.get()
        assert waiting.fields == {"lead_use": [{}, {"image": image.pk, "alt": "In questa", "1:1": LEFT}]}
        assert 'value="In questa"' in chief.get(address).content.decode()
        assert "In questa" not in client.get(story.get_absolute_url()).content.decode()
        waiting.apply()
        assert 'alt="In questa"' in client.get(story.get_absolute_url()).content.decode()
        assert colour(Article.objects.get().rendition("1:1").url) == "redred"

    def test_structured_data_is_data_whatever_the_words(self, client, image):
        own = {"image": image.pk, "alt": '</script><script>alert(1)</script>"', "caption": "</figure>"}
        page = client.get(an_article(lead_image=image, lead_use=own).get_absolute_url()).content.decode()
        assert "<script>alert" not in page
        json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
