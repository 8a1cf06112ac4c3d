from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from football.models import Club, Person, stamp
from rumours.vocabulary import Kind


class Race(models.Model):
    """Rumours of which at most one can come true: the candidates for a bench, a player's clubs in one window."""

    title = models.CharField(_("title"), max_length=150)
    club = models.ForeignKey(
        Club, verbose_name=_("bench of"), null=True, blank=True, on_delete=models.PROTECT, related_name="races"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("destination of"), null=True, blank=True, on_delete=models.PROTECT, related_name="races"
    )
    season = models.CharField(_("season or window"), max_length=40, blank=True)
    vacancy = models.ForeignKey(
        "rumours.Rumour",
        verbose_name=_("only if"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="races_it_opens",
        help_text=_(
            "The rumour by which the bench becomes free. The candidates together are never likelier than that. Empty: "
            "the bench is free already."
        ),
    )

    class Meta:
        verbose_name = _("race")
        verbose_name_plural = _("races")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(club__isnull=False, person__isnull=True) | Q(club__isnull=True, person__isnull=False),
                name="race_for_a_bench_or_of_a_person",
                violation_error_message=_("A race is for one club's bench or for one person's destination."),
            ),
        ]

    def __str__(self):
        return self.title

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        rumours = type(self).rumours.rel.related_model
        stamp(rumours.printed_on(rumours._base_manager.filter(race=self.pk)))

    def clean(self):
        super().clean()
        if self.vacancy_id and not self._opens_it(self.vacancy):
            message = _("The bench becomes free by a rumour that its coach leaves, which runs in no race itself.")
            raise ValidationError({"vacancy": message})

    def _opens_it(self, rumour):
        return (
            self.club_id is not None
            and rumour.kind == Kind.COACH_DEPARTURE
            and rumour.from_club_id == self.club_id
            and rumour.race_id is None
        )
