"""The requests of correction: registered as they came in, then printed as they are or refused with a reason."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.dates import format_day
from football.forms import Careful
from newsroom.models import Article, CorrectionRequest, State


class RequestForm(forms.ModelForm):
    def clean_article(self):
        article = self.cleaned_data["article"]
        if article.state != State.LIVE:
            raise ValidationError(_("Only a story that is public can be corrected."))
        return article


class DecisionForm(forms.ModelForm):
    publish = forms.BooleanField(
        label=gettext_lazy("Print it now"),
        required=False,
        help_text=gettext_lazy("At the head of the story and in the register, word for word. It cannot be undone."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("publish") and not self.instance.is_waiting:
            raise ValidationError(_("It has been decided already."))
        if cleaned.get("publish") and cleaned.get("refusal"):
            raise ValidationError(_("Either it is printed or it is refused: leave one of the two empty."))
        if cleaned.get("publish") and Article._base_manager.get(pk=self.instance.article_id).state != State.LIVE:
            raise ValidationError(_("The article is not public any more."))
        return cleaned


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(Careful, admin.ModelAdmin):
    list_display = ["article", "asked_by", "received_at", "standing"]
    list_select_related = ["article", "correction"]
    search_fields = ["article__headline", "asked_by", "text"]
    autocomplete_fields = ["article"]
    ordering = ["-received_at"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs | {"form": DecisionForm if obj else RequestForm})

    def get_fields(self, request, obj=None):
        registered = ["article", "asked_by", "received_at", "text"]
        if obj is None:
            return registered
        waits = obj.is_waiting and self.has_change_permission(request, obj)
        return [*registered, "standing", "refusal", *(["publish"] if waits else [])]

    def get_readonly_fields(self, request, obj=None):
        """What was sent is never changed, and what was decided stays so."""
        if obj is None:
            return []
        return ["article", "asked_by", "received_at", "text", "standing", *([] if obj.is_waiting else ["refusal"])]

    @admin.display(description=gettext_lazy("where it stands"))
    def standing(self, asked):
        if asked.refusal:
            return _("refused")
        if asked.correction_id:
            day = format_day(timezone.localtime(asked.correction.published_at), "j F Y, H:i")
            return _("printed on %(day)s") % {"day": day}
        return format_html("<strong>{}</strong>", asked.time_left)

    def save_model(self, request, asked, form, change):
        if not change:
            asked.registered_by = request.user
            super().save_model(request, asked, form, change)
            return
        try:
            self._decide(request, asked, form.cleaned_data)
        except ValidationError as error:
            # Somebody else decided it while this form was open.
            messages.error(request, " ".join(error.messages))

    def _decide(self, request, asked, cleaned):
        if cleaned.get("publish"):
            asked.publish(by=request.user)
        elif cleaned.get("refusal"):
            asked.refuse(why=cleaned["refusal"])

    def has_delete_permission(self, request, obj=None):
        return False
