"""The reports of a rumour, in its form."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext as _

from football.forms import Careful
from football.inlines import LoadedInline
from rumours.models import Report

#: The latest reports stand in the form, and the latest origins among the choices: a rumour may have thousands.
SHOWN, REPEATABLE = 40, 100


class ReportFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        repeats = {f.instance.pk: f.cleaned_data["echo_of"].pk for f in self.forms if self._repeats_another(f)}
        for start in repeats:
            seen, at = set(), start
            while at in repeats and at not in seen:
                seen.add(at)
                at = repeats[at]
            if at in seen:
                raise ValidationError(_("These reports repeat one another in a ring: one of them is the origin."))

    @staticmethod
    def _repeats_another(form):
        return form.instance.pk and getattr(form, "cleaned_data", {}).get("echo_of")


class StandsOnceSettled:
    """What was reported of a settled rumour decided records and figures: it stands until the rumour is reopened."""

    @staticmethod
    def _is_settled(obj):
        rumour = obj.rumour if isinstance(obj, Report) else obj
        return bool(rumour and rumour.outcome)

    def has_add_permission(self, request, obj=None):
        return not self._is_settled(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return not self._is_settled(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not self._is_settled(obj) and super().has_delete_permission(request, obj)


class ReportInline(StandsOnceSettled, Careful, LoadedInline, admin.StackedInline):
    model = Report
    formset = ReportFormSet
    extra = 1
    ordering = ["-published_at", "-pk"]
    autocomplete_fields = ["source", "via"]
    classes = ["lines"]
    fieldsets = [
        (None, {"fields": [("source", "via", "stage", "stance"), ("published_at", "precision", "url", "echo_of")]}),
    ]

    def get_queryset(self, request):
        reports = super().get_queryset(request).select_related("source", "via", "echo_of__source")
        rumour = request.resolver_match.kwargs.get("object_id")
        if request.method != "GET" or not rumour:
            return reports
        # What is posted back is looked up among all: one more report may have come in meanwhile.
        latest = Report.objects.filter(rumour=rumour).order_by(*self.ordering).values_list("pk", flat=True)
        return reports.filter(pk__in=list(latest[:SHOWN]))

    def get_formset(self, request, obj=None, **kwargs):
        # The choices of "repeats" are read once for all the forms of the page, not once for each.
        origins = obj.reports.select_related("source").filter(echo_of=None) if obj else Report.objects.none()
        chosen = obj.reports.exclude(echo_of=None).values("echo_of") if obj else []
        self.repeatable = list(origins.order_by(*self.ordering)[:REPEATABLE])
        known = {report.pk for report in self.repeatable}
        self.repeatable += [report for report in origins.filter(pk__in=chosen)[:REPEATABLE] if report.pk not in known]
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "echo_of":
            field.queryset = Report.objects.filter(pk__in=[report.pk for report in self.repeatable])
            field.choices = [("", field.empty_label)] + [(r.pk, f"{r} · {r.day}") for r in self.repeatable]
        return field


@admin.register(Report)
class ReportAdmin(StandsOnceSettled, Careful, admin.ModelAdmin):
    """All reports, to be searched: those that a rumour's form has no room for are found and corrected here."""

    actions = None

    list_display = ["rumour", "source", "stage", "stance", "published_at", "echo_of"]
    list_filter = ["stance", "stage"]
    list_select_related = ["rumour", "source", "echo_of__source"]
    search_fields = ["rumour__title", "source__search_names", "url"]
    autocomplete_fields = ["source", "via", "echo_of"]
    readonly_fields = ["rumour"]
    date_hierarchy = "published_at"
    show_full_result_count = False

    def has_add_permission(self, request):
        """A report is logged on its rumour."""
        return False

    def save_model(self, request, report, form, change):
        super().save_model(request, report, form, change)
        report.rumour.reassess(corrected=True)

    def delete_model(self, request, report):
        super().delete_model(request, report)
        report.rumour.reassess(corrected=True)
