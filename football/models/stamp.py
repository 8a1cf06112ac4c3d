"""The instant at which what a topic prints last changed, moved by the verbs inside their own transaction."""

from django.db import connection, models
from django.utils import timezone

from football.topics import SITE

#: Rows in one statement: SQLite has a limit of values.
AT_A_TIME = 5_000
#: Not `update_or_create`: of two editors at once both are counted, and the instant never goes back.
UPSERT = """
    INSERT INTO {table} (topic, serial, changed_at) VALUES {rows}
    ON CONFLICT (topic) DO UPDATE SET serial = {table}.serial + 1,
    changed_at = CASE WHEN excluded.changed_at > {table}.changed_at THEN excluded.changed_at
                 ELSE {table}.changed_at END
"""


class Stamp(models.Model):
    """How often, and when last, something that a topic (football/topics.py) prints has changed."""

    topic = models.CharField(primary_key=True, max_length=60)
    serial = models.BigIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "stamp"
        verbose_name_plural = "stamps"

    def __str__(self):
        return f"{self.topic} {self.serial}"


def stamp(topics):
    """Say, inside the transaction that changed it, that what these topics print has changed. One statement for any
    number up to AT_A_TIME, and nothing for none.

    Whoever stamps holds SITE until the transaction ends, and takes it first: of two the second waits there with empty
    hands, so that they never wait for each other.
    """
    named = [SITE, *sorted({*topics} - {SITE})] if topics else []
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    for start in range(0, len(named), AT_A_TIME):
        some = named[start : start + AT_A_TIME]
        sql = UPSERT.format(table=Stamp._meta.db_table, rows=", ".join(["(%s, 1, %s)"] * len(some)))
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for name in some for value in (name, now)])
