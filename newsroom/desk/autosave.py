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

    def typed(self, request, object_id=None):
        """Keep what is typed, or forget it; without a sequence, only note that the form is open."""
        article = object_id and Article.objects.filter(pk=object_id).first()
        if object_id and not article:
            return JsonResponse({"refused": _("This article is no longer there: somebody deleted it.")}, status=404)
        if not (self.has_change_permission(request, article) if article else self.has_add_permission(request)):
            return JsonResponse({"refused": _("From now on a Caporedattore changes this article.")}, status=403)
        if DISCARD in request.POST:
            return self._discard(request, article)
        return JsonResponse(self._keep_typed(request, article) | self._around(request, article))

    def _keep_typed(self, request, article):
        whose = {"user": request.user, "article": article, "token": token_of(request)}
        sequence = number(request.POST.get(SEQUENCE))
        if not sequence or not (article or whose["token"]):
            if article:
                Typed.look(user=request.user, article=article)
            return {"kept": False, "sequence": 0}
        data = {name: values for name, values in request.POST.lists() if name not in ASIDE}
        version = min(number(request.POST.get("version")), 2**31 - 1)
        kept, stands = Typed.keep(**whose, sequence=sequence, version=version, data=data)
        return {"kept": kept, "sequence": stands}

    def _around(self, request, article):
        """Who else has it open, and what was saved since; and the guard of the form, which signing in again changes."""
        told = {"csrf": get_token(request), "others": "", "newer": ""}
        if not article:
            return told
        others = Typed.objects.filter(article=article).with_it_open().exclude(user=request.user)
        if names := ", ".join(name_of(one.user) for one in others):
            told["others"] = _("Open also at the desk of: %(who)s") % {"who": names}
        return told | {"newer": newer_in_words(article, number(request.POST.get("version")))}

    def _discard(self, request, article):
        Typed.objects.filter(**self._whose(request, article, request.POST[DISCARD][:TOKEN_LENGTH])).update(data={})
        page = reverse("admin:newsroom_article_change", args=[article.pk]) if article else None
        return HttpResponseRedirect(page or reverse("admin:newsroom_article_add"))

    def _whose(self, request, article, token):
        return {"user": request.user, "article": article, "token": "" if article else token}

    def forget_typed(self, request, article, *, change):
        """Once saved, nothing is unsaved: neither what the form sent, nor what arrives late."""
        sequence = number(request.POST.get(SEQUENCE))
        if change:
            Typed.saved(user=request.user, article=article, sequence=sequence)
        elif token := token_of(request):
            Typed.saved(user=request.user, article=None, token=token, sequence=sequence)

    # Offering it back

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        typed = self.resumed(request, obj)
        form.resumed = typed and as_posted(typed)
        return form

    def resumed(self, request, article):
        """What the editor asked to take up again, or None."""
        token = request.GET.get(RESUME, "") if request.method == "GET" else ""
        return Typed.objects.unsaved().filter(**self._whose(request, article, token)).first() if token else None

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is Correction and request.method == "GET":
            kwargs["initial"] = [{"text": text} for text in new_corrections(self.resumed(request, obj))]
        return kwargs

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            context |= self._typing(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _typing(self, request, article):
        token = token_of(request) or request.GET.get(RESUME, "")[:TOKEN_LENGTH]
        token = token if token and not article else secrets.token_urlsafe(16)
        row = Typed.objects.filter(**self._whose(request, article, token)).first()
        if article:
            url = reverse("admin:newsroom_article_typed", args=[article.pk])
            Typed.look(user=request.user, article=article)
        else:
            url = reverse("admin:newsroom_article_typed_new")
        offers = [] if RESUME in request.GET or request.method == "POST" else offers_for(request.user, article)
        posted = number(request.POST.get(SEQUENCE))
        return {"typing": {"url": url, "token": token, "sequence": max(row.sequence if row else 0, posted)}} | {
            "offers": offers
        }


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


def offers_for(user, article):
    """What `user` typed and did not save: of one story, or of every new one."""
    found = []
    for typed in Typed.objects.unsaved().filter(user=user, article=article).order_by("-at")[:10]:
        differences = differences_of(typed, article)
        if differences:
            page = reverse("admin:newsroom_article_change", args=[article.pk]) if article else ""
            found.append(Offer(typed, f"{page}?{RESUME}={'1' if article else typed.token}", differences))
    return found


def differences_of(typed, article):
    stored = snapshot(article) if article else dict.fromkeys(("kicker", "headline", "standfirst", "body"), "")
    state = {name: _plain(name, typed.data[name], stored[name]) for name in stored if typed.data.get(name)}
    state |= {USE: typed_use(as_posted(typed))} if f"{USE}_image" in typed.data and article else {}
    # A list from which all was taken is not posted at all.
    if article:
        state |= {f.name: [] for f in Article._meta.many_to_many if f.name not in typed.data}
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
