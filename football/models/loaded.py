import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

#: The names of rows are told apart from all other names by this.
ROWS = uuid.UUID("6f0f8a52-94c1-4b5e-9a53-0d6e2b7c41d8")


class LoadedRow(models.Model):
    """A row of a reference file that has been applied once, and what it made.

    A row is never applied twice: whatever an editor has since changed, renamed or deleted stays as it is.
    """

    dataset = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("loaded row")
        verbose_name_plural = _("loaded rows")
        constraints = [models.UniqueConstraint(fields=["dataset", "key"], name="a_row_is_loaded_once")]

    def __str__(self):
        return f"{self.dataset}: {self.key}"

    @classmethod
    def keys(cls, dataset):
        """Return {key of the row: id of what it made} of a dataset. One query."""
        return dict(cls.objects.filter(dataset=dataset).values_list("key", "object_id"))

    @staticmethod
    def uid_of(dataset, key):
        """The identity, in feeds, of what a row makes: the same whenever and wherever the row is loaded."""
        return uuid.uuid5(ROWS, f"{dataset}|{key}")

    @classmethod
    def record(cls, dataset, made):
        """Remember {key: id} as applied. One query."""
        cls.objects.bulk_create(cls(dataset=dataset, key=key, object_id=pk) for key, pk in made.items())
