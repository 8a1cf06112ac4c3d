"""A change of a live story, prepared beside it: published at once, at an instant, or kept until somebody does."""

from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from newsroom.desk.autosave import as_posted
from newsroom.desk.body_tools import known_in
from newsroom.desk.headers import allowed
from newsroom.desk.headline_form import REASON, without
from newsroom.desk.lead_use import USE
from newsroom.desk.pending_form import FIELDS, POINTERS, UPDATE, PendingForm, initial_of, laid_over
from newsroom.desk.preview import as_typed, missing_in, preview_of
from newsroom.desk.told import saves_in_words
from newsroom.models import Article, PendingChange, State
from newsroom.models.typed import PENDING
from newsroom.models.versions import snapshot
from newsroom.models.workflow import PUBLISH

FIELDSETS = [
    (None, {"fields": ["kicker", "headline", REASON, "standfirst", "body"]}),
    (gettext_lazy("Where and who"), {"fields": [*POINTERS, USE, "authors"]}),
    (gettext_lazy("What it is about"), {"fields": ["people", "clubs", "rumours"]}),
    (gettext_lazy("The change"), {"fields": ["sort", "publish_at", "at_closing", "seen"]}),
]


class PendingDesk:
    """For the admin of stories: the page of a pending change, and what the form of its story says of it."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        typed = wrap(require_POST(self.typed))
        return [
            path("<int:object_id>/pending/", wrap(self.pending), name="newsroom_article_pending"),
            path("<int:object_id>/pending/typed/", typed, {"form": PENDING}, name="newsroom_article_pending_typed"),
            path("<int:object_id>/pending/preview/", wrap(self.previewed), name="newsroom_article_pending_preview"),
            *super().get_urls(),
        ]

    def pending(self, request, object_id):
        article = get_object_or_404(Article.objects.for_form(), pk=object_id)
        if request.method == "POST":
            return self.kept_safe(request, article, lambda: self._post(request, article.pk))
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        return self._pending_page(request, article, self._pending_form(request, article))

    @transaction.atomic
    def _post(self, request, pk):
        article = self.get_object(request, str(pk))
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        if "_drop" in request.POST:
            return self._drop(request, article)
        form = self._pending_form(request, article)
        if article.state != State.LIVE:
            form.add_error(None, _("The article is not public any more."))
        if form.is_valid() and self._keep(request, article, form):
            self.forget_typed(request, article, form=PENDING)
            return HttpResponseRedirect(reverse("admin:newsroom_article_change", args=[pk]))
        return self._pending_page(request, article, form)

    def _pending_form(self, request, article):
        change, widgets = open_change(article), self.form._meta.widgets
        form_class = self.get_form(request, article, change=True, form=PendingForm, fields=FIELDS, widgets=widgets)
        typed = self.resumed(request, article, PENDING)
        form_class.resumed = typed and as_posted(typed)
        sent = request.POST if request.method == "POST" else None
        return form_class(sent, instance=article, initial=initial_of(change), change=change)

    def _pending_page(self, request, article, form):
        if form.conflicts:
            form.advance()
        context = self.admin_site.each_context(request) | {
            "title": _("Change a published article"),
            "article": article,
            "adminform": AdminForm(form, without(FIELDSETS, set() if form.asks_reason else {REASON}), {}, (), self),
            "conflicts": form.conflicts,
            "conflict_with": saves_in_words(form.others, request.user),
            "media": allowed(self.media + form.media, request),
            "opts": self.opts,
        }
        context |= self._change_told(article, form.change) | self._tools(request, article, form)
        status = 409 if form.conflicts else 200
        return render(request, "admin/newsroom/article/pending.html", context, status=status)

    def _change_told(self, article, change):
        """What waits, in the names of its fields, and what of it the story has otherwise by now."""
        lost = change.differences(Article.objects.get(pk=article.pk)) if change else ()
        fields = {"names": change.fields if change else (), "lost": lost}
        told = {key: [Article._meta.get_field(name).verbose_name for name in names] for key, names in fields.items()}
        return told | {"change": change}

    def _tools(self, request, article, form):
        """What the form of the story has too: autosave, preview, checklist, and the tools of the body."""
        return self.typing(request, article, PENDING, laid_over(snapshot(article), form.change)) | {
            "preview_url": reverse("admin:newsroom_article_pending_preview", args=[article.pk]),
            "checklist": self.checklist(request, article),
            "body_known": known_in(form["body"].value() or ""),
        }

    @method_decorator(xframe_options_sameorigin)
    def previewed(self, request, object_id):
        """The page as it will be when the change is out."""
        article = get_object_or_404(Article, pk=object_id)
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:newsroom_article_pending", args=[article.pk]))
        corrections = [*article.corrections.published()]
        form = self._pending_form(request, article)
        form.is_valid()
        story = as_typed(form, corrections, moves=form.cleaned_data.get("sort") == UPDATE)
        return preview_of(request, story, tuple(missing_in(form)))

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
            form.change = change
            form.see_the_change()
            form.add_error(None, refusal)
            return False
        messages.success(request, _("The change is published."))
        return True

    def _told(self, request, change):
        change.article.log(request.user, _("Pending change prepared"))
        messages.success(request, _("The change is pending: readers do not see it yet."))
        return True

    def _drop(self, request, article):
        if change := open_change(article):
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
