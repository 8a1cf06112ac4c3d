import io
import re
import struct
import zlib
from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from PIL import Image as Picture
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from newsroom.models import Image
from newsroom.models.renditions import FORMATS
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


def with_gps(format, **options):
    exif = Picture.Exif()
    exif[0x010F] = "Telefono di Livia"
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 28.0, 40.0), 3: "E", 4: (9.0, 7.0, 26.0)})
    encoded = io.BytesIO()
    Picture.new("RGB", (640, 480), "#123456").save(encoded, format, exif=exif, **options)
    return encoded.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_where_a_picture_was_taken_is_in_no_file_that_we_keep(format):
    notes = PngInfo()
    notes.add_text("Comment", "Telefono di Livia, 45.4777 N")
    options = {
        "JPEG": {"comment": b"Telefono di Livia"},
        "PNG": {"pnginfo": notes},
        "WEBP": {"xmp": b"<x>Telefono di Livia"},
    }
    taken = with_gps(format, **options[format])
    assert Picture.open(io.BytesIO(taken)).getexif().get_ifd(0x8825)[2] == (45.0, 28.0, 40.0)
    assert b"Telefono di Livia" in taken
    image = an_image(file=ContentFile(taken, name="foto.jpg"))
    for name in ("", *FORMATS):
        path = getattr(image.file, name).removeprefix("/media/") if name else image.file.name
        with image.file.storage.open(path) as file:
            kept = file.read()
        told = Picture.open(io.BytesIO(kept))
        assert not told.getexif().get_ifd(0x8825), path
        assert b"Telefono" not in kept, path
        assert not {"exif", "xmp", "comment", "Comment"} & {*told.info}, path


@pytest.mark.parametrize(("format", "ending"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")])
def test_the_ending_tells_the_true_format(format, ending):
    assert clean_upload(a_picture((40, 40), format, "foto.gif")).name == f"foto{ending}"


def test_odd_colours_are_brought_to_screen():
    encoded = io.BytesIO()
    Picture.new("CMYK", (40, 40)).save(encoded, "JPEG")
    assert Picture.open(clean_upload(ContentFile(encoded.getvalue(), name="a.jpg"))).mode == "RGB"


def test_a_camera_s_picture_is_kept_as_large_as_pages_need():
    for size, kept in (((6000, 4000), (3200, 2133)), ((2000, 6000), (1067, 3200)), ((1600, 900), (1600, 900))):
        assert Picture.open(clean_upload(a_picture(size))).size == kept


def test_sixteen_bits_of_grey_are_brought_to_eight():
    encoded = io.BytesIO()
    Picture.new("I;16", (40, 40), 40_000).save(encoded, "PNG")
    kept = Picture.open(clean_upload(ContentFile(encoded.getvalue(), name="a.png")))
    assert (kept.mode, kept.getpixel((0, 0))) == ("L", 156)


def test_sixteen_bits_of_colour_are_brought_to_eight():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + struct.pack(">HHH", 40_000, 20_000, 10_000) * 4
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0))
    png += chunk(b"IDAT", zlib.compress(row * 4)) + chunk(b"IEND", b"")
    kept = Picture.open(clean_upload(ContentFile(png, name="a.png")))
    assert (kept.mode, kept.getpixel((0, 0))) == ("RGB", (156, 78, 39))


def test_wide_and_printed_colours_become_those_of_a_screen():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode, options in (("RGB", {"icc_profile": profile}), ("CMYK", {"icc_profile": b"rubbish"})):
        encoded = io.BytesIO()
        Picture.new(mode, (40, 40)).save(encoded, "JPEG", **options)
        kept = Picture.open(clean_upload(ContentFile(encoded.getvalue(), name="a.jpg")))
        assert (kept.mode, "icc_profile" in kept.info) == ("RGB", False)


