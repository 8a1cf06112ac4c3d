"""What a story may be tagged with, read from its text: proposed with the sentence that names it, never tagged alone."""

import re
from dataclasses import asdict, dataclass

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football import known_names
from football.models import Club, Person
from football.recognise import recognise
from newsroom.models.linking import text_of
from rumours.models import Rumour

#: The fields of a story that proposals are for; a proposal is named by field and key: "clubs:12".
FIELDS = ("people", "clubs", "rumours")
#: Rumours proposed at most, and how much a text must be about somebody for all of theirs.
RUMOURS, ABOUT = 5, 0.5
KEY = re.compile(r"(people|clubs|rumours):\d{1,18}")
MOST_REFUSED = 500
#: What the buttons of proposals are called where there is no script.
BUTTONS = {"_accept", "_refuse", "_propose"}


@dataclass(frozen=True)
class Proposal:
    """A tag that a text asks for: where it would go, which sentence names it, and why it is proposed."""

    field: str
    pk: int
    name: str
    sentence: str
    why: str
    doubtful: bool

    @property
    def key(self):
        return f"{self.field}:{self.pk}"


def propose(*, headline="", standfirst="", body="", day=None, left_out=()):
    """Return the Proposals for a story, the surest first; `left_out` holds the keys of what is tagged or refused.

    `body` is HTML; `day` is the story's own (today by default): who sat where is told as of then. Eight queries, and
    four more after a change in the register.
    """
    day = day or timezone.localdate()
    text = "\n".join(part for part in (standfirst, text_of(body)) if part)
    register = known_names.of_the_site()
    found = recognise(register, text, title=headline, day=day)
    people = Person.objects.in_bulk([f.owner for f in found if not f.is_club])
    clubs = Club.objects.in_bulk([f.owner for f in found if f.is_club])
    proposals = [*_named(found, people, clubs), *_clubs_of(found, people, clubs, register, day), *_rumours_about(found)]
    return [proposal for proposal in proposals if proposal.key not in set(left_out)]


def _named(found, people, clubs):
    for one in found:
        thing = (clubs if one.is_club else people).get(one.owner)
        if thing:
            why = _("doubtful: it may be somebody else") if one.doubtful else _("named in the text")
            yield Proposal("clubs" if one.is_club else "people", thing.pk, str(thing), one.sentence, why, one.doubtful)


def _clubs_of(found, people, clubs, register, day):
    """The club on whose bench somebody sat that day, where the text does not name it."""
    told = {one.owner: one for one in found if not one.is_club and not one.doubtful and one.owner in people}
    benches = {person: register.clubs_on(person, day) - clubs.keys() for person in told}
    named = Club.objects.in_bulk({club for sat in benches.values() for club in sat})
    for person, sat in benches.items():
        for club in sat & named.keys():
            why = _("%(person)s was there on %(day)s") % {"person": people[person], "day": f"{day:%d/%m/%Y}"}
            yield Proposal("clubs", club, str(named[club]), told[person].sentence, why, doubtful=True)


def _rumours_about(found):
    """Open rumours about somebody and a club that the text names, or about whom the text is."""
    sure = [one for one in found if not one.doubtful]
    people = [one.owner for one in sure if not one.is_club]
    clubs = [one.owner for one in sure if one.is_club]
    mainly = [one.owner for one in sure if not one.is_club and one.salience >= ABOUT]
    both = Q(person__in=people) & (Q(to_club__in=clubs) | Q(from_club__in=clubs))
    for rumour in Rumour.objects.open().filter(both | Q(person__in=mainly)).by_news()[:RUMOURS]:
        yield Proposal("rumours", rumour.pk, str(rumour), rumour.rule, _("open rumour"), doubtful=False)


class Suggestions:
    """For the admin of stories: proposals under the tags, accepted and refused in the form or, without script, by
    buttons that save it."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.suggest)
        return [path("suggest/", view, name="newsroom_article_suggest"), *super().get_urls()]

    def suggest(self, request):
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        return suggest(request)

    @admin.display(description=gettext_lazy("Proposals"))
    def proposals(self, article):
        found, day = [], timezone.localdate(article.published_at or timezone.now())
        if article.pk:
            lines = {name: getattr(article, name) for name in ("headline", "standfirst", "body")}
            found = propose(**lines, day=day, left_out=tagged(article))
        groups = [(field, [p for p in found if p.field == field]) for field in FIELDS]
        context = {"day": day, "groups": groups, "refused": " ".join(article.refused)}
        return render_to_string("admin/newsroom/article/_proposals.html", context)

    def render_change_form(self, request, context, *args, **kwargs):
        # What was refused is typed too: a form that cannot be saved yet does not lose it.
        if "refused" in request.POST:
            context["adminform"].form.instance.refused = _refused(request.POST)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, article, form, change):
        if "refused" in request.POST:
            # Nothing takes a refusal back: what a colleague refused meanwhile stays refused.
            article.refused = [*dict.fromkeys([*article.refused, *_refused(request.POST)])][-MOST_REFUSED:]
        super().save_model(request, article, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "_accept" in request.POST:
            take(form.instance, request.POST["_accept"])
            form.instance.link_mentions()
        else:
            form.instance.link_mentions(**{name: form.cleaned_data.get(name) for name in ("clubs", "people")})

    def response_post_save_add(self, request, obj):
        return self._stay(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return self._stay(request, obj) or super().response_post_save_change(request, obj)

    def _stay(self, request, article):
        """A proposal that was taken or refused leaves the editor where the others are."""
        if BUTTONS.isdisjoint(request.POST):
            return None
        return HttpResponseRedirect(reverse("admin:newsroom_article_change", args=[article.pk]) + "#proposals")


def suggest(request):
    """The proposals for the form as it stands, for the script that keeps them fresh."""
    typed = request.POST
    left_out = {f"{field}:{pk}" for field in FIELDS for pk in typed.getlist(field)} | set(
        typed.get("refused", "").split()
    )
    found = propose(
        headline=typed.get("headline", ""),
        standfirst=typed.get("standfirst", ""),
        body=typed.get("body", ""),
        day=_day(typed.get("published_at_0")) or _day(request.GET.get("day")),
        left_out=left_out,
    )
    return JsonResponse({"proposals": [asdict(proposal) for proposal in found]})


def _refused(typed):
    keys = [*typed["refused"].split(), typed.get("_refuse", "")]
    return [key for key in dict.fromkeys(keys) if KEY.fullmatch(key)][-MOST_REFUSED:]


def _day(text):
    """The day that was typed or asked for, or None for what is none."""
    try:
        return forms.DateField(required=False).clean(text)
    except ValidationError:
        return None


def tagged(article):
    """The keys of what a stored story is tagged with, and of what has been refused for it. Three queries, none for what
    is loaded."""
    kept = {f"{field}:{thing.pk}" for field in FIELDS for thing in getattr(article, field).all()}
    return kept | set(article.refused)


def take(article, key):
    """Tag a stored story with what a proposal names. Returns whether there is such a thing."""
    field, _colon, pk = key.partition(":")
    if field not in FIELDS or not pk.isdecimal() or len(pk) > 18:
        return False
    related = getattr(article, field)
    thing = related.model.objects.filter(pk=pk).first()
    if thing:
        related.add(thing)
    return thing is not None
