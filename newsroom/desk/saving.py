"""How the form of a story saves: on the version that stands, as one new version, and never losing what was typed."""

import logging

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.db import connection
from django.utils.translation import gettext as _

from newsroom.desk.giving_back import give_back, give_back_for_now
from newsroom.desk.told import fields_in_words, saves_in_words
from newsroom.faults import fault_of
from newsroom.models import Article, Correction, Verb
from newsroom.models.versions import Superseded

logger = logging.getLogger(__name__)


class Saving:
    """For the admin of stories, whose form is a MergingForm."""

    def get_object(self, request, object_id, from_field=None):
        """In a form that is being saved, the story as it stands, held until it is saved."""
        saves = request.method == "POST" and connection.in_atomic_block
        if saves:
            Article.hold(_key(object_id))
        article = super().get_object(request, object_id, from_field)
        if article and saves:
            article.lock()
        return article

    def save_related(self, request, form, formsets, change):
        """One version for each save, when everything is stored; then nothing is unsaved any more."""
        article, verb = form.instance, Verb.SAVED if change else Verb.CREATED
        with article.recording(
            verb, by=request.user, why=form.cleaned_data.get("version_reason") or form.confirmed_with
        ):
            if form.cleaned_data.get("substantive"):
                article.becomes(Verb.UPDATED)
            super().save_related(request, form, formsets, change)
            self._tell_of_corrections(article, formsets)
        self.forget_typed(request, article, change=change)
        self._tell(request, form)

    def _tell_of_corrections(self, article, formsets):
        corrections = [new for formset in formsets if formset.model is Correction for new in formset.new_objects]
        if corrections:
            article.mark_updated()
            article.save()
            article.becomes(Verb.CORRECTED, why=" ".join(correction.text for correction in corrections))

    def _tell(self, request, form):
        who = saves_in_words(form.others, request.user)
        if form.merged.taken:
            told = {"who": who, "fields": fields_in_words(form.merged.taken)}
            messages.info(
                request, _("Saved while you wrote by: %(who)s. Their changes are kept too: %(fields)s.") % told
            )
        if form.merged.joined:
            told = {"who": who, "fields": fields_in_words(form.merged.joined)}
            message = _(
                "Changed in other paragraphs by: %(who)s. Both changes are kept, read it once more: %(fields)s."
            )
            messages.warning(request, message % told)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Whatever stands in the way of a save, its cause is said and what was typed is given back."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        article = object_id and self.model._base_manager.filter(pk=_key(object_id)).order_by("pk").first()
        if object_id and not article:
            return give_back(request, self.admin_site, "deleted", status=404)
        save = super().changeform_view
        return self.kept_safe(request, article, lambda: save(request, object_id, form_url, extra_context))

    def kept_safe(self, request, article, save):
        """The answer of a save, or the cause for which there is none and all that was typed."""
        try:
            return save()
        except PermissionDenied:
            return self._give_back(request, article)
        except Superseded:
            return give_back(request, self.admin_site, "superseded", article, status=409)
        except Exception as error:
            if fault := fault_of(error):
                return give_back_for_now(request, self.admin_site, fault, article)
            # Told as Django itself would, to the log and to whatever listens; the answer alone is another.
            logger.exception("A story was not saved: %s", request.path)
            got_request_exception.send(sender=None, request=request)
            return give_back(request, self.admin_site, "fault", article, status=500)

    def _give_back(self, request, article):
        if not article or not self.has_view_permission(request, article):
            return give_back(request, self.admin_site, "rights")
        return give_back(request, self.admin_site, _cause_for(request.user, article), article)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        corrections = [one.formset for one in context["inline_admin_formsets"]]
        conflicts = [*form.conflicts, *(c for formset in corrections for c in getattr(formset, "conflicts", ()))]
        context |= {"conflicts": conflicts, "conflict_with": saves_in_words(form.others, request.user)}
        if conflicts:
            form.advance()
        response = super().render_change_form(request, context, *args, **kwargs)
        if conflicts:
            response.status_code = 409
        return response

    def get_formsets_with_inlines(self, request, obj=None):
        """A form that was opened before the story came out has no corrections, and says nothing about them."""
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if request.method != "POST" or f"{formset.get_default_prefix()}-TOTAL_FORMS" in request.POST:
                yield formset, inline


def _cause_for(user, article):
    if article.has_been_public():
        return "public"
    return "approved" if article.is_of(user) else "colleague"


def _key(object_id):
    text = unquote(object_id)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
