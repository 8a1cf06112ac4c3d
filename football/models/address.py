"""What has a page keeps its old addresses: a changed slug goes on answering, with a redirect."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from football.names import slug_of


class PastSlug(models.Model):
    """A slug that something had before. It points at the thing, not at the next slug: a redirect is always one hop."""

    model = models.CharField(max_length=60)
    slug = models.SlugField(max_length=120)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("past address")
        verbose_name_plural = _("past addresses")
        constraints = [models.UniqueConstraint(fields=["model", "slug"], name="one_thing_for_a_past_slug")]

    def __str__(self):
        return f"{self.model}: {self.slug}"

    @classmethod
    def of(cls, model):
        """The past slugs of a model, whichever proxy of it is given."""
        return cls.objects.filter(model=model._meta.concrete_model._meta.label_lower)


class Addressed(models.Model):
    """A model with a page of its own at a slug. `slug_source` names the field from which an empty slug is made."""

    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The last part of the page's address. Leave it empty and it is made from the name."),
        error_messages={"unique": _("Another page already has this address: choose a different one.")},
    )
    slug_source = "name"

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance._stored_slug = instance.__dict__.get("slug")
        return instance

    def has_been_public(self):
        """Whether anyone may hold the old address: only then is it worth keeping."""
        return True

    def clean(self):
        super().clean()
        self.fill_slug()

    def fill_slug(self):
        """Give an empty slug its value, with a number behind it when the plain one is taken."""
        if self.slug:
            return
        plain = slug_of(getattr(self, self.slug_source))
        if not plain:
            raise ValidationError({"slug": _("No address can be made from this name: write one in Latin letters.")})
        self.slug = self.free_slug(plain)

    def free_slug(self, plain):
        """Return a slug, with a number behind it when another has the plain one."""
        slug, number = plain, 2
        while type(self)._base_manager.filter(slug=slug).exclude(pk=self.pk).exists():
            slug, number = f"{plain}-{number}", number + 1
        return slug

    def save(self, *args, **kwargs):
        self.fill_slug()
        super().save(*args, **kwargs)
        stored = getattr(self, "_stored_slug", None)
        if stored and stored != self.slug and self.has_been_public():
            self.remember(stored)
        self._stored_slug = self.slug

    def remember(self, slug):
        """Let a slug that was this one's, or that of another which it took over, lead here."""
        label = self._meta.concrete_model._meta.label_lower
        PastSlug.objects.update_or_create(model=label, slug=slug, defaults={"object_id": self.pk})

    @classmethod
    def formerly_at(cls, slug):
        """Return the object that once had this slug, or None. One or two queries."""
        past = PastSlug.of(cls).filter(slug=slug).first()
        return past and cls._base_manager.filter(pk=past.object_id).first()
