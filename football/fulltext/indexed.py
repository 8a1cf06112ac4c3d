"""What is found by its words, and keeps itself in the index: in the transaction in which it is saved or deleted."""

from django.db import models, transaction

from football.fulltext import index


class Indexed(models.Model):
    """`FOUND_BY` names the fields of which the texts are made: a save of others leaves the index alone."""

    FOUND_BY = ()
    #: The relations that `names_in_it` reads.
    NAMED = ()

    class Meta:
        abstract = True

    def found_by_lines(self):
        """What it says in short: what is found here comes before what is found in the body."""
        raise NotImplementedError

    def found_by_body(self):
        raise NotImplementedError

    def names_in_it(self):
        """Names that its texts may begin with, where no capital tells them from other words."""
        return ""

    def save(self, *args, **kwargs):
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            written = kwargs.get("update_fields")
            if written is None or {*written} & {*self.FOUND_BY}:
                index.put(self)

    def delete(self, *args, **kwargs):
        with transaction.atomic(savepoint=False):
            index.drop(type(self), [self.pk])
            return super().delete(*args, **kwargs)
