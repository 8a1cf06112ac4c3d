from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone

from newsroom.addresses import Moved, find
from newsroom.keyset import page_of
from newsroom.models import Article, Author, Correction, Section
from newsroom.story_page import story_page
from rumours.models import Rumour
from rumours.vocabulary import Label

#: On the front page: stories beneath the lead, then the day's list, and rumours in the rail.
SECONDARY, LATEST, RAIL = 6, 24, 9


def home(request):
    stories = list(Article.objects.published().by_news().for_cards()[: 1 + SECONDARY + LATEST])
    context = {
        "lead": stories[0] if stories else None,
        "secondary": stories[1 : 1 + SECONDARY],
        "latest": stories[1 + SECONDARY :],
        "rumours": Rumour.objects.published().by_news().for_cards()[:RAIL],
    }
    return render(request, "newsroom/home.html", context)


def article(request, year, month, slug):
    story = Article.objects.published().for_page().filter(slug=slug).first() or _for_the_newsroom(request, slug)
    if story is None:
        return _gone(request, slug)
    if request.path != story.get_absolute_url():
        return HttpResponsePermanentRedirect(story.get_absolute_url())
    return story_page(request, story)


def _for_the_newsroom(request, slug):
    """A draft or a scheduled story, for an editor who is signed in. Readers have no session: theirs is never opened."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_staff:
        return None
    return Article.objects.visible_to(request.user).filter(withdrawn_at__isnull=True, slug=slug).for_page().first()


def _gone(request, slug):
    """Say why a withdrawn story is gone (410), send on from a former address (301), or say there is none (404)."""
    withdrawn = Article.objects.withdrawn().filter(slug=slug).first()
    if withdrawn:
        return render(request, "newsroom/withdrawn.html", {"article": withdrawn}, status=410)
    former = Article.formerly_at(slug)
    if former and former.has_been_public():
        raise Moved(former.get_absolute_url())
    raise Http404


def section(request, slug):
    found = find(Section.objects.all(), slug)
    page = page_of(found.articles.published().by_news().for_cards(), request, field="published_at")
    return render(request, "newsroom/section.html", {"section": found, "page": page})


def archive(request, year, month, day):
    try:
        chosen = date(int(year), int(month), int(day))
        start = timezone.make_aware(datetime.combine(chosen, time()))
        end = timezone.make_aware(datetime.combine(chosen + timedelta(days=1), time()))
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    stories = Article.objects.published().filter(published_at__gte=start, published_at__lt=end)
    context = {"day": chosen, "articles": stories.by_news().for_cards(), "neighbours": _neighbours(start, end)}
    return render(request, "newsroom/archive.html", context)


def _neighbours(start, end):
    """Return the days before and after on which something was published, as far as there are any. Two queries."""
    stories = Article.objects.published()
    before = stories.filter(published_at__lt=start).order_by("-published_at").first()
    after = stories.filter(published_at__gte=end).order_by("published_at").first()
    return [story and timezone.localtime(story.published_at).date() for story in (before, after)]


def author(request, slug):
    found = find(Author.objects.all(), slug)
    page = page_of(found.articles.published().by_news().for_cards(), request, field="published_at")
    return render(request, "newsroom/author.html", {"author": found, "page": page})


def corrections(request):
    page = page_of(Correction.objects.published().for_list(), request, field="published_at")
    return render(request, "newsroom/corrections.html", {"page": page})


def masthead(request):
    context = {"authors": Author.objects.all(), "is_demo": settings.DEMO_LOGINS, "labels": Label.values}
    return render(request, "newsroom/masthead.html", context)
