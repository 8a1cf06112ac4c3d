"""The preview of a story as it is being written: the page that readers would get, of a form that nobody has saved."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from football import known_names
from newsroom.models import Article, Correction
from newsroom.models.figures import images_in
from newsroom.models.linked import linked_body
from newsroom.models.prose import clean_body
from newsroom.story_page import Banner, story_page

#: What a story is related to; its body's pictures follow from the body.
RELATIONS = ("authors", "clubs", "people", "rumours")
#: Stands for the key of a story that has none yet, so that it may have relations.
NO_KEY = 0


class Preview:
    """For the admin of stories: the form as it stands, printed as the published page. Nothing is stored."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview)
        return [
            path("preview/", view, name="newsroom_article_preview_new"),
            path("<path:object_id>/preview/", view, name="newsroom_article_preview"),
            *super().get_urls(),
        ]

    @method_decorator(xframe_options_sameorigin)
    def preview(self, request, object_id=None):
        article = self._previewed(request, object_id)
        if request.method != "POST":
            return HttpResponseRedirect(_form_address(article))
        form, formsets = self._typed(request, article)
        corrections = _corrections(formsets)
        moves = form.cleaned_data.get("substantive") or any(correction.pk is None for correction in corrections)
        return preview_of(request, as_typed(form, corrections, moves=moves), tuple(missing_in(form, formsets)))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        context["preview_url"] = _preview_address(obj) if writes else ""
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _previewed(self, request, object_id):
        """The stored story whose form was sent, or None for a new one. Raises PermissionDenied."""
        article = object_id and admin.ModelAdmin.get_object(self, request, unquote(object_id))
        allowed = self.has_change_permission(request, article) if article else self.has_add_permission(request)
        if not allowed or (object_id and not article):
            raise PermissionDenied
        return article

    def _typed(self, request, article):
        """The form that saving would use, and its formsets, validated."""
        fields = flatten_fieldsets(self.get_fieldsets(request, article))
        form_class = self.get_form(request, article, change=bool(article), fields=fields)
        form = form_class(request.POST, request.FILES, instance=article)
        form.is_valid()
        formsets, _inlines = self._create_formsets(request, form.instance, change=bool(article))
        for formset in formsets:
            formset.is_valid()
        return form, formsets


def preview_of(request, story, missing):
    banner = Banner(_("A preview: nothing is saved."), missing)
    # The page is Italian even for those who have the desk in English.
    with translation.override(settings.LANGUAGE_CODE):
        # The page names them, though nobody has saved the story yet.
        story.keep_lead_crops()
        return story_page(request, story, preview=banner)


def as_typed(form, corrections, *, moves):
    """Return the story of a validated form as it would be once published, with its relations, and stored nowhere: what
    is not valid is left out. `moves`: its date of update would move."""
    story, now = form.instance, timezone.now()
    _leave_out_errors(form)
    story.pk = story.pk or NO_KEY
    story.slug = story.slug or "anteprima"
    story.body = clean_body(story.body)
    story.as_if_out(at=now)
    if moves:
        story.mark_updated(at=now)
    _relate(story, form.cleaned_data, corrections)
    story.body_linked = linked_body(story, known_names.of_the_site(), story.clubs.all(), story.people.all())
    return story


def _leave_out_errors(form):
    """A stored value in the place of a typed one would be a lie. What is wrong and still in the cleaned data can be
    printed: a headline that says too much, a picture that lacks its credit."""
    for field in Article._meta.concrete_fields:
        if field.name in form.errors and field.name not in form.cleaned_data:
            setattr(form.instance, field.name, field.get_default())


def _relate(story, cleaned, corrections):
    """Give an unsaved story what it is related to, where its managers look first."""
    related = {name: [thing.pk for thing in cleaned.get(name, ())] for name in RELATIONS}
    related["body_images"] = images_in(story.body)
    # Not the form's own querysets, which the admin may order otherwise than the page does.
    story._prefetched_objects_cache = {
        name: Article._meta.get_field(name).related_model._default_manager.filter(pk__in=keys)
        for name, keys in related.items()
    } | {"corrections": corrections}


def _corrections(formsets):
    """The story's corrections as the page prints them: those stored and those just written, latest first."""
    kept = [
        form.instance
        for formset in formsets
        if formset.model is Correction
        for form in formset.forms
        if form.is_valid() and not form.cleaned_data.get("DELETE") and (form.instance.pk or form.has_changed())
    ]
    return sorted(kept, key=lambda one: (one.published_at, one.pk or float("inf")), reverse=True)


def missing_in(form, formsets=()):
    """What keeps the form from being saved, a sentence each."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        yield from (f"{label}: {error}" if label else str(error) for error in errors)
    for formset in formsets:
        for errors in formset.errors:
            yield from (f"{formset.model._meta.verbose_name}: {error}" for lines in errors.values() for error in lines)


def _form_address(article):
    if article:
        return reverse("admin:newsroom_article_change", args=[article.pk])
    return reverse("admin:newsroom_article_add")


def _preview_address(article):
    if article:
        return reverse("admin:newsroom_article_preview", args=[article.pk])
    return reverse("admin:newsroom_article_preview_new")
