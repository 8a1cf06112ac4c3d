import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image as Picture

from newsroom.models import Image
from newsroom.models.uploads import clean_upload
from tests.builders import a_picture, an_image

pytestmark = pytest.mark.django_db


def test_a_picture_is_kept_upright_and_without_where_it_was_taken():
    exif = Picture.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x8825] = {1: "N", 2: (45.0, 28.0, 0.0)}
    encoded = io.BytesIO()
    Picture.new("RGB", (300, 100), "#123456").save(encoded, "JPEG", exif=exif)
    kept = Picture.open(clean_upload(ContentFile(encoded.getvalue(), name="a.jpg")))
    assert kept.size == (100, 300)
    assert not kept.getexif()


@pytest.mark.parametrize(("format", "ending"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")])
def test_the_ending_tells_the_true_format(format, ending):
    assert clean_upload(a_picture((40, 40), format, "foto.gif")).name == f"foto{ending}"


def test_odd_colours_are_brought_to_screen():
    encoded = io.BytesIO()
    Picture.new("CMYK", (40, 40)).save(encoded, "JPEG")
    assert Picture.open(clean_upload(ContentFile(encoded.getvalue(), name="a.jpg"))).mode == "RGB"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (ContentFile(b"just text", name="foto.jpg"), "non è un'immagine JPEG, PNG o WebP"),
        (ContentFile(SVG, name="foto.svg"), "non è un'immagine JPEG, PNG o WebP"),
        (a_picture((8000, 5000), "PNG"), "40 megapixel"),
        (a_picture((20000, 20000), "PNG"), "davvero troppo grande"),
        (ContentFile(a_picture().read()[:8000], name="foto.jpg"), "rovinata"),
        (a_picture((10, 10), "GIF"), "non è un'immagine JPEG, PNG o WebP"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_with_the_reason(file, message):
    with pytest.raises(ValidationError, match=message):
        clean_upload(file)
    with pytest.raises((ValidationError, Picture.DecompressionBombError)), transaction.atomic():
        Image.objects.create(file=file, title="x", alt="x", credit="x")
    assert not Image.objects.exists()


def test_a_file_too_heavy_is_refused_before_it_is_opened(settings):
    settings.IMAGE_MAX_BYTES = 10
    with pytest.raises(ValidationError, match="il limite è"):
        clean_upload(a_picture())


def test_renditions_are_there_and_crop_to_their_size():
    image = an_image(file=a_picture((1600, 900)))
    for name, size in {"wide_960": (960, 540), "square": (240, 240), "social": (1200, 630)}.items():
        url = getattr(image.file, name)
        with image.file.storage.open(url.removeprefix("/media/")) as file:
            assert Picture.open(file).size == size
    assert image.social_address.startswith("http")


def test_an_image_says_what_it_shows_or_is_decorative():
    with pytest.raises(ValidationError, match="decorativa"):
        Image(file=a_picture(), title="x", credit="x").full_clean()
    an_image(alt="", decorative=True).full_clean()
