from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.admin import FoldedSearch
from football.forms import Careful
from football.inlines import LoadedInline
from rumours.models import Assessment, Race, Report, Rumour, Source
from rumours.models.rumour import FROZEN

PUBLISH = "rumours.publish_rumour"


@admin.register(Source)
class SourceAdmin(Careful, FoldedSearch, admin.ModelAdmin):
    list_display = ["name", "kind", "outlet", "country", "standing"]
    list_filter = ["kind", "standing", "country"]
    list_select_related = ["outlet"]
    autocomplete_fields = ["outlet", "club"]


@admin.register(Race)
class RaceAdmin(Careful, admin.ModelAdmin):
    list_display = ["title", "club", "person", "season"]
    list_select_related = ["club", "person"]
    search_fields = ["title", "club__search_names", "person__search_names"]
    autocomplete_fields = ["club", "person", "vacancy"]


class ReportInline(Careful, LoadedInline, admin.StackedInline):
    model = Report
    extra = 1
    ordering = ["-published_at", "-pk"]
    autocomplete_fields = ["source", "via"]
    classes = ["lines"]
    fieldsets = [
        (None, {"fields": [("source", "via", "stage", "stance"), ("published_at", "precision", "url", "echo_of")]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "via", "echo_of__source")

    def get_formset(self, request, obj=None, **kwargs):
        # The choices of "repeats" are read once for all the forms of the page, not once for each.
        self.repeatable = list(obj.reports.select_related("source").filter(echo_of=None)) if obj else []
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "echo_of":
            field.queryset = Report.objects.filter(pk__in=[report.pk for report in self.repeatable])
            field.choices = [("", field.empty_label)] + [(r.pk, f"{r} · {r.day}") for r in self.repeatable]
        return field


class PublicationFilter(admin.SimpleListFilter):
    title = gettext_lazy("publication")
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return [("public", _("public")), ("draft", _("draft"))]

    def queryset(self, request, queryset):
        if self.value() == "public":
            return queryset.published()
        return queryset.filter(published_at__isnull=True) if self.value() == "draft" else queryset


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("open")), ("due", _("past their deadline")), ("settled", _("settled"))]

    def queryset(self, request, queryset):
        choices = {"open": queryset.open, "due": queryset.due, "settled": queryset.settled}
        return choices[self.value()]() if self.value() in choices else queryset


@admin.register(Rumour)
class RumourAdmin(Careful, admin.ModelAdmin):
    list_display = ["title", "kind", "label_column", "outcome", "deadline", "origin_count", "report_count", "public"]
    list_filter = [StateFilter, PublicationFilter, "label", "outcome", "kind", "season"]
    list_select_related = ["person", "from_club", "to_club"]
    search_fields = ["title", "person__search_names", "to_club__search_names", "from_club__search_names"]
    date_hierarchy = "opened_on"
    autocomplete_fields = ["person", "from_club", "to_club", "race"]
    readonly_fields = ["where_it_stands"]
    inlines = [ReportInline]
    save_on_top = True
    show_full_result_count = False
    change_form_template = "admin/rumours/rumour/change_form.html"
    fieldsets = [
        (None, {"fields": ["where_it_stands"]}),
        (None, {"fields": ["title", "kind", "person", ("from_club", "to_club"), ("race", "season")]}),
        (gettext_lazy("How it will be settled"), {"fields": ["rule", ("opened_on", "deadline")]}),
        (
            gettext_lazy("For a coach who may leave"),
            {"fields": [("points_last_five", "dismissal_only")], "classes": ["collapse"]},
        ),
        (gettext_lazy("Publication"), {"fields": ["published_at", "slug"]}),
        (gettext_lazy("Outcome"), {"fields": [("outcome", "outcome_on"), "outcome_note"], "classes": ["collapse"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        frozen = [name.removesuffix("_id") for name in FROZEN] if obj and obj.assessed else []
        if request.user.has_perm(PUBLISH):
            return [*self.readonly_fields, *frozen]
        return [*self.readonly_fields, *frozen, "published_at", "outcome", "outcome_on", "outcome_note"]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["may_publish"] = request.user.has_perm(PUBLISH) and not (obj and obj.published_at)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_queryset(self, request):
        queryset = super().get_queryset(request).select_related("person", "from_club", "to_club", "race")
        return queryset.annotate(assessed=Exists(Assessment.objects.filter(rumour=OuterRef("pk"))))

    def get_search_results(self, request, queryset, term):
        return queryset.mentioning(term), False

    @admin.display(description=gettext_lazy("reliability"), ordering="probability")
    def label_column(self, rumour):
        return rumour.label_in_words

    @admin.display(description=gettext_lazy("public"), boolean=True)
    def public(self, rumour):
        return rumour.is_published

    @admin.display(description=gettext_lazy("Where it stands"))
    def where_it_stands(self, rumour):
        if not rumour.pk:
            return _("The label follows from the reports: log the first one below.")
        latest = rumour.assessments.order_by("-at").first()
        return render_to_string("admin/rumours/rumour/_standing.html", {"rumour": rumour, "latest": latest})

    def save_model(self, request, rumour, form, change):
        request.label_before = Rumour.objects.get(pk=rumour.pk).label_in_words if change else ""
        if "_publish" in request.POST and not rumour.published_at and request.user.has_perm(PUBLISH):
            rumour.published_at = timezone.now()
        if form.changed_data and rumour.outcome and "outcome" in form.changed_data:
            rumour.news_at = timezone.now()
        super().save_model(request, rumour, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self._tell(request, form.instance, form.instance.reassess())

    def _tell(self, request, rumour, assessment):
        """Say how the label moved: whoever logs a report wants to know what it did."""
        before, now = request.label_before, rumour.label_in_words
        if assessment and before and before != now:
            messages.info(request, _("The label went from %(before)s to %(now)s.") % {"before": before, "now": now})
        elif assessment:
            messages.info(request, _("The label is %(now)s.") % {"now": now})

    def has_delete_permission(self, request, obj=None):
        """What the site has said of a rumour is never deleted, and so neither is the rumour."""
        assessed = obj is not None and obj.assessments.exists()
        return not assessed and super().has_delete_permission(request, obj)


@admin.register(Assessment)
class AssessmentAdmin(admin.ModelAdmin):
    """The record, to be read: nobody adds to it by hand, changes it or deletes from it."""

    list_display = ["rumour", "at", "label", "probability", "origin_count", "report_count", "cause", "model_version"]
    list_filter = ["label", "model_version"]
    list_select_related = ["rumour"]
    search_fields = ["rumour__title"]
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
