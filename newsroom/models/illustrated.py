"""The pictures of a story: the one that leads it, those in its body, and what they still lack to be published."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.models.figures import images_in, pictures_in, render_figures
from newsroom.models.media import Image
from newsroom.models.picture_use import PictureUse, validate_use


class BodyImage(models.Model):
    """A picture that a story's body shows: it cannot be deleted from under it."""

    article = models.ForeignKey("newsroom.Article", on_delete=models.CASCADE, related_name="+")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = gettext_lazy("picture in a body")
        verbose_name_plural = gettext_lazy("pictures in bodies")
        constraints = [models.UniqueConstraint(fields=["article", "image"], name="body_image_once_in_a_story")]

    def __str__(self):
        return f"{self.article}: {self.image}"

    @classmethod
    def printed_on(cls, rows):
        stories = cls._meta.get_field("article").related_model
        return stories.printed_on(stories._base_manager.filter(pk__in=rows.values("article")))


class Illustrated(models.Model):
    """What an Article does with its pictures."""

    lead_image = models.ForeignKey(
        Image,
        verbose_name=gettext_lazy("image"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
    )
    #: A PictureUse, as it is stored.
    lead_use = models.JSONField(
        gettext_lazy("image in this story"), default=dict, blank=True, validators=[validate_use]
    )
    #: Kept from the body whenever it changes.
    body_images = models.ManyToManyField(Image, through=BodyImage, related_name="body_articles", editable=False)

    class Meta:
        abstract = True

    def keep_body_images(self):
        """Note which pictures the stored body shows. Two queries, and two more when they changed."""
        self.body_images.set(Image.objects.filter(pk__in=images_in(self.body)))

    @property
    def lead_picture(self):
        """The lead image as this story shows it, with its own crops and words, or None. No query when it is loaded."""
        return self.lead_image and self.lead_image.as_used(PictureUse.of(self.lead_use))

    def rendition(self, crop):
        """The lead picture at "16:9", "4:3", "1:1" or "social", 1200 pixels wide: a Rendition with absolute `url`,
        `width` and `height`, or None without a picture. No query when it is loaded."""
        return self.lead_picture and self.lead_picture.rendition(crop)

    def keep_lead_crops(self):
        """Make what this story's own crops lack. One query unless the picture is loaded, none without such crops."""
        if self.lead_image_id and PictureUse.of(self.lead_use).points:
            self.lead_picture.make_crops()

    @property
    def pictures(self):
        """The lead picture and those of the body, each as it is shown. One query, none when they are loaded or
        the body has none."""
        lead = [self.lead_picture] if self.lead_image else []
        inside = {image.pk: image for image in self.body_images.all()} if images_in(self.body) else {}
        return [*lead, *pictures_in(self.body, inside)]

    def picture_problems(self, pictures=None):
        """What the pictures lack to be published, a sentence each. A form passes its own, which are not stored yet."""
        pictures = self.pictures if pictures is None else pictures
        told = (
            _("Picture “%(picture)s”: %(problem)s") % {"picture": picture, "problem": problem}
            for picture in pictures
            for problem in picture.problems()
        )
        return list(dict.fromkeys(told))

    def with_figures(self, body, template="newsroom/_figure.html"):
        """A body with its figures printed. One query, none when they are loaded."""
        images = {image.pk: image for image in self.body_images.all()}
        return render_figures(body, images, template=template)

    @property
    def page_body(self):
        return self.with_figures(self.printed_body)
