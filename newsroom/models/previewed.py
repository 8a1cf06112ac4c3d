"""A story that is shown before it is out: as it would be printed, and by links that can be called back."""

from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string


class Previewed(models.Model):
    """What an Article does to be seen before readers may."""

    #: Part of every link to the story as a draft: a new one voids the links that are about.
    preview_salt = models.CharField(max_length=22, blank=True, editable=False)

    class Meta:
        abstract = True

    def as_if_out(self, *, at=None):
        """Set, without storing them, the instants that publication at `at` (now by default) would set."""
        self.published_at = self.published_at or at or timezone.now()
        self._keep_first_publication()

    def revoke_preview_links(self):
        self.preview_salt = get_random_string(22)
        self.save(update_fields=["preview_salt"])
