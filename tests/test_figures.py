"""The pictures in a body: kept as references, printed with what is true of them today."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse

from newsroom.models import Image
from newsroom.models.figures import figure, render_figures
from newsroom.models.prose import clean_body
from tests.builders import a_picture, an_article, an_editor, an_image

pytestmark = pytest.mark.django_db


def test_a_figure_is_printed_with_todays_file_alt_and_credit(client):
    """Row 22 of the newsroom's complaints: a caption for each use; alternative text and credit are the picture's."""
    image = an_image(caption="La sua didascalia", alt="Una panca")
    story = an_article(body=f"<p>Prima</p>{figure(image.pk)}{figure(image.pk, 'Di questo <em>uso</em>')}<p>Dopo</p>")
    page = client.get(story.get_absolute_url()).content.decode()
    assert page.count('<figure class="in-body"><picture><source type="image/avif"') == 2
    assert "La sua didascalia <span" in page
    assert "Di questo <em>uso</em> <span" in page
    image.alt, image.credit, image.file = "Una panca vuota", "ANSA", a_picture((640, 360), name="nuova.jpg")
    image.save()
    page = client.get(story.get_absolute_url()).content.decode()
    assert page.count('alt="Una panca vuota"') == page.count("ANSA</span>") == 2
    assert 'width="640" height="360"' in page
    assert "data-image" not in page


def test_a_figure_has_its_own_alternative_text_in_each_story(client):
    """Row 22 of the newsroom's complaints: alternative text for each use, where the text shows a picture too."""
    image = an_image("Una panca", alt="Una panca", decorative=True)
    plain, own = (
        an_article(body=figure(image.pk)),
        an_article(body=figure(image.pk, "In mezzo", 'Detto "così" & <qui>')),
    )
    pages = [client.get(story.get_absolute_url()).content.decode() for story in (plain, own)]
    assert 'alt=""' in pages[0]
    assert 'alt="Detto &quot;così&quot; &amp; &lt;qui&gt;"' in pages[1]
    assert "data-alt" not in pages[1]
    feed = client.get("/feed.rss").content.decode()
    assert "Detto &amp;quot;così&amp;quot;" in feed


def test_the_words_of_a_figure_are_enough_to_publish():
    image = an_image("Senza testo", alt="")
    lacking, told = (an_article(body=figure(image.pk, alt=alt)) for alt in ("", "Una panca"))
    both = an_article(body=figure(image.pk, alt="Una panca") + figure(image.pk))
    assert [len(story.picture_problems()) for story in (lacking, told, both)] == [1, 0, 1]
    told.refuse_unready()
    for story in (lacking, both):
        with pytest.raises(ValidationError):
            story.refuse_unready()


def test_a_feed_carries_plain_pictures_at_whole_addresses(client):
    an_article(body=figure(an_image(alt="Una panca").pk, "In mezzo"))
    feed = client.get("/feed.rss").content.decode()
    assert '&lt;figure&gt;&lt;img src="http://testserver/media/' in feed
    assert "In mezzo" in feed
    assert "srcset" not in feed


def test_a_picture_that_is_no_more_prints_nothing():
    assert render_figures(f"<p>a</p>{figure(999)}<p>b</p>") == "<p>a</p><p>b</p>"


def test_figures_cost_one_query_whatever_their_number(django_assert_num_queries):
    body = "".join(figure(an_image().pk) for _ in range(20))
    with django_assert_num_queries(1):
        assert render_figures(body).count("<picture>") == 20


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('<figure data-alt="A &amp; &lt;b&gt;" data-image="12"></figure>', figure(12, alt="A & <b>")),
        ('<figure data-image="12" data-alt=\'x" onload="y\'></figure>', figure(12, alt='x" onload="y')),
        ('<figure data-image="12" data-alt="  "></figure>', figure(12)),
        (f'<figure data-image="12" data-alt="{"a" * 999}"></figure>', figure(12, alt="a" * 250)),
        ('<p data-alt="x">a</p>', "<p>a</p>"),
        ('<figure data-image="12"></figure>', '<figure data-image="12"></figure>'),
        (
            '<figure data-image="12"><figcaption>A <em>b</em></figcaption></figure>',
            '<figure data-image="12"><figcaption>A <em>b</em></figcaption></figure>',
        ),
        (
            '<figure data-image="12"><img src="x" onerror="alert(1)">altro</figure>',
            '<figure data-image="12"><figcaption>altro</figcaption></figure>',
        ),
        ('<figure data-image="12 onload=x">a</figure>', "<p>a</p>"),
        ('<figure data-image="-1"></figure><p>a</p>', "<p>a</p>"),
        ('<figure data-image="99999999999999999999999">a</figure>', "<p>a</p>"),
        ("<figure>a<figcaption>b</figcaption></figure>", "<p>ab</p>"),
        (
            '<figure data-image="1"><figure data-image="2"></figure></figure>',
            '<figure data-image="1"></figure><figure data-image="2"></figure>',
        ),
        ('<figure data-image="3" class="x" style="y" onclick="z"></figure>', '<figure data-image="3"></figure>'),
        ("<figcaption>sola</figcaption>\0<p>a</p>", "sola<p>a</p>"),
        (
            '<figure data-image="3"><figcaption><script>x</script>b</figcaption></figure>',
            '<figure data-image="3"><figcaption>b</figcaption></figure>',
        ),
    ],
)
def test_a_body_keeps_references_to_pictures_and_their_captions_only(typed, kept):
    assert clean_body(typed) == kept
    assert clean_body(kept) == kept


def test_the_first_mention_is_not_linked_in_a_caption():
    story = an_article(body=f"{figure(an_image().pk, 'Il Lecce')}<p>Il Lecce.</p>")
    story.link_mentions()
    assert "Il Lecce</figcaption>" in story.printed_body


def test_a_picture_in_a_body_cannot_be_deleted_until_it_is_taken_out(client):
    image = an_image("Nel corpo")
    story = an_article("La storia", body=figure(image.pk), published_days_ago=None)
    with pytest.raises(ProtectedError):
        image.delete()
    client.force_login(an_editor("Caporedattore"))
    form = client.get(reverse("admin:newsroom_image_change", args=[image.pk])).content.decode()
    assert "In 1 articolo:" in form
    assert reverse("admin:newsroom_article_change", args=[story.pk]) in form
    delete = reverse("admin:newsroom_image_delete", args=[image.pk])
    assert "La storia" in client.post(delete, {"post": "yes"}).content.decode()
    assert Image.objects.filter(pk=image.pk).exists()
    story.body = "<p>Senza</p>"
    story.save()
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not Image.objects.filter(pk=image.pk).exists()


def test_a_reference_to_no_picture_can_be_saved():
    assert an_article(body=figure(12345)).body_images.count() == 0
