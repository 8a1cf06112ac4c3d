"""What is found for a question, and in which order. Nothing here reads a text: the index has the words, the tables have
the rest, which is why no draft can be found and no tag can be out of date."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from football.fulltext import index
from newsroom.models import Article
from newsroom.models.listed import LISTED
from newsroom.prepared import Prepared
from rumours.models import Rumour

#: Of more than so many, the newest are ranked and counted: "oltre 200".
MOST = 200
#: How many stories of the first of several names are looked through for the others.
SOUGHT = 1_000
#: By whether it is a club.
TAGS = {True: "clubs", False: "people"}
#: Words in the headline or the standfirst count for as much as so much freshness does. The order of two stories is
#: therefore the same today and in a year.
IN_THE_LINES = timedelta(days=365)


@dataclass(frozen=True)
class Found:
    """Keys in their order, and {key: (instant, section)}, the section of stories alone. The instants are as the
    database writes them, in UTC with or without its mark: to read one through Django takes ten times as long."""

    keys: list
    facts: dict
    #: Whether there may be more.
    more: bool

    @property
    def counted(self):
        return min(len(self.keys), MOST)


NOTHING = Found([], {}, False)


def stories(question, narrowing, now):
    """Return what is Found of the stories. Three queries at the most, and small ones by which a database finds out how
    it does best: on SQLite one, and up to three for each thing by which it is narrowed, on PostgreSQL up to six."""
    if not question.terms:
        return NOTHING
    within, about = narrowing.stories(), []
    if question.only_names and within:
        about = list(_stories_about(now, question.owners, within))
    elif question.only_names:
        about = _rows_about(_stories_about, question.owners, now)
    among, within = STORIES.written(now), index.narrowed(within, model=Article)
    return _find(question.terms, model=Article, among=among, about=about, within=within)


def rumours(question, narrowing, now):
    """The same of the rumours; none when it is narrowed to a section, which rumours have not."""
    if not question.terms or narrowing.is_of_stories:
        return NOTHING
    left, about = narrowing.rumours(_rumours(now)) if narrowing.by else None, []
    if question.only_names and narrowing.by:
        about = list(_rumours_about(now, question.owners, left))
    elif question.only_names:
        about = _rows_about(_rumours_about, question.owners, now)
    among = index.sql_of(left) if narrowing.by else RUMOURS.written(now)
    return _find(question.terms, model=Rumour, among=among, about=about)


def _find(terms, *, model, about, **asked):
    """What has all the `terms`, and the rows `about` those whom they name, both of them within whatever is asked."""
    anywhere = index.newest(terms, model=model, limit=MOST + 1, **asked)
    # The newest that have a common word in their lines are brought in, however far behind those that only mention it.
    lines = index.newest(terms, model=model, limit=MOST, lines_only=True, **asked) if anywhere else []
    in_lines = {key for key, *_facts in lines}
    rows = (*anywhere[:MOST], *lines, *about[:MOST])
    facts = {key: (datetime.fromisoformat(at), *others) for key, at, *others in rows}
    order = sorted(facts, key=lambda key: (facts[key][0] + IN_THE_LINES * (key in in_lines), key), reverse=True)
    return Found(order, facts, max(len(anywhere), len(about)) > MOST)


def _told(stories, instant="published_at"):
    return stories.values_list("pk", Cast(instant, TextField()), "section")


def _stories(now):
    return Article.objects.published(at=now)


def _rumours(now):
    return Rumour.objects.published(at=now).order_by().values_list("pk", Cast("news_at", TextField()))


STORIES, RUMOURS = Prepared(lambda now: _told(_stories(now).order_by())), Prepared(_rumours)


@lru_cache(maxsize=64)
def _prepared(about, kinds):
    """Of so many owners, of each of which `kinds` says whether it is a club."""
    return Prepared(lambda now, *keys: about(now, list(zip(kinds, keys, strict=True))))


def _rows_about(about, owners, now):
    kinds, keys = zip(*owners, strict=True)
    return _prepared(about, kinds).rows(now, *keys)


def _stories_about(now, owners, within=()):
    """The newest stories that are tagged with all of these; of several, among the newest SOUGHT of the first, of people
    before clubs, who have more."""
    (is_club, pk), *others = sorted(owners, key=lambda owner: owner[0])
    stories = _stories(now)
    for also_club, key in others:
        tagged = LISTED[TAGS[also_club]].objects.filter(article=OuterRef("pk"), tag=key)
        stories = stories.filter(Exists(tagged))
    if not others:
        return _told(_within(stories, "pk", within).listed(TAGS[is_club], pk), "listed_at")[: MOST + 1]
    newest = LISTED[TAGS[is_club]].objects.filter(tag=pk, published_at__lte=now)
    sought = _within(newest, "article_id", within).order_by("-published_at", "-article_id").values("article_id")
    return _told(stories.filter(pk__in=sought[:SOUGHT]).by_news())[: MOST + 1]


def _within(rows, key, within):
    for keys in within:
        rows = rows.filter(**{f"{key}__in": keys})
    return rows


def _rumours_about(now, owners, left=None):
    """The newest rumours about all of these."""
    rumours = _rumours(now) if left is None else left
    for is_club, key in owners:
        rumours = rumours.about_club(key) if is_club else rumours.filter(person=key)
    return rumours.order_by("-pk")[: MOST + 1]
