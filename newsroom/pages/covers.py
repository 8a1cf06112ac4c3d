"""The pictures that are drawn for what has none."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from football.models import Club, Person
from newsroom.models import Article, Author
from newsroom.shared_pictures import FRONT, KINDS, address_of, stored_card
from rumours.models import Rumour

#: What an address with a digest shows never changes: a year is as long as is ever asked for.
FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def cover(request, kind, pk, digest):
    """The card at this digest, or the way to the one that says what is so now."""
    thing = None if (kind, pk) == (FRONT, 0) else _readable(kind, pk)
    current = address_of(thing)
    if request.path != current:
        return HttpResponseRedirect(current)
    response = HttpResponse(stored_card(thing), content_type="image/png")
    response["Cache-Control"] = FOR_GOOD
    return response


def _readable(kind, pk):
    public = {
        Article: Article.objects.published().select_related("section"),
        Rumour: Rumour.objects.published(),
        Club: Club.objects.select_related("competition"),
        Person: Person.objects.all(),
        Author: Author.objects.all(),
    }
    thing = public[KINDS[kind]].filter(pk=pk).first() if kind in KINDS else None
    if thing is None:
        raise Http404
    return thing
