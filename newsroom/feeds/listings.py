"""What can be subscribed to: each listing of the site, with the same rows in the same order as its page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from football.models import Club, Person
from football.topics import CHANGES, CORRECTIONS, REGISTER, RUMOURS, STORIES, topic
from newsroom.addresses import Moved, find
from newsroom.feeds.entries import about, change_entry, correction_entry, rumour_entry, story_entry, title_of
from newsroom.feeds.state import corrections_rows, rumours_rows, stories_rows
from newsroom.kept.pieces import pieces
from newsroom.models import Article, Author, Correction, Section
from newsroom.models.embeds import Embedded
from newsroom.prepared import Prepared
from rumours.filters import RumourFilter
from rumours.models import Assessment, Rumour


@dataclass(frozen=True)
class Listing:
    """The rows of one feed: a queryset in the order of the page, by the instants in `field`, not loaded yet."""

    #: What a document of it prints.
    topics: set
    title: str
    description: str
    #: The path of the page that lists the same.
    path: str
    rows: QuerySet
    field: str
    load: Callable
    entries: Callable
    #: What of `rows` is told although it may be old.
    changed: QuerySet | None = None
    #: Whether what is old stays where it is: only then there is an archive.
    lasts: bool = True


class Stories:
    """The stories of everything, or of what stands at a slug. `tag` is the field of an Article that names it."""

    parameters = ()

    def __init__(self, model=None, *, kind=STORIES, tag=""):
        self.model, self.kind, self.tag = model, kind, tag
        self.state = Prepared(self._state)

    def _state(self, slug):
        if self.model is None:
            return stories_rows(Value(STORIES), None)
        named = self.model.objects.filter(slug=slug)
        key = Cast(Subquery(named.values("pk")[:1]), CharField())
        return stories_rows(Concat(Value(f"{self.kind}:"), key), self._tagged(named))

    def _tagged(self, named):
        if self.tag == "section":
            return Article._base_manager.filter(section__in=named.values("pk")).annotate(article=F("pk"))
        return getattr(Article, self.tag).through.objects.filter(**{f"{self.kind}__in": named.values("pk")})

    def listing(self, slug, request, tail):
        if self.model is None:
            return self._listing({STORIES}, reverse("home"), title_of(), about(_("everything")), None)
        found = find(self.model.objects.all(), slug, tail=tail)
        path = found.get_absolute_url()
        if request.path != path + tail:
            raise Moved(path + tail)
        return self._listing({topic(self.kind, found.pk)}, path, title_of(found.name), about(found.name), found)

    def _listing(self, topics, path, title, description, found):
        rows, changed = Article.objects.for_subscribers().by_news(), Article.objects.changed_for_subscribers().by_news()
        field = "published_at"
        if found and self.tag == "section":
            rows = rows.filter(section=found)
            # Not `section=found`, for which the index of the section would be read instead of the few that changed.
            changed = changed.filter(Exists(Section.objects.filter(pk=found.pk).filter(pk=OuterRef("section"))))
        elif found:
            field = "listed_at"
            rows = rows.listed(self.tag, found.pk)
            changed = changed.filter(**{self.tag: found}).annotate(listed_at=F("published_at"))
        return Listing(topics, title, description, path, rows, field, their_places, story_entries, changed)


class Rumours:
    """The rumours, filtered as their page filters them."""

    parameters = tuple(RumourFilter.base_filters)
    state = Prepared(lambda slug: rumours_rows(Value(RUMOURS)))

    def listing(self, slug, request, tail):
        chosen = RumourFilter(request.GET, queryset=Rumour.objects.published().by_news())
        return Listing(
            {RUMOURS, REGISTER},
            title_of(" · ".join([_("rumours"), *chosen.in_words])),
            _("Every rumour with its reliability, and how it ended."),
            reverse("rumours"),
            chosen.qs,
            "news_at",
            their_news,
            rumour_entries,
            lasts=False,
        )


class Changes:
    parameters = ()
    state = Prepared(lambda slug: rumours_rows(Value(CHANGES)))

    def listing(self, slug, request, tail):
        title, description = title_of(_("what has changed")), _("Every change of a label, with what caused it.")
        rows, topics = Assessment.objects.for_log(), {CHANGES, RUMOURS}
        return Listing(topics, title, description, reverse("changes"), rows, "at", as_they_are, change_entries)


class Corrections:
    parameters = ()
    state = Prepared(lambda slug: corrections_rows(Value(CORRECTIONS)))

    def listing(self, slug, request, tail):
        return Listing(
            {CORRECTIONS},
            title_of(_("corrections")),
            _("What was wrong in our stories, and what is right."),
            reverse("corrections"),
            Correction.objects.published().for_list(),
            "published_at",
            as_they_are,
            correction_entries,
        )


def as_they_are(rows):
    return rows


def their_places(stories):
    """What they tell is kept by their keys."""
    return stories.only("published_at")


def their_news(rumours):
    return rumours.only("news_at")


def story_entries(stories):
    """The entries of stories. No query while all are kept, nine when some are not."""
    return _kept_entries("story", stories, _story_entries)


def rumour_entries(rumours):
    """The same of rumours. One query when some are not kept."""
    return _kept_entries("rumour", rumours, _rumour_entries)


def _kept_entries(kind, things, make):
    """Each entry is made once for all the feeds that tell it (newsroom/kept/pieces.py), and written once in each of
    the three formats."""
    wanted = {("entry", kind, thing.pk): {topic(kind, thing.pk)} for thing in things}
    made = pieces(wanted, make, size=lambda entry: 5 * len(entry.content))
    return [made[name] for name in wanted if name in made]


def _story_entries(names):
    """Eight queries for the stories, and two for what their texts refer to, if they do."""
    stories = Article.objects.for_subscribers().for_feed().in_bulk([pk for *_, pk in names])
    embedded = Embedded([story.finished_body for story in stories.values()], articles=Article.objects.published())
    return {("entry", "story", pk): story_entry(story, embedded) for pk, story in stories.items()}


def _rumour_entries(names):
    rumours = Rumour.objects.published().for_feed().in_bulk([pk for *_, pk in names])
    return {("entry", "rumour", pk): rumour_entry(rumour) for pk, rumour in rumours.items()}


def change_entries(changes):
    return [change_entry(change) for change in changes]


def correction_entries(corrections):
    return [correction_entry(correction) for correction in corrections]


#: By the name of the feed's address.
FEEDS = {
    "feed": Stories(),
    "section-feed": Stories(Section, kind="section", tag="section"),
    "club-feed": Stories(Club, kind="club", tag="clubs"),
    "coach-feed": Stories(Person, kind="person", tag="people"),
    "player-feed": Stories(Person, kind="person", tag="people"),
    "author-feed": Stories(Author, kind="author", tag="authors"),
    "rumours-feed": Rumours(),
    "changes-feed": Changes(),
    "corrections-feed": Corrections(),
}
