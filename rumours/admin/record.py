"""What was said, to be read: nobody adds to it by hand, changes it or deletes from it."""

from django.contrib import admin

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


@admin.register(Override)
class OverrideAdmin(ReadOnlyAdmin):
    list_display = ["rumour", "in_words", "by", "at", "until", "needs_second", "confirmed_by", "reason"]
    list_filter = ["needs_second"]
    list_select_related = ["rumour", "by", "confirmed_by"]
    search_fields = ["rumour__title", "reason"]
    date_hierarchy = "at"
