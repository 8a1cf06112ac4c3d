"""WebSub: hubs are told of what has changed once it is stored, on a thread of its own, and again if they do not answer.

What is to be told is read off the stamps, which are written in the transaction of the change: nothing is told of what
was rolled back, and nothing is forgotten (docs/decisions/0011)."""

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from football.models import Club, Person, Stamp
from football.topics import CHANGES, CORRECTIONS, RUMOURS, SITE, STORIES
from newsroom.feeds.channel import MEDIA_TYPES
from newsroom.feeds.entries import absolute
from newsroom.feeds.hub_address import Refused
from newsroom.feeds.hub_client import NotTaken, ping
from newsroom.models import Announcement, Article, Author, Section

logger = logging.getLogger(__name__)
#: A hub that is new is told of what changed so short a while ago, and of nothing older.
RECENT = timedelta(hours=1)
LISTS = {STORIES: "/", RUMOURS: "/voci/", CHANGES: "/cosa-e-cambiato/", CORRECTIONS: "/rettifiche/"}
THINGS = {"section": Section, "club": Club, "person": Person, "author": Author}

#: One thread at work, and one that looks again after it.
_places, _turn = threading.Semaphore(2), threading.Lock()


class TellHubsMiddleware:
    """After whoever may have changed something has been answered, the hubs are told."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.WEBSUB_HUBS and request.method not in ("GET", "HEAD", "OPTIONS"):
            tell_soon()
        return response


def tell_soon():
    """Tell the hubs on a thread. With one waiting already nothing is lost: it has not looked yet."""
    if _places.acquire(blocking=False):
        threading.Thread(target=_tell_in_turn, name="hubs", daemon=True).start()


def _tell_in_turn():
    try:
        with _turn:
            tell()
    except Exception:
        logger.exception("The hubs could not be told")
    finally:
        _places.release()
        connection.close()


def tell():
    """Tell every hub of every topic of which it does not know the latest. Returns (told, failed)."""
    results = [done for hub in settings.WEBSUB_HUBS for done in _tell(hub)]
    return results.count(True), results.count(False)


def _tell(hub):
    now = timezone.now()
    _look(hub, now)
    serials = dict(Stamp.objects.values_list("topic", "serial"))
    for announcement in Announcement.objects.filter(hub=hub).exclude(topic=SITE).open(at=now):
        serial = serials.get(announcement.topic, 0)
        if announcement.serial < serial and announcement.take(at=now):
            yield _announce(announcement, serial)


def _look(hub, now):
    """Note the topics that have changed since the hub was last looked after, those of what came by itself included."""
    looked, _new = Announcement.objects.get_or_create(hub=hub, topic=SITE, defaults={"at": now - RECENT})
    changed = Stamp.objects.filter(changed_at__gte=looked.at - RECENT).values_list("topic", flat=True)
    by_itself = Article.objects.for_subscribers().filter(published_at__gt=looked.at)
    came = {topic for topic in Article.printed_on(by_itself) if _has_feeds(topic)}
    known = set(Announcement.objects.filter(hub=hub).values_list("topic", flat=True))
    new = {topic for topic in changed if _has_feeds(topic)} - known
    fresh = [Announcement(hub=hub, topic=topic) for topic in new | (came - known)]
    Announcement.objects.bulk_create(fresh, ignore_conflicts=True)
    Announcement.objects.filter(hub=hub).behind(came & known)
    Announcement.objects.filter(pk=looked.pk).update(at=now)


def _announce(announcement, serial):
    """Tell a hub of the three feeds of a topic. Returns whether it has understood."""
    try:
        for address in addresses_of(announcement.topic):
            ping(announcement.hub, address)
    except (NotTaken, Refused, OSError) as error:
        logger.warning("Hub %s was not told of %s: %s", announcement.hub, announcement.topic, error)
        announcement.failed(at=timezone.now())
        return False
    announcement.told(serial)
    return True


def addresses_of(topic):
    """The addresses of the feeds that carry a topic: none for what is gone. One query at the most."""
    kind, _colon, key = topic.partition(":")
    thing = THINGS[kind].objects.filter(pk=key).first() if kind in THINGS else None
    path = thing.get_absolute_url() if thing else LISTS.get(topic)
    return [absolute(f"{path}feed.{format}") for format in MEDIA_TYPES] if path else []


def _has_feeds(topic):
    return topic in LISTS or topic.partition(":")[0] in THINGS
