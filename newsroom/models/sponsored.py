"""What somebody paid for, said wherever the story is printed; never by whoever takes bets (art. 9 DL 87/2018)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom import betting
from newsroom.models.prose import validate_line


def validate_sponsor(name):
    if betting.words_in(name):
        raise ValidationError(_("The law forbids advertising of betting: this sponsor cannot be accepted."))


class Sponsored(models.Model):
    """What an Article says of who paid for it."""

    sponsor = models.CharField(
        _("sponsor"),
        max_length=80,
        blank=True,
        validators=[validate_line, validate_sponsor],
        help_text=_(
            "Who paid for it. Readers find it above the headline, on cards and in feeds; news services do not get it."
        ),
    )

    class Meta:
        abstract = True

    @property
    def sponsor_line(self):
        """The sentence that says so, or nothing."""
        return self.sponsor and gettext("Sponsored content: %(sponsor)s") % {"sponsor": self.sponsor}
