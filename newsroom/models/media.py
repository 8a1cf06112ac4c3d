from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from imagefield.fields import PPOIField
from imagefield.processing_pillow import register_pillow

from newsroom.models.uploads import PictureField

#: Widths of the pictures on the pages, in pixels, for `srcset`.
WIDTHS = (480, 960, 1600)
#: For social cards and feeds: JPEG, which every reader shows.
SOCIAL_SIZE = (1200, 630)


@register_pillow
def as_webp(get_image):
    def processor(image, context):
        image = get_image(image, context)
        context.save_kwargs.update(format="WEBP", quality=80)
        return image

    return processor


@register_pillow
def as_jpeg(get_image):
    def processor(image, context):
        image = get_image(image.convert("RGB"), context)
        context.save_kwargs.update(format="JPEG", quality=84, progressive=True)
        return image

    return processor


def rendition(encode, ending, size):
    """Return the imagefield format that crops to `size` around the focal point."""

    def spec(fieldfile, context):
        context.extension = ending
        context.processors = [encode, "autorotate", ("crop", size)]

    return spec


FORMATS = {f"wide_{width}": rendition("as_webp", ".webp", (width, width * 9 // 16)) for width in WIDTHS} | {
    "square": rendition("as_webp", ".webp", (240, 240)),
    "social": rendition("as_jpeg", ".jpg", SOCIAL_SIZE),
}


class Image(models.Model):
    """A picture with what readers are told of it. The focal point stays in view in every crop."""

    file = PictureField(
        _("file"),
        upload_to="immagini/%Y/%m",
        formats=FORMATS,
        width_field="width",
        height_field="height",
        ppoi_field="focal_point",
        max_length=200,
        help_text=_("JPEG, PNG or WebP, at least 1200 pixels wide. Where it was taken is removed from it."),
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    focal_point = PPOIField(_("focal point"))
    title = models.CharField(_("name"), max_length=120, help_text=_("For the newsroom, to find it again."))
    alt = models.CharField(
        _("alternative text"), max_length=250, blank=True, help_text=_("What it shows, for those who do not see it.")
    )
    decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It says nothing that the text does not: no alternative text.")
    )
    caption = models.CharField(_("caption"), max_length=250, blank=True)
    credit = models.CharField(_("credit"), max_length=100, help_text=_("Who made it, or who owns it."))
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt="") | Q(decorative=True),
                name="image_has_alt_or_is_decorative",
                violation_error_message=_("Write what the image shows, or tick “decorative”."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def social_address(self):
        """The absolute address of the picture for cards and feeds, wherever media are kept."""
        return urljoin(settings.SITE_URL, self.file.social)
