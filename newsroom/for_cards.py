"""What the cards of stories and rumours print, loaded by queries that are made once (newsroom/prepared.py): after a
publication every list makes the card of a story or two."""

import json
from collections import defaultdict

from django.utils import timezone

from newsroom.models import Article
from newsroom.prepared import Prepared, keys_in
from rumours.models import Rumour


def _stories(keys, now):
    return Article.objects.published(at=now).select_related("section", "lead_image").filter(pk__in=keys_in(keys))


def _told(keys, now):
    rows = Article.rumours.through.objects.filter(article__in=keys_in(keys), rumour__published_at__lte=now)
    return rows.order_by("-rumour__news_at", "-rumour").values_list("article_id", "rumour_id")


STORIES = Prepared(_stories)
RUMOURS = Prepared(lambda keys, now: Rumour.objects.published(at=now).for_cards().filter(pk__in=keys_in(keys)))
#: (story's key, rumour's key) of the public rumours of stories, the one of which something was last heard first.
TOLD = Prepared(_told)


def stories(keys):
    """Return {key: Article} of the published stories with these keys, with section, image and public rumours. Three
    queries for any number, two when none has a rumour."""
    asked, now = _written(keys), timezone.now()
    there = {story.pk: story for story in STORIES.objects(asked, now)}
    pairs, told = TOLD.rows(asked, now), defaultdict(list)
    of = rumours({rumour for _story, rumour in pairs})
    for story, rumour in pairs:
        # It may have gone since the other query.
        if rumour in of:
            told[story].append(of[rumour])
    for key, story in there.items():
        _have_prefetched(story, told[key])
    return there


def rumours(keys):
    """Return {key: Rumour} of the published rumours with these keys, with person and clubs. One query."""
    return {rumour.pk: rumour for rumour in RUMOURS.objects(_written(keys), timezone.now())} if keys else {}


def _written(keys):
    return json.dumps(sorted(keys))


def _have_prefetched(story, rumours):
    """As `prefetch_related` leaves a story."""
    told = Rumour.objects.all()
    told._result_cache, told._prefetch_done = rumours, True
    story._prefetched_objects_cache = {"rumours": told}
