from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone

from football.models import Tenure
from football.topics import CHANGES, CORRECTIONS, REGISTER, RUMOURS, STORIES, topic
from newsroom.addresses import Moved, find
from newsroom.kept.printing import prints
from newsroom.keyset import page_of
from newsroom.models import Article, Author, Correction, Section
from newsroom.pages.front import front
from newsroom.story_page import story_page
from rumours.models import Assessment, Rumour
from rumours.movements import latest_day
from rumours.vocabulary import Kind

#: On the front page: changes among which those of the last day are looked for, rumours, benches.
MOVES, SHOWN, BENCHES = 30, 8, 5


def home(request):
    prints(STORIES, RUMOURS, CHANGES, REGISTER)
    today = timezone.localdate()
    departures = Rumour.objects.published().open().filter(kind=Kind.COACH_DEPARTURE).likeliest_first()
    context = {
        "today": today,
        "front": front(),
        "movements": latest_day(list(Assessment.objects.for_log()[:MOVES])),
        "rumours": Rumour.objects.published().by_news().for_cards()[:SHOWN],
        "shaky": departures.for_cards()[:BENCHES],
        "seated": Tenure.objects.benches().filter(start__lte=today).for_history()[:BENCHES],
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


def amp(request, year, month, slug):
    """The address that a story had in another format once: it leads to the story, wherever that stands now."""
    found = Article.objects.published().filter(slug=slug).first() or Article.formerly_at(slug)
    found = found or Article.objects.withdrawn().filter(slug=slug).first()
    if not found or not found.has_been_public():
        raise Http404
    return HttpResponsePermanentRedirect(found.get_absolute_url())


def section(request, slug):
    found = find(Section.objects.all(), slug)
    prints(topic("section", found.pk))
    page = page_of(found.articles.published().by_news().for_cards(), request, field="published_at")
    return render(request, "newsroom/section.html", {"section": found, "page": page})


def author(request, slug):
    found = find(Author.objects.all(), slug)
    prints(topic("author", found.pk))
    page = page_of(found.articles.published().by_news().for_cards(), request, field="published_at")
    return render(request, "newsroom/author.html", {"author": found, "page": page})


def corrections(request):
    prints(CORRECTIONS)
    page = page_of(Correction.objects.published().for_list(), request, field="published_at")
    return render(request, "newsroom/corrections.html", {"page": page})
