"""What can be subscribed to: each listing of the site, with the same rows in the same order as its page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import CharField, F, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from football.models import Club, Person
from football.topics import CHANGES, CORRECTIONS, REGISTER, RUMOURS, STORIES, topic
from newsroom.addresses import Moved, find
from newsroom.feeds.entries import about, change_entry, correction_entry, rumour_entry, story_entry, title_of
from newsroom.feeds.state import corrections_state, rumours_state, stories_state
from newsroom.kept.printing import prints
from newsroom.models import Article, Author, Correction, Section
from newsroom.models.embeds import Embedded
from newsroom.models.queries import ArticleQuerySet
from rumours.filters import RumourFilter
from rumours.models import Assessment, Rumour
from rumours.models.queries import RumourQuerySet


@dataclass(frozen=True)
class Listing:
    """The rows of one feed: a queryset in the order of the page, by the instants in `field`, not loaded yet."""

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

    def state(self, slug, request):
        if self.model is None:
            return stories_state(Value(STORIES), None)
        named = self.model.objects.filter(slug=slug)
        key = Cast(Subquery(named.values("pk")[:1]), CharField())
        return stories_state(Concat(Value(f"{self.kind}:"), key), self._tagged(named))

    def _tagged(self, named):
        if self.tag == "section":
            return Article._base_manager.filter(section__in=named.values("pk")).annotate(article=F("pk"))
        return getattr(Article, self.tag).through.objects.filter(**{f"{self.kind}__in": named.values("pk")})

    def listing(self, slug, request, tail):
        if self.model is None:
            prints(STORIES)
            return self._listing(reverse("home"), title_of(), about(_("everything")), Q())
        found = find(self.model.objects.all(), slug, tail=tail)
        prints(topic(self.kind, found.pk))
        path = found.get_absolute_url()
        if request.path != path + tail:
            raise Moved(path + tail)
        return self._listing(path, title_of(found.name), about(found.name), Q(**{self.tag: found}))

    def _listing(self, path, title, description, mine):
        rows = Article.objects.for_subscribers().filter(mine).by_news()
        changed = Article.objects.changed_for_subscribers().filter(mine).by_news()
        return Listing(title, description, path, rows, "published_at", ArticleQuerySet.for_feed, story_entries, changed)


class Rumours:
    """The rumours, filtered as their page filters them."""

    parameters = tuple(RumourFilter.base_filters)

    def state(self, slug, request):
        return rumours_state(Value(RUMOURS))

    def listing(self, slug, request, tail):
        prints(RUMOURS, REGISTER)
        chosen = RumourFilter(request.GET, queryset=Rumour.objects.published().by_news())
        rows, about_it = chosen.qs, _("Every rumour with its reliability, and how it ended.")
        title = title_of(" · ".join([_("rumours"), *chosen.in_words]))
        return Listing(
            title, about_it, reverse("rumours"), rows, "news_at", RumourQuerySet.for_feed, rumour_entries, lasts=False
        )


class Changes:
    parameters = ()

    def state(self, slug, request):
        return rumours_state(Value(CHANGES))

    def listing(self, slug, request, tail):
        prints(CHANGES, RUMOURS)
        title, description = title_of(_("what has changed")), _("Every change of a label, with what caused it.")
        rows = Assessment.objects.for_log()
        return Listing(title, description, reverse("changes"), rows, "at", as_they_are, change_entries)


class Corrections:
    parameters = ()

    def state(self, slug, request):
        return corrections_state(Value(CORRECTIONS))

    def listing(self, slug, request, tail):
        prints(CORRECTIONS)
        title, description = title_of(_("corrections")), _("What was wrong in our stories, and what is right.")
        rows = Correction.objects.published().for_list()
        return Listing(
            title, description, reverse("corrections"), rows, "published_at", as_they_are, correction_entries
        )


def as_they_are(rows):
    return rows


def story_entries(stories):
    """Two queries for what the texts refer to, none without references."""
    embedded = Embedded([story.finished_body for story in stories], articles=Article.objects.published())
    return [story_entry(story, embedded) for story in stories]


def rumour_entries(rumours):
    return [rumour_entry(rumour) for rumour in rumours]


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
