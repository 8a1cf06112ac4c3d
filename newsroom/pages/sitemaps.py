"""What is where, for search engines: an index of parts, none of which is ever counted through to be found. Stories by
the month in which they came out; rumours, clubs and people by their keys."""

import re
from datetime import UTC, timedelta

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.views.decorators.http import conditional_page, require_safe

from football.models import Club, Person
from football.topics import AUTHORS, MENU, REGISTER, RUMOURS, STORIES
from newsroom.days import came_out, month_of, months
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.models import Article, Author, Section
from newsroom.news import is_news
from rumours.models import Rumour, Source

MEDIA_TYPE = "application/xml; charset=utf-8"
#: How long a story is news for a news sitemap, and how many it may hold.
NEWS, MOST_NEWS = timedelta(days=2), 1_000
#: What the protocol allows in one part; and the keys of one part of what is parted by key.
MOST, BLOCK = 50_000, 10_000
#: What XML cannot hold, in any writing.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MONTH, NUMBER = re.compile("[0-9]{4}-[0-9]{2}"), re.compile("0|[1-9][0-9]{0,10}")
OF_STORIES, OF_LISTS = "articoli", "elenchi"
PAGES = ("home", "clubs", "coaches", "rumours", "changes", "benches", "sources", "reliability", "corrections")
PAGES += ("masthead", "privacy", "archives")


def _of_key(field):
    return Q(Exists(Article.objects.published().filter(**{field: OuterRef("pk")})))


def _clubs():
    """Clubs of which something was written or said: an empty page is nothing to find."""
    rumours = Rumour.objects.published().filter(Q(to_club=OuterRef("pk")) | Q(from_club=OuterRef("pk")))
    return Club.objects.filter(_of_key("clubs") | Q(Exists(rumours)))


def _people():
    rumours = Rumour.objects.published().filter(person=OuterRef("pk"))
    return Person.objects.filter(_of_key("people") | Q(Exists(rumours)))


#: What is parted by key: the rows, and the field that says when one last changed, where one does.
BLOCKS = {
    "voci": (lambda: Rumour.objects.published(), "news_at"),
    "club": (_clubs, ""),
    "persone": (_people, ""),
}


@require_safe
@conditional_page
def sitemap_index(request):
    printed = {STORIES, RUMOURS, REGISTER}
    prints(*printed)
    return _headed(piece(("sitemap-index",), printed, _index))


def _index():
    parts = [(reverse("sitemap-part", args=[name]), changed) for name, changed in parts_now()]
    entries = [(_loc(path), _w3c(at)) for path, at in parts]
    return render_to_string("newsroom/sitemap_index.xml", {"entries": entries})


@require_safe
@conditional_page
def sitemap_part(request, part):
    printed = {STORIES} if part.startswith(f"{OF_STORIES}-") else {STORIES, RUMOURS, REGISTER, AUTHORS, MENU}
    prints(*printed)
    # With a "?": whoever asks for all of them, and they are large, pushes out no piece of a page.
    return _headed(piece(("sitemap", "?", part), printed, lambda: _part(part)))


def _part(part):
    """The document as bytes: to encode thousands of lines at each answer would cost more than the rest of it."""
    urls = "".join(_url(_loc(path), _w3c(at)) for path, at in _entries(part))
    return render_to_string("newsroom/sitemap.xml", {"urls": mark_safe(urls)}).encode()  # noqa: S308


def _entries(part):
    kind, _, rest = part.partition("-")
    # In one writing alone: each is kept as a page of its own.
    if kind == OF_STORIES and MONTH.fullmatch(rest):
        return _stories(rest)
    if kind in BLOCKS:
        return _block(*BLOCKS[kind], rest)
    if part == OF_LISTS:
        return _lists()
    raise Http404


@require_safe
@conditional_page
def sitemap_news(request):
    """The stories of the last two days that are news, by when they first came out."""
    now = timezone.now()
    told = Prefetch("rumours", Rumour.objects.published())
    fresh = Article.objects.published().filter(first_published_at__range=(now - NEWS, now), sponsor="")
    fresh = fresh.by_news().prefetch_related(told).defer("body", "body_linked")[:MOST_NEWS]
    news = [article for article in fresh if is_news(article.rumours.all())]
    leaving = min((story.first_published_at + NEWS for story in news), default=None)
    prints(STORIES, RUMOURS, until=leaving)
    rows = [(_loc(story.get_absolute_url()), _w3c(story.first_published_at), _line(story.headline)) for story in news]
    return _headed(render_to_string("newsroom/sitemap_news.xml", {"rows": rows}, request))


def parts_now():
    """Yield (name, last change or None) of every part that has something in it."""
    for (year, month), told in months().items():
        yield f"{OF_STORIES}-{year}-{month:02}", told.changed_at
    for kind, (rows, changed) in BLOCKS.items():
        blocks = rows().order_by().annotate(block=F("pk") / BLOCK).values("block")
        for row in blocks.annotate(last=Max(changed or "pk")).order_by("block"):
            yield f"{kind}-{row['block']}", row["last"] if changed else None
    yield OF_LISTS, None


def _stories(text):
    """Of thousands nothing is loaded but what is told: in one month all addresses differ by the slug alone."""
    year, _, month = text.partition("-")
    start, end = month_of(year, month)
    changed = Coalesce("updated_at", "first_published_at")
    told = came_out(start, end).order_by("first_published_at", "pk").values_list("slug", changed)
    day = timezone.localdate(start)
    before, after = reverse("article", args=[f"{day:%Y}", f"{day:%m}", "-"]).rsplit("-", 1)
    return [(f"{before}{slug}{after}", at) for slug, at in told[:MOST]]


def _block(rows, changed, text):
    if not NUMBER.fullmatch(text):
        raise Http404
    start = int(text) * BLOCK
    found = rows().filter(pk__gte=start, pk__lt=start + BLOCK).order_by("pk")
    return [(thing.get_absolute_url(), getattr(thing, changed) if changed else None) for thing in found]


def _lists():
    things = [*Section.objects.all(), *Author.objects.all(), *Source.objects.for_index(Rumour.objects.published())]
    archives = [reverse("archive-month", args=[f"{year}", f"{month:02}"]) for year, month in months()]
    paths = [*map(reverse, PAGES), *(thing.get_absolute_url() for thing in things), *archives]
    return [(path, None) for path in paths[:MOST]]


def _url(loc, lastmod):
    """By hand: the template language takes ten times as long for a line, and of these there are the most."""
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>{escape(loc)}</loc>{changed}</url>\n"


def _loc(path):
    return settings.SITE_URL + path


def _line(text):
    return ILLEGAL.sub("", text)


def _w3c(at):
    """An instant with its zone, without which a time means nothing."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


def _headed(document):
    response = HttpResponse(document, content_type=MEDIA_TYPE)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "public, max-age=60"
    return response