def test_what_shows_through_is_white_where_a_format_has_no_such_thing():
    encoded = io.BytesIO()
    Picture.new("RGBA", (640, 480), (255, 0, 0, 0)).save(encoded, "PNG")
    image = an_image(file=ContentFile(encoded.getvalue(), name="logo.png"))
    with image.file.storage.open(image.file.social.removeprefix("/media/")) as file:
        assert min(Picture.open(file).convert("RGB").getpixel((600, 300))) > 250


@pytest.mark.parametrize(
    "payload",
    [b"<?php system($_GET[0]); ?>", b"<script>alert(1)</script>", b"PK\x03\x04 and an archive behind it"],
)
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_else_a_file_is_does_not_outlive_its_upload(payload, format):
    polyglot = a_picture((40, 40), format).read() + payload
    assert payload not in clean_upload(ContentFile(polyglot, name="foto.jpg")).read()


def test_a_picture_that_moves_is_kept_still():
    frames = [Picture.new("RGB", (40, 40), colour) for colour in ("#ff0000", "#00ff00")]
    for format in ("WEBP", "PNG", "MPO"):
        encoded = io.BytesIO()
        frames[0].save(encoded, format, save_all=True, append_images=frames[1:])
        kept = Picture.open(clean_upload(ContentFile(encoded.getvalue(), name="a.webp")))
        assert getattr(kept, "n_frames", 1) == 1


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_file_is_a_picture_or_a_sentence(format):
    chance, whole = Random(7), a_picture((64, 48), format).read()
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            clean_upload(ContentFile(bytes(damaged[: chance.choice([None, 200])]), name="a.jpg"))
        except ValidationError as error:
            assert error.messages[0].endswith(".")


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
        (a_picture((10, 10), "TIFF"), "non è un'immagine JPEG, PNG o WebP"),
        (a_picture((10, 10), "BMP"), "non è un'immagine JPEG, PNG o WebP"),
        (a_picture((10, 10), "PDF"), "non è un'immagine JPEG, PNG o WebP"),
        (ContentFile(b"GIF89a<script>alert(1)</script>", name="foto.gif"), "non è un'immagine JPEG, PNG o WebP"),
        (ContentFile(b"\x00\x00\x00\x1cftypheic", name="foto.heic"), "non è un'immagine JPEG, PNG o WebP"),
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


CROPS = {
    "wide_480_avif": (480, 270),
    "wide_960_webp": (960, 540),
    "wide_1600_avif": (1600, 900),
    "wide": (1200, 675),
    "standard": (1200, 900),
    "square": (1200, 1200),
    "small": (240, 240),
    "social": (1200, 630),
    "fitted_960_webp": (960, 540),
    "fitted_1600_avif": (1600, 900),
    "fitted": (960, 540),
}


def test_renditions_are_there_and_crop_to_their_size():
    image = an_image(file=a_picture((1600, 900)))
    for name, size in CROPS.items():
        url = getattr(image.file, name)
        with image.file.storage.open(url.removeprefix("/media/")) as file:
            assert Picture.open(file).size == size
    assert image.social_address.startswith("http")


def test_what_an_image_lacks_to_be_published_is_told():
    """Row 22 of the newsroom's complaints: alternative text, caption, credit."""
    today = timezone.localdate()
    assert an_image().problems() == an_image(alt="", decorative=True).problems() == []
    assert an_image(rights_until=today).problems() == []
    alt, credit, rights = Image(rights_until=today - timedelta(days=1)).problems()
    assert "decorativa" in alt
    assert "di chi è" in credit
    assert "i diritti sono scaduti" in rights.lower()


def test_readers_get_the_best_format_that_they_know():
    image = an_image(file=a_picture((1200, 2400)))
    assert [kind for kind, _addresses in image.wide_sources] == ["image/avif", "image/webp"]
    assert [part.split()[1] for part in image.fitted_sources[0][1].split(", ")] == ["960w", "1200w"]
    picture = render_to_string("newsroom/_picture.html", {"image": image, "sizes": "100vw"})
    assert picture.index("image/avif") < picture.index("image/webp") < picture.index("<img")
    assert re.search(r'<img src="[^"]+\.jpg"', picture)
