"""What is typed goes to the server while it is typed, and is offered back; whoever else has the story open is told."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsroom.desk.giving_back import NOT_SENT_AGAIN
from newsroom.desk.lead_use import USE, typed_use
from newsroom.desk.told import changed_fields, compare, fields_in_words
from newsroom.models import Article, Correction, Typed
from newsroom.models.prose import clean_body
from newsroom.models.versions import name_of, snapshot

#: Names in the form that are about the text and no part of it.
SEQUENCE, TOKEN, RESUME, DISCARD = "typed_sequence", "typed_token", "resume", "discard"
ASIDE = NOT_SENT_AGAIN | {"version", SEQUENCE, TOKEN, DISCARD}
LARGEST = 2**53
TOKEN_LENGTH = 40


@dataclass(frozen=True)
class Offer:
    """Something typed and not saved: when, where it is taken up again, and what in it differs from what is stored."""

    typed: Typed
    url: str
    differences: list

    @property
    def title(self):
        return (self.typed.data.get("headline") or [""])[0] or _("(no headline)")


class Autosave:
    """For the admin of stories, whose form is a MergingForm."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.typed))
        return [
            path("typed/", view, name="newsroom_article_typed_new"),
            path("<int:object_id>/typed/", view, name="newsroom_article_typed"),
            *super().get_urls(),
        ]

    def typed(self, request, object_id=None, form=""):
        """Keep what is typed in a form, or forget it; without a sequence, only note that it is open."""
        article = object_id and Article.objects.filter(pk=object_id).first()
        if object_id and not article:
            return JsonResponse({"refused": _("This article is no longer there: somebody deleted it.")}, status=404)
        if not (self.has_change_permission(request, article) if article else self.has_add_permission(request)):
            return JsonResponse({"refused": _("From now on a Caporedattore changes this article.")}, status=403)
        if DISCARD in request.POST:
            return self._discard(request, article, form)
        return JsonResponse(self._keep_typed(request, article, form) | self._around(request, article, form))

    def _keep_typed(self, request, article, form):
        whose = self._whose(request, article, form, token_of(request))
        sequence = number(request.POST.get(SEQUENCE))
        if not sequence or not (article or whose["token"]):
            if article:
                Typed.look(**whose)
            return {"kept": False, "sequence": 0}
        data = {name: values for name, values in request.POST.lists() if name not in ASIDE}
        version = min(number(request.POST.get("version")), 2**31 - 1)
        kept, stands = Typed.keep(**whose, sequence=sequence, version=version, data=data)
        return {"kept": kept, "sequence": stands}

    def _around(self, request, article, form):
        """Who else has it open, and what was saved since; and the guard of the form, which signing in again changes."""
        told = {"csrf": get_token(request), "others": "", "newer": ""}
        if not article:
            return told
        others = Typed.objects.filter(article=article, token=form).with_it_open().exclude(user=request.user)
        if names := ", ".join(name_of(one.user) for one in others):
            told["others"] = _("Open also at the desk of: %(who)s") % {"who": names}
        return told | {"newer": newer_in_words(article, number(request.POST.get("version")))}

    def _discard(self, request, article, form):
        whose = self._whose(request, article, form, request.POST[DISCARD][:TOKEN_LENGTH])
        Typed.objects.filter(**whose).update(data={})
        return HttpResponseRedirect(page_of(article, form))

    def _whose(self, request, article, form, token):
        """The forms of a stored story have names, and those of new ones tokens of their own."""
        return {"user": request.user, "article": article, "token": form if article else token}

    def forget_typed(self, request, article, *, change=True, form=""):
        """Once saved, nothing is unsaved: neither what the form sent, nor what arrives late."""
        sequence = number(request.POST.get(SEQUENCE))
        if change:
            Typed.saved(user=request.user, article=article, token=form, sequence=sequence)
        elif token := token_of(request):
            Typed.saved(user=request.user, article=None, token=token, sequence=sequence)

    # Offering it back

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        typed = self.resumed(request, obj)
        form.resumed = typed and as_posted(typed)
        return form

    def resumed(self, request, article, form=""):
        """What the editor asked to take up again, or None."""
        token = request.GET.get(RESUME, "") if request.method == "GET" else ""
        whose = self._whose(request, article, form, token)
        return Typed.objects.unsaved().filter(**whose).first() if token else None

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is Correction and request.method == "GET":
            kwargs["initial"] = [{"text": text} for text in new_corrections(self.resumed(request, obj))]
        return kwargs

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            context |= self.typing(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def typing(self, request, article, form="", stored=None):
        """What a form needs to keep what is typed, and what it offers back; `stored` is the state that it shows, by
        default its story's."""
        token = token_of(request) or request.GET.get(RESUME, "")[:TOKEN_LENGTH] or secrets.token_urlsafe(16)
        whose = self._whose(request, article, form, token)
        row = Typed.objects.filter(**whose).first()
        if article:
            Typed.look(**whose)
        sequence = max(row.sequence if row else 0, number(request.POST.get(SEQUENCE)))
        told = {"url": kept_at(article, form), "form": form, "token": token, "sequence": sequence}
        if RESUME in request.GET or request.method == "POST":
            return {"typing": told, "offers": []}
        rows = [row] if article else Typed.objects.unsaved().filter(user=request.user, article=None).order_by("-at")
        return {"typing": told, "offers": offers_of(rows[:10], article, stored)}


def number(text):
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 17 and int(text) < LARGEST else 0


def token_of(request):
    return request.POST.get(TOKEN, "")[:TOKEN_LENGTH]


def as_posted(typed):
    posted = QueryDict(mutable=True)
    for name, values in typed.data.items():
        posted.setlist(name, values)
    posted["version"] = str(typed.version)
    return posted


def new_corrections(typed):
    """The texts of the corrections that were typed and are not stored yet."""
    if not typed:
        return []
    data = {name: values[0] for name, values in typed.data.items() if values}
    rows = [name.removesuffix("-text") for name in data if name.startswith("corrections-") and name.endswith("-text")]
    return [data[f"{row}-text"] for row in rows if data[f"{row}-text"].strip() and not data.get(f"{row}-id")]


def page_of(article, form):
    if not article:
        return reverse("admin:newsroom_article_add")
    return reverse(f"admin:newsroom_article_{'pending' if form else 'change'}", args=[article.pk])


def kept_at(article, form):
    """Where what is typed is sent."""
    if not article:
        return reverse("admin:newsroom_article_typed_new")
    return reverse(f"admin:newsroom_article_{'pending_typed' if form else 'typed'}", args=[article.pk])


def offers_of(rows, article, stored=None):
    """Of what was typed and not saved, what differs from what is stored."""
    told = [(typed, differences_of(typed, article, stored)) for typed in rows if typed and typed.data]
    return [Offer(typed, _take_up(typed, article), differences) for typed, differences in told if differences]


def _take_up(typed, article):
    if article:
        return f"{page_of(article, typed.token)}?{RESUME}=1"
    return f"{page_of(None, '')}?{RESUME}={typed.token}"


def differences_of(typed, article, stored=None):
    if stored is None:
        stored = snapshot(article) if article else dict.fromkeys(("kicker", "headline", "standfirst", "body"), "")
    state = {name: _plain(name, typed.data[name], stored[name]) for name in stored if typed.data.get(name)}
    state |= {USE: typed_use(as_posted(typed))} if f"{USE}_image" in typed.data and article else {}
    # A list from which all was taken is not posted at all.
    if article:
        state |= {f.name: [] for f in Article._meta.many_to_many if f.editable and f.name not in typed.data}
    return compare(
        stored, state | _corrections(typed, stored), changed_fields(stored, state | _corrections(typed, stored))
    )


def _corrections(typed, stored):
    new = [[0, text, ""] for text in new_corrections(typed)]
    return {"corrections": stored["corrections"] + new} if new and "corrections" in stored else {}


def _plain(name, values, stored):
    field = Article._meta.get_field(name)
    if field.many_to_many:
        return sorted(number(value) for value in values)
    if isinstance(stored, list):
        return values
    if field.is_relation:
        return number(values[0]) or None
    return clean_body(values[0]) if name == "body" else values[0].replace("\r\n", "\n").strip()


def newer_in_words(article, version):
    """Who saved after the version that a form was opened on, when, and what they changed; or nothing."""
    if article.version <= version:
        return ""
    latest, base = article.versions.select_related("by").first(), article.started_from(version)
    if not latest or latest == base:
        return ""
    told = {
        "who": latest.author_name,
        "ago": timesince(latest.at),
        "fields": fields_in_words(changed_fields(base.state, latest.state)),
    }
    if not told["fields"]:
        return _("%(who)s saved %(ago)s ago.") % told
    if timezone.now() - latest.at < timedelta(minutes=1):
        return _("%(who)s saved just now: %(fields)s.") % told
    return _("%(who)s saved %(ago)s ago: %(fields)s.") % told
