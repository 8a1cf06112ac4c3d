"""What was said, to be read: nobody adds to it by hand, changes it or deletes from it."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumours.models import Assessment, Override


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ["rumour", "at", "label", "probability", "cause_kind", "cause", "origin_count", "report_count"]
    list_filter = ["label", "cause_kind", "model_version"]
    list_select_related = ["rumour"]
    search_fields = ["rumour__title"]
    date_hierarchy = "at"


class WaitingFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", _("waiting for a second editor"))]

    def queryset(self, request, queryset):
        return queryset.waiting() if self.value() == "waiting" else queryset


@admin.register(Override)
class OverrideAdmin(ReadOnlyAdmin):
    list_display = ["rumour", "judgement", "by", "at", "until", "needs_second", "confirmed_by", "reason", "confirm"]
    list_filter = [WaitingFilter]
    list_select_related = ["rumour", "by", "confirmed_by"]
    search_fields = ["rumour__title", "reason"]
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("judgement"))
    def judgement(self, override):
        return override.in_words

    @admin.display(description=gettext_lazy("second editor"))
    def confirm(self, override):
        """Where a second editor reads and agrees; nothing for one that waits for nobody."""
        if override.is_confirmed or override.until <= timezone.now():
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:rumours_rumour_confirm", args=[override.pk]), _("Read")
        )
