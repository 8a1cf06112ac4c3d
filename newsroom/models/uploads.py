"""What may come in as a picture: decoded to be believed, small enough to be handled, stripped of where it was taken."""

import io
import logging
import warnings
from contextlib import suppress
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from imagefield.fields import ImageField
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

logger = logging.getLogger(__name__)
#: What is accepted, and how it is kept: file ending and options of the encoder.
KEPT_AS = {
    "JPEG": (".jpg", {"quality": 90, "optimize": True}),
    "PNG": (".png", {"optimize": True}),
    "WEBP": (".webp", {"quality": 90}),
}
#: Telephones put a second picture behind the first: a JPEG all the same.
ALSO_CALLED = {"MPO": "JPEG"}

#: Twice the widest rendition, in pixels: what is larger is kept at this size, since each rendition decodes it anew.
LONGEST_SIDE = 3200
SRGB = ImageCms.createProfile("sRGB")


class CleanPicture(ContentFile):
    """A picture that has been through `clean_upload`."""


def clean_upload(upload):
    """Return `upload` decoded and encoded anew, upright and without metadata, under the ending of its true format.

    Raises ValidationError, in words an editor can act on, for what is too large or is not a JPEG, PNG or WebP.
    """
    if upload.size > settings.IMAGE_MAX_BYTES:
        raise ValidationError(
            _("The file is %(size)s: the limit is %(limit)s. Export it smaller.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(settings.IMAGE_MAX_BYTES)}
        )
    picture = _open(upload)
    kind = ALSO_CALLED.get(picture.format, picture.format)
    ending, options = KEPT_AS[kind]
    kept = for_the_screen(ImageOps.exif_transpose(_decode(picture)))
    kept.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # Encoders take comments, places and programs' notes from here.
    kept.info = {}
    encoded = io.BytesIO()
    kept.save(encoded, kind, **options)
    return CleanPicture(encoded.getvalue(), name=PurePath(upload.name).stem + ending)


def for_the_screen(picture):
    """Return a picture in eight-bit sRGB or grey, as browsers without a colour profile show it."""
    if picture.mode.startswith("I"):
        # Sixteen bits of grey, of which a plain conversion would keep the lowest eight: all white.
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    profile = picture.info.get("icc_profile")
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    if profile and picture.mode in ("RGB", "CMYK"):
        return _to_srgb(picture, profile)
    return picture if picture.mode == "L" and mode == "RGB" or picture.mode == mode else picture.convert(mode)


def _to_srgb(picture, profile):
    """Telephones take pictures in wider colours, and agencies send some for print."""
    try:
        return ImageCms.profileToProfile(picture, io.BytesIO(profile), SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A profile that is damaged or for other colours says nothing that could be kept.
        return picture.convert("RGB")


def _open(upload):
    """Return the picture with its size known and its pixels not yet read: a bomb is refused before it unpacks."""
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=list(KEPT_AS))
    except Image.DecompressionBombError as error:
        raise ValidationError(_too_many_pixels()) from error
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise ValidationError(_("This file is not a JPEG, PNG or WebP picture, whatever its name says.")) from error
    if picture.width * picture.height > settings.IMAGE_MAX_PIXELS:
        raise ValidationError(_too_many_pixels(picture.width * picture.height))
    return picture


def _decode(picture):
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError) as error:
        raise ValidationError(_("The picture is damaged: it cannot be read to the end. Export it again.")) from error
    return picture


def _too_many_pixels(pixels=None):
    limit = settings.IMAGE_MAX_PIXELS // 1_000_000
    if pixels is None:
        return _("The picture is far too large: the limit is %(limit)d megapixels.") % {"limit": limit}
    return _("The picture has %(pixels)d megapixels: the limit is %(limit)d. Export it smaller.") % {
        "pixels": round(pixels / 1_000_000),
        "limit": limit,
    }


class PictureFormField(forms.FileField):
    """Says what is wrong with a picture beside the field, before anything else looks at its pixels."""

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and clean_upload(upload)


class PictureField(ImageField):
    """An image field that stores only cleaned pictures, through a form or any other door."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField} | kwargs)

    def update_dimension_fields(self, instance, *args, **kwargs):
        # Of a file that is gone the size stays as it was: what is told of it is stored all the same.
        with suppress(FileNotFoundError):
            super().update_dimension_fields(instance, *args, **kwargs)

    def _generate_files(self, instance, **kwargs):
        try:
            super()._generate_files(instance, **kwargs)
        except FileNotFoundError:
            logger.exception("The file of picture %s is gone: nothing can be made of it", instance.pk)

    def pre_save(self, instance, add):
        file = getattr(instance, self.attname)
        if file and not file._committed and not isinstance(file.file, CleanPicture):
            file.file = clean_upload(file.file)
            file.name = file.file.name
        return super().pre_save(instance, add)
