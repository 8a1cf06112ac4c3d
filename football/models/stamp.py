"""The instant at which what a topic prints last changed, moved by the verbs inside their own transaction."""

from django.db import connection, models, transaction
from django.utils import timezone

from football.topics import SITE

#: Rows in one statement: SQLite has a limit of values.
AT_A_TIME = 5_000
#: Not `update_or_create`: of two editors at once both are counted, and the instant never goes back.
MOVED = """
    ON CONFLICT (topic) DO UPDATE SET serial = {table}.serial + 1, change = excluded.change,
    changed_at = CASE WHEN excluded.changed_at > {table}.changed_at THEN excluded.changed_at
                 ELSE {table}.changed_at END
"""
SITE_MOVES = "INSERT INTO {table} (serial, changed_at, change, topic) VALUES (%s, %s, 0, %s)" + MOVED  # noqa: S608
#: With the number of the change, which the statement before has made. `column1` is what both databases call it.
OTHERS_MOVE = (
    "INSERT INTO {table} (serial, changed_at, change, topic) SELECT %s, %s, site.serial, named.column1 "
    "FROM (VALUES {topics}) AS named, {table} AS site WHERE site.topic = '{site}'" + MOVED
)


class Stamp(models.Model):
    """How often, and when last, something that a topic (football/topics.py) prints has changed. It is counted on from
    the instant of the first time, in milliseconds: what was kept of another database that stood in the place of this
    one has other serials."""

    topic = models.CharField(primary_key=True, max_length=60)
    serial = models.BigIntegerField(default=1)
    changed_at = models.DateTimeField()
    #: The serial that SITE had when that last moved, by which is found what moved after any change; of SITE itself 0.
    #: A worker of the version before, that is still there while the site is updated, does not write it.
    change = models.BigIntegerField(default=0, db_default=0, db_index=True)

    class Meta:
        verbose_name = "stamp"
        verbose_name_plural = "stamps"

    def __str__(self):
        return f"{self.topic} {self.serial}"


def stamp(topics):
    """Say, inside the transaction that changed it, that what these topics print has changed. Two statements for any
    number up to AT_A_TIME, and nothing for none.

    Whoever stamps holds SITE until the transaction ends, and takes it first: of two the second waits there with empty
    hands, so that they never wait for each other.
    """
    others = sorted({*topics} - {SITE})
    if topics:
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            _move(cursor, SITE_MOVES, [SITE])
            for start in range(0, len(others), AT_A_TIME):
                _move(cursor, OTHERS_MOVE, others[start : start + AT_A_TIME])


def _move(cursor, sql, topics):
    now = timezone.now()
    places = ", ".join(["(%s)"] * len(topics))
    cursor.execute(
        sql.format(table=Stamp._meta.db_table, topics=places, site=SITE),
        [int(now.timestamp() * 1000), connection.ops.adapt_datetimefield_value(now), *topics],
    )
