from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from football.models import Club, Person
from newsroom.addresses import Moved, find
from newsroom.feeds import rss
from newsroom.feeds.entries import LENGTH, Channel, about, absolute, article_entry, change_entry, rumour_entry, title_of
from newsroom.feeds.state import etag, fresh_for, last_modified
from newsroom.models import Article
from newsroom.models.embeds import Embedded
from rumours.models import Assessment, Rumour

TAIL = "feed.rss"


def feed(build):
    """Turn a function that returns a Channel into a view that answers 304 before any story is loaded."""

    @condition(etag_func=etag, last_modified_func=last_modified)
    def answer(request, *args, **kwargs):
        channel = build(request, *args, **kwargs)
        return HttpResponse(rss.render(channel, changed_at=last_modified(request)), content_type=rss.MEDIA_TYPE)

    @require_safe
    def view(request, *args, **kwargs):
        response = answer(request, *args, **kwargs)
        # On a 304 too: it renews how long a copy may be kept.
        response["Cache-Control"] = f"public, max-age={fresh_for(request)}"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return view


@feed
def all_stories(request):
    link = reverse("home")
    return _stories(Article.objects.published(), title_of(), about(_("everything")), link, link + TAIL)


@feed
def club(request, slug):
    found = find(Club.objects.all(), slug, tail=TAIL)
    link = found.get_absolute_url()
    return _stories(found.articles.published(), title_of(found.name), about(found.name), link, link + TAIL)


@feed
def person(request, slug):
    found = find(Person.objects.all(), slug, tail=TAIL)
    link = found.get_absolute_url()
    if request.path != link + TAIL:
        raise Moved(link + TAIL)
    return _stories(found.articles.published(), title_of(found.name), about(found.name), link, link + TAIL)


@feed
def rumours(request):
    latest = Rumour.objects.published().by_news().for_feed()[:LENGTH]
    link = reverse("rumours")
    return Channel(
        title=title_of(_("rumours")),
        description=_("Every rumour with its reliability, and how it ended."),
        link=absolute(link),
        feed_link=absolute(link + TAIL),
        entries=[rumour_entry(rumour) for rumour in latest],
    )


@feed
def changes(request):
    link = reverse("changes")
    return Channel(
        title=title_of(_("what has changed")),
        description=_("Every change of a label, with what caused it."),
        link=absolute(link),
        feed_link=absolute(link + TAIL),
        entries=[change_entry(change) for change in Assessment.objects.for_log()[:LENGTH]],
    )


def _stories(articles, title, description, link, feed_link):
    latest = list(articles.by_news().for_feed()[:LENGTH])
    embedded = Embedded([article.finished_body for article in latest], articles=Article.objects.published())
    return Channel(
        title=title,
        description=description,
        link=absolute(link),
        feed_link=absolute(feed_link),
        entries=[article_entry(article, embedded) for article in latest],
    )
