"""A change of a live story, prepared beside it: published at once, at an instant, or kept until somebody does."""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.hours import InstantField
from football.models import TransferWindow
from newsroom.desk.headers import allowed
from newsroom.desk.headline_form import REASON, HeadlineForm, without
from newsroom.desk.steps import closings
from newsroom.models import Article, PendingChange, State
from newsroom.models.pending import TAGS, same, things_at, value_of
from newsroom.models.prose import clean_body
from newsroom.models.workflow import PUBLISH

TEXTS, POINTERS = ("kicker", "headline", "standfirst", "body"), ("section", "lead_image")
FIELDS = [*TEXTS, REASON, *POINTERS, *TAGS]
TYPO, UPDATE = "typo", "update"
FIELDSETS = [
    (None, {"fields": ["kicker", "headline", REASON, "standfirst", "body"]}),
    (gettext_lazy("Where and who"), {"fields": [*POINTERS, "authors"]}),
    (gettext_lazy("What it is about"), {"fields": ["people", "clubs", "rumours"]}),
    (gettext_lazy("The change"), {"fields": ["sort", "publish_at", "at_closing", "seen"]}),
]


class PendingForm(HeadlineForm):
    sort = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            (TYPO, gettext_lazy("A typo: the date of update stays")),
            (UPDATE, gettext_lazy("An update of substance: the date of update moves, and feed readers announce it")),
        ],
        widget=forms.RadioSelect,
    )
    publish_at = InstantField(
        label=gettext_lazy("Comes out"),
        required=False,
        help_text=gettext_lazy("It appears by itself at that second. Empty: it waits until somebody publishes it."),
    )
    at_closing = forms.ChoiceField(label=gettext_lazy("At the closing of the market"), required=False)
    #: The state of the change that this form was opened on: another editor's is never replaced unseen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, change=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.change = change
        self.fields["at_closing"].choices = closings()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("at_closing"):
            self._close(cleaned)
        if "_keep" in self.data and cleaned.get("publish_at") and cleaned["publish_at"] <= timezone.now():
            self.add_error("publish_at", _("That instant is past: publish now, or choose one to come."))
        if self.change and cleaned.get("seen", "") != token(self.change):
            self.add_error(None, self._changed_by_another())
        if not self.errors and not self.changes():
            raise ValidationError(_("Nothing is different from the published article."))
        return cleaned

    def _close(self, cleaned):
        if cleaned.get("publish_at"):
            self.add_error("at_closing", _("Choose one: a day and an hour, or the closing of the market."))
        else:
            cleaned["publish_at"] = get_object_or_404(TransferWindow, pk=cleaned["at_closing"]).closes_at

    def _changed_by_another(self):
        # Saved a second time, it is replaced knowingly.
        self.data = self.data.copy()
        self.data["seen"] = token(self.change)
        texts = [str(after) for name, (_before, after) in self.change.fields.items() if name in TEXTS]
        told = {"who": self.change.by or "–", "text": " · ".join(texts)}
        return (
            _("%(who)s saved this change in the meantime. Theirs: %(text)s. Save again to put yours in place.") % told
        )

    def changes(self):
        """What differs from the stored story, each as [before, after]."""
        stored = Article.objects.get(pk=self.instance.pk)
        typed = {name: [value_of(stored, name), self._typed(name)] for name in (*TEXTS, *POINTERS, *TAGS)}
        found = {name: pair for name, pair in typed.items() if not same(name, *pair)}
        return found | (self._confirmation(stored) if self.confirmed_with else {})

    def _typed(self, name):
        value = self.cleaned_data[name]
        if name in TAGS:
            return sorted(thing.slug for thing in value)
        if name in POINTERS:
            return value and value.pk
        return clean_body(value) if name == "body" else value

    def _confirmation(self, stored):
        names = (REASON, "headline_confirmed", "headline_confirmed_by")
        before = {name: value_of(stored, name) for name in names}
        stored.kicker, stored.headline = self.cleaned_data["kicker"], self.cleaned_data["headline"]
        stored.confirm_headline(by=self.user, why=self.confirmed_with)
        return {name: [before[name], value_of(stored, name)] for name in names}


