"""What of a story was made with artificial intelligence, told to readers (art. 19 of the Code of 2025)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AiUse(models.TextChoices):
    """The kinds of contribution, as readers are told of them."""

    TRANSLATION = "translation", _("translation")
    TRANSCRIPTION = "transcription", _("transcription")
    RESEARCH = "research", _("research and data")
    SUMMARY = "summary", _("summary")
    REVISION = "revision", _("revision of the text")
    DRAFT = "draft", _("first draft")
    IMAGE = "image", _("image")


#: Kinds by which a machine made what is read or seen, as the IPTC names them for schema.org.
MADE = {AiUse.DRAFT, AiUse.IMAGE}
SOURCE_TYPE = "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"


def validate_kinds(kinds):
    if not isinstance(kinds, list) or not all(isinstance(kind, str) and kind in AiUse.values for kind in kinds):
        raise ValidationError(_("Choose among the kinds of contribution."))


class AiDisclosed(models.Model):
    """What an Article says of the machines that helped."""

    ai_use = models.JSONField(
        _("artificial intelligence"),
        default=list,
        blank=True,
        validators=[validate_kinds],
        help_text=_("What it was used for. Readers find it under the text, in feeds and in searches."),
    )

    class Meta:
        abstract = True

    @property
    def ai_use_in_words(self):
        """ "translation, summary", in the order of the list; empty when none was used."""
        return ", ".join(str(kind.label) for kind in AiUse if kind in self.ai_use)

    @property
    def ai_credit(self):
        """The sentence that says so, or nothing."""
        told = self.ai_use_in_words
        return told and gettext("With the help of artificial intelligence: %(kinds)s.") % {"kinds": told}

    @property
    def ai_source_type(self):
        """The address by which searches know that a machine made part of it, or nothing."""
        return SOURCE_TYPE if MADE & {*self.ai_use} else ""
