from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from football.models import Addressed, stamp
from football.models.relations import printed_with
from football.topics import AUTHORS, MENU, topic


class Author(Addressed):
    """A byline. It may belong to someone who signs in, or to none: agencies and guests have a byline too."""

    name = models.CharField(_("name"), max_length=100)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text=_("Who signs in with this byline: their stories are then theirs to edit."),
    )
    note = models.CharField(
        _("note"), max_length=60, blank=True, help_text=_("Printed beside the name: “guest”, “invented byline”.")
    )
    bio = models.TextField(_("about"), blank=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("author", args=[self.slug])

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        stamp({AUTHORS, topic("author", self.pk), *printed_with(Author, [self.pk])})

    @transaction.atomic
    def delete(self, *args, **kwargs):
        stamp({AUTHORS, topic("author", self.pk), *printed_with(Author, [self.pk])})
        return super().delete(*args, **kwargs)


class Section(Addressed):
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("The order in the menu."))

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("section", args=[self.slug])

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        stamp({MENU, topic("section", self.pk), *printed_with(Section, [self.pk])})

    @transaction.atomic
    def delete(self, *args, **kwargs):
        stamp({MENU, topic("section", self.pk)})
        return super().delete(*args, **kwargs)