class PendingDesk:
    """For the admin of stories: the page of a pending change, and what the form of its story says of it."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.pending)
        return [path("<int:pk>/pending/", view, name="newsroom_article_pending"), *super().get_urls()]

    def pending(self, request, pk):
        article = get_object_or_404(Article, pk=pk)
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        change = open_change(article)
        if request.method == "POST" and "_drop" in request.POST:
            return self._drop(request, article, change)
        form = self._pending_form(request, article, change)
        if request.method == "POST" and article.state != State.LIVE:
            form.add_error(None, _("The article is not public any more."))
        if form.is_valid() and self._keep(request, article, form):
            return HttpResponseRedirect(reverse("admin:newsroom_article_change", args=[pk]))
        return self._pending_page(request, article, change, form)

    def _pending_form(self, request, article, change):
        widgets = self.form._meta.widgets
        form_class = self.get_form(request, article, change=True, form=PendingForm, fields=FIELDS, widgets=widgets)
        return form_class(request.POST or None, instance=article, initial=initial_of(change), change=change)

    def _pending_page(self, request, article, change, form):
        hidden = set() if form.asks_reason else {REASON}
        names = [Article._meta.get_field(name).verbose_name for name in (change.fields if change else ())]
        lost = change.differences(Article.objects.get(pk=article.pk)) if change else ()
        context = self.admin_site.each_context(request) | {
            "title": _("Change a published article"),
            "article": article,
            "change": change,
            "names": names,
            "lost": [Article._meta.get_field(name).verbose_name for name in lost],
            "adminform": AdminForm(form, without(FIELDSETS, hidden), {}, (), model_admin=self),
            "media": allowed(self.media + form.media, request),
            "opts": self.opts,
        }
        return render(request, "admin/newsroom/article/pending.html", context)

    @transaction.atomic
    def _keep(self, request, article, form):
        """Store the change, and publish it at once where that button was pressed. Returns whether it was done."""
        change, _made = PendingChange.objects.update_or_create(
            article=article,
            applied_at=None,
            defaults={
                "fields": form.changes(),
                "is_update": form.cleaned_data["sort"] == UPDATE,
                "publish_at": form.cleaned_data["publish_at"],
                "by": request.user,
                "made_at": timezone.now(),
                "refusal": "",
            },
        )
        return self._publish_change(request, change, form) if "_now" in request.POST else self._told(request, change)

    def _publish_change(self, request, change, form):
        try:
            change.apply(by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        messages.success(request, _("The change is published."))
        return True

    def _told(self, request, change):
        change.article.log(request.user, _("Pending change prepared"))
        messages.success(request, _("The change is pending: readers do not see it yet."))
        return True

    def _drop(self, request, article, change):
        if change:
            change.delete()
            article.log(request.user, _("Pending change dropped"))
            messages.success(request, _("The pending change is dropped: the article stays as it is."))
        return HttpResponseRedirect(reverse("admin:newsroom_article_change", args=[article.pk]))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        waiting = change and open_change(form.instance)
        if waiting and (lost := waiting.differences(form.instance)):
            names = ", ".join(str(Article._meta.get_field(name).verbose_name) for name in lost)
            said = _("A pending change has other words for: %(names)s. Until somebody looks at it, it stays held back.")
            messages.warning(request, said % {"names": names})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        may = bool(obj) and obj.is_published and request.user.has_perm(PUBLISH)
        context |= {"may_pend": may, "waiting": open_change(obj) if may else None}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def open_change(article):
    """The change of a story that is not out, held back or not; or None. One query."""
    return article.pending_changes.filter(applied_at__isnull=True).select_related("by").first()


def token(change):
    return change.made_at.isoformat()


def initial_of(change):
    if change is None:
        return {"sort": TYPO}
    told = {"sort": UPDATE if change.is_update else TYPO, "publish_at": change.publish_at, "seen": token(change)}
    for name, (_before, after) in change.fields.items():
        told[name] = [thing.pk for thing in things_at(name, after)] if name in TAGS else after
    return told
