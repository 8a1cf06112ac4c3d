"""The checklist beside the button that publishes: what the checks find, live as one types, and enforced when the form
is what publishes."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import ngettext

from football.models import Club, Person
from newsroom import reading_time
from newsroom.desk.headline_form import HeadlineForm
from newsroom.desk.lead_use import typed_use
from newsroom.desk.typesetting import proposals_for
from newsroom.models import Article, Image, Section
from newsroom.models.checklist import Copy, results_for
from newsroom.models.picture_use import PictureUse
from newsroom.models.prose import KEY, clean_body
from rumours.models import Rumour

#: What is typed in a line beyond this is refused when it is saved, and not read before.
LONGEST = 1000
LINES = ("kicker", "headline", "standfirst")
#: The headline check is the form's own (HeadlineForm), with its confirmation, and so are the pictures (PicturesForm).
ELSEWHERE = {"headline", "image"}


class ChecklistForm(HeadlineForm):
    def clean(self):
        cleaned = super().clean()
        if self._goes_out(cleaned):
            found = results_for(self._copy(cleaned), blocking_only=True, besides=ELSEWHERE)
            # Most stories have nothing to refuse: only then is what is out already read and looked at too.
            there = self._already_out() if found else set()
            for result in found:
                told = [f"{result.check.title}: {finding.words}" for finding in result.findings]
                self._refuse_for(result.check, [one for one in told if one not in there])
        return cleaned

    def _already_out(self):
        """A live story is not held up by what readers see of it anyway: a typo can be corrected."""
        if not self.instance.was_live():
            return set()
        return {*Article.objects.get(pk=self.instance.pk).blocking()}

    def _refuse_for(self, check, told):
        if told:
            self.add_error(check.field if check.field in self.fields else None, told)

    def _copy(self, cleaned):
        return Copy(
            stories=Article.objects,
            body=cleaned.get("body", ""),
            section=cleaned.get("section"),
            image=cleaned.get("lead_image"),
            clubs=tuple(cleaned.get("clubs", ())),
            people=tuple(cleaned.get("people", ())),
            pk=self.instance.pk,
            **{name: cleaned.get(name, "") for name in LINES},
        )


def typed_copy(typed, *, pk):
    """The Copy of a form as it stands, half written as it may be. Six queries."""
    confirmed = Article.objects.filter(pk=pk).values_list("headline_confirmed", flat=True).first() or ""
    use = PictureUse.of(typed_use(typed))
    images = _chosen(Image.objects.all(), typed.getlist("lead_image")[:1])
    return Copy(
        stories=Article.objects,
        body=clean_body(typed.get("body", "")),
        section=_chosen(Section.objects.all(), typed.getlist("section")[:1])[:1],
        image=next((image.as_used(use) for image in images), None),
        clubs=_chosen(Club.objects.all(), typed.getlist("clubs")),
        people=_chosen(Person.objects.all(), typed.getlist("people")),
        rumours=_chosen(Rumour.objects.for_cards(), typed.getlist("rumours")),
        pk=pk,
        confirmed=confirmed,
        **{name: typed.get(name, "")[:LONGEST] for name in LINES},
    )


def _chosen(queryset, keys):
    keys = [int(key) for key in keys if KEY.fullmatch(key)]
    return tuple(queryset.filter(pk__in=keys)) if keys else ()


def panel(copy):
    """What the panel shows of a Copy: counts in words, and the results."""
    results = results_for(copy)
    words = reading_time.words_in(copy.body)
    return {
        "results": [_shown(result) for result in results],
        "blocking": sum(result.check.blocking for result in results),
        "length": length_in_words(words),
    }


def _shown(result):
    lines = [{"words": finding.words, "url": _form_of(finding.story)} for finding in result.findings]
    return {
        "key": result.check.key,
        "blocking": result.check.blocking,
        "title": str(result.check.title),
        "lines": lines,
    }


def _form_of(story):
    return reverse("admin:newsroom_article_change", args=[story.pk]) if story else ""


def length_in_words(words):
    minutes = reading_time.minutes_for(words)
    told = ngettext("%(number)d word", "%(number)d words", words) % {"number": words}
    read = ngettext("%(number)d minute to read", "%(number)d minutes to read", minutes) % {"number": minutes}
    return f"{told} · {read}"


class Checklist:
    """For the admin of stories, whose form is a ChecklistForm."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.review)
        return [path("review/", view, name="newsroom_article_review"), *super().get_urls()]

    def review(self, request):
        """The panel and the typographic proposals for a form as it is being typed."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        key = request.GET.get("story", "")
        copy = typed_copy(request.POST, pk=int(key) if KEY.fullmatch(key) else None)
        return JsonResponse(panel(copy) | {"typesetting": proposals_for(copy)})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if context["adminform"].form.fields.get("body"):
            context["checklist"] = self.checklist(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def checklist(self, request, obj):
        pk = obj.pk if obj else None
        typed = typed_copy(request.POST, pk=pk) if request.method == "POST" else Copy.of(obj) if obj else None
        shown = panel(typed) if typed else {"results": [], "blocking": 0, "length": length_in_words(0)}
        shown |= {"story": pk, "typesetting": proposals_for(typed) if typed else []}
        return render_to_string("admin/newsroom/article/_checklist.html", shown)
