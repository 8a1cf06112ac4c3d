import sys

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from football.models import Tenure
from football.topics import CHANGES, CORRECTIONS, MENU, REGISTER, RUMOURS, STORIES, topic
from newsroom.addresses import BySlug, Moved
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.keyset import Listing, page_of
from newsroom.models import Article, Author, Correction, Section
from newsroom.pages.front import front
from newsroom.prepared import Prepared
from newsroom.story_page import public_page, story_page
from rumours.models import Assessment, Rumour
from rumours.movements import latest_day
from rumours.vocabulary import Kind

#: What tells the address of a story, and that it is public.
ADDRESS = ("slug", "first_published_at", "published_at", "withdrawn_at")
#: On the front page: changes among which those of the last day are looked for, rumours, benches.
MOVES, SHOWN, BENCHES = 30, 8, 5


def home(request):
    prints(STORIES, RUMOURS, CHANGES, REGISTER)
    context = {
        "today": timezone.localdate(),
        "front": SimpleLazyObject(front),
        "movements": SimpleLazyObject(_movements),
        "benches": SimpleLazyObject(_benches),
        "rumours": SimpleLazyObject(_heard_of),
        "own": {MENU},
        "told": {"stories": {STORIES}, "changes": {CHANGES, RUMOURS}, "rumours": {RUMOURS, REGISTER}},
    }
    return render(request, "newsroom/home.html", context)


def _departures(now):
    told = Rumour.objects.published(at=now).open().filter(kind=Kind.COACH_DEPARTURE)
    return told.likeliest_first().for_cards()[:BENCHES]


LOG = Prepared(lambda now: Assessment.objects.for_log(at=now)[:MOVES])
DEPARTURES = Prepared(_departures)
SEATED = Prepared(lambda day: Tenure.objects.benches().filter(start__lte=day).for_history()[:BENCHES])
HEARD_OF = Prepared(lambda now: Rumour.objects.published(at=now).by_news().values_list("pk")[:SHOWN])


def _movements():
    return latest_day(LOG.objects(timezone.now()))


def _benches():
    """Who may leave a bench, and who has just sat down on one."""
    return {"shaky": DEPARTURES.objects(timezone.now()), "seated": SEATED.objects(timezone.localdate())}


def _heard_of():
    return [pk for (pk,) in HEARD_OF.rows(timezone.now())]


PUBLISHED = Prepared(lambda slug, now: Article.objects.published(at=now).only(*ADDRESS).filter(slug=slug))


def article(request, year, month, slug):
    key, address = piece(("at", "story", slug), _topics, lambda: _published(slug), size=sys.getsizeof) or (None, "")
    draft = None if key else _for_the_newsroom(request, slug)
    if not key and not draft:
        return _gone(request, slug)
    address = address or draft.get_absolute_url()
    if request.path != address:
        return HttpResponsePermanentRedirect(address)
    return story_page(request, draft) if draft else public_page(request, key)


def _published(slug):
    """The key and the address of the story at a slug that is public; None when there is none. One query."""
    story = PUBLISHED.first(slug, timezone.now())
    return story and (story.pk, story.get_absolute_url())


def _topics(published):
    key, _address = published
    return {topic("story", key)}


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


SECTIONS, AUTHORS = BySlug("section", Section.objects.all, MENU), BySlug("author", Author.objects.all)
OF_A_SECTION = Listing(
    lambda section, now: Article.objects.published(at=now).filter(section=section).by_news(), field="published_at"
)
OF_AN_AUTHOR = Listing(
    lambda author, now: Article.objects.published(at=now).listed("authors", author), field="listed_at"
)


def section(request, slug):
    found = SECTIONS.find(slug)
    own = {topic("section", found.pk), MENU}
    prints(*own)
    page = OF_A_SECTION.kept_page(request, own, found.pk, timezone.now())
    context = {"section": found, "page": page, "place": request.path, "own": own}
    return render(request, "newsroom/section.html", context)


def author(request, slug):
    found = AUTHORS.find(slug)
    own = {topic("author", found.pk), MENU}
    prints(*own)
    page = OF_AN_AUTHOR.kept_page(request, own, found.pk, timezone.now())
    return render(request, "newsroom/author.html", {"author": found, "page": page, "own": own})


def corrections(request):
    own = {CORRECTIONS, MENU}
    prints(*own)
    page = SimpleLazyObject(lambda: page_of(Correction.objects.published().for_list(), request, field="published_at"))
    return render(request, "newsroom/corrections.html", {"page": page, "own": None if request.GET else own})
