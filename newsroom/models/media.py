import logging
from copy import copy
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urljoin

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from imagefield.fields import PPOIField

from football.models import stamp
from football.models.relations import printed_with
from newsroom.models.picture_use import PictureUse, validate_focal_point
from newsroom.models.renditions import CROPS, FITTED, FORMATS, PLAIN, SIZES, WIDTHS, Rendition
from newsroom.models.uploads import PictureField

logger = logging.getLogger(__name__)
#: How long before their end rights are on the work list.
NOTICE = timedelta(days=14)


class ImageQuerySet(models.QuerySet):
    def usable(self, *, on=None):
        """Those whose rights last on a day (today by default): what is offered for new stories. The same rule as
        `Image.rights_expired`."""
        on = on or timezone.localdate()
        return self.filter(Q(rights_until__isnull=True) | Q(rights_until__gte=on))

    def expired(self, *, on=None):
        return self.filter(rights_until__lt=on or timezone.localdate())

    def expiring(self):
        """Those whose rights end within NOTICE."""
        return self.usable().filter(rights_until__lte=timezone.localdate() + NOTICE)

    def rights_queue(self, stories):
        """Those that `stories` show and whose rights have ended or end within NOTICE, the most urgent first."""
        ending = self.filter(rights_until__lte=timezone.localdate() + NOTICE)
        return ending.shown_by(stories).order_by("rights_until", "pk")

    def shown_by(self, stories):
        """Those that lead one of these stories or stand in its body."""
        leads = stories.filter(lead_image=OuterRef("pk"))
        bodies = stories.filter(body_images=OuterRef("pk"))
        return self.filter(Exists(leads) | Exists(bodies))


class Image(models.Model):
    """A picture with what readers are told of it. The focal point stays in view in every crop."""

    #: The formats that are cropped otherwise: of a picture as a story shows it (`as_used`).
    points = MappingProxyType({})

    file = PictureField(
        gettext_lazy("file"),
        upload_to="immagini/%Y/%m",
        formats=FORMATS,
        width_field="width",
        height_field="height",
        ppoi_field="focal_point",
        max_length=200,
        help_text=gettext_lazy("JPEG, PNG or WebP, at least 1200 pixels wide. Where it was taken is removed from it."),
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    focal_point = PPOIField(gettext_lazy("focal point"), validators=[validate_focal_point])
    title = models.CharField(
        gettext_lazy("name"), max_length=120, help_text=gettext_lazy("For the newsroom, to find it again.")
    )
    alt = models.CharField(
        gettext_lazy("alternative text"),
        max_length=250,
        blank=True,
        help_text=gettext_lazy("What it shows, for those who do not see it."),
    )
    decorative = models.BooleanField(
        gettext_lazy("decorative"),
        default=False,
        help_text=gettext_lazy("It says nothing that the text does not: no alternative text."),
    )
    caption = models.CharField(gettext_lazy("caption"), max_length=250, blank=True)
    credit = models.CharField(
        gettext_lazy("credit"), max_length=100, blank=True, help_text=gettext_lazy("Who made it, or who owns it.")
    )
    rights_until = models.DateField(
        gettext_lazy("rights until"),
        null=True,
        blank=True,
        db_index=True,
        help_text=gettext_lazy(
            "The last day on which it may be published. Afterwards it is offered for no new story; where it is out, "
            "it stays until you replace it."
        ),
    )
    created_at = models.DateTimeField(gettext_lazy("added"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("image")
        verbose_name_plural = gettext_lazy("images")
        ordering = ["-pk"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """A new file is cropped for the stories that crop it their own way, too. One query for those. What cannot be
        stored whole leaves no row, and of a new file nothing."""
        is_new = self.file and not self.file._committed
        try:
            self._save_with_files(*args, **kwargs)
        except Exception:
            if is_new and self.file._committed:
                self.file.delete(save=False)
            raise

    @transaction.atomic
    def _save_with_files(self, *args, **kwargs):
        super().save(*args, **kwargs)
        stamp(printed_with(Image, [self.pk]))
        for stored in self.articles.exclude(lead_use={}).values_list("lead_use", flat=True):
            self.as_used(PictureUse.of(stored)).make_crops()

    def as_used(self, use):
        """Return the picture as a story shows it: a copy to be printed, with the crops and the words of a PictureUse
        where that is about this picture. No query."""
        used = copy(self)
        # The copy's own, or its addresses would be those of the original.
        used.__dict__["file"] = self.file.name
        if use.image == self.pk:
            used.points = use.points
            used.alt, used.caption = use.alt or self.alt, use.caption or self.caption
            used.decorative = self.decorative and not use.alt
        return used

    def make_crops(self):
        """Make the renditions of the formats that are cropped otherwise, unless they are there. A file that is gone
        holds nothing up: the picture is broken in any case."""
        try:
            for name in [name for crop in self.points for name in CROPS[crop]]:
                self.file.process(name)
        except OSError:
            logger.exception("The crops of picture %s were not made", self.pk)

    def rendition(self, crop):
        """Return the Rendition at "16:9", "4:3", "1:1" or "social": a JPEG 1200 pixels wide. No query."""
        return Rendition(urljoin(settings.SITE_URL, getattr(self.file, PLAIN[crop])), *SIZES[crop])

    @property
    def rights_expired(self):
        return bool(self.rights_until and self.rights_until < timezone.localdate())

    def problems(self):
        """What it lacks to be published, in sentences."""
        found = []
        if not self.alt.strip() and not self.decorative:
            found.append(_("Write what the image shows, or tick “decorative”."))
        if not self.credit.strip():
            found.append(_("Write who made it, or who owns it."))
        if self.rights_expired:
            found.append(_("Its rights ended on %(day)s: choose another.") % {"day": f"{self.rights_until:%d/%m/%Y}"})
        return found

    @property
    def is_missing(self):
        """Whether its file is gone from where media are kept, which is asked."""
        return not self.file.storage.exists(self.file.name)

    @property
    def alt_text(self):
        return "" if self.decorative else self.alt

    @property
    def social_address(self):
        """The absolute address of the picture for cards and feeds, wherever media are kept."""
        return self.rendition("social").url

    @property
    def wide_sources(self):
        """(media type, srcset) of its crops at 16:9, the best first."""
        return self._sources("wide", {width: width for width in WIDTHS})

    @property
    def fitted_sources(self):
        """(media type, srcset) of the picture whole, which is never enlarged, the best first."""
        return self._sources("fitted", {width: min(width, self.width) for width in FITTED})

    def _sources(self, name, widths):
        return [(f"image/{kind}", self._srcset(f"{name}_%d_{kind}", widths)) for kind in ("avif", "webp")]

    def _srcset(self, rendition, widths):
        return ", ".join(f"{getattr(self.file, rendition % width)} {real}w" for width, real in widths.items())
