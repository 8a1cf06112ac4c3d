from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.forms import Careful
from rumours.admin.actions import OVERRIDE, PUBLISH, REOPEN, RumourActions
from rumours.admin.reports import ReportInline
from rumours.models import Assessment, Override, Rumour
from rumours.models.judged import in_force, reassess_open
from rumours.models.rumour import FROZEN


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
    STATES = {
        "open": gettext_lazy("open"),
        "due": gettext_lazy("to be settled"),
        "expiring": gettext_lazy("about to expire"),
        "stale": gettext_lazy("without news"),
        "settled": gettext_lazy("settled"),
    }

    def lookups(self, request, model_admin):
        return list(self.STATES.items())

    def queryset(self, request, queryset):
        return getattr(queryset, self.value())() if self.value() in self.STATES else queryset


@admin.register(Rumour)
class RumourAdmin(RumourActions, Careful, admin.ModelAdmin):
    list_display = [
        "title",
        "kind",
        "label_column",
        "outcome",
        "deadline",
        "news",
        "origin_count",
        "report_count",
        "public",
    ]
    list_filter = [StateFilter, PublicationFilter, "label", "outcome", "kind", "season"]
    list_select_related = ["person", "from_club", "to_club"]
    search_fields = ["title", "person__search_names", "to_club__search_names", "from_club__search_names"]
    date_hierarchy = "opened_on"
    autocomplete_fields = ["person", "from_club", "to_club", "race"]
    readonly_fields = ["where_it_stands", "how_it_ended"]
    inlines = [ReportInline]
    save_on_top = True
    show_full_result_count = False
    change_form_template = "admin/rumours/rumour/change_form.html"
    fieldsets = [
        (None, {"fields": ["where_it_stands"]}),
        (None, {"fields": ["title", "kind", "person", ("from_club", "to_club"), ("race", "season")]}),
        (gettext_lazy("How it will be settled"), {"fields": ["rule", ("opened_on", "deadline"), "how_it_ended"]}),
        (
            gettext_lazy("For a coach who may leave"),
            {"fields": [("points_last_five", "dismissal_only")], "classes": ["collapse"]},
        ),
        (gettext_lazy("Publication"), {"fields": ["published_at", "slug"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """What is settled stands as it is; what something has been said of is frozen; what readers see is for who may
        publish, and since when they see it cannot be changed."""
        if obj and obj.outcome:
            return flatten_fieldsets(self.fieldsets)
        frozen = [name.removesuffix("_id") for name in FROZEN] if obj and obj.assessed else []
        public = bool(obj and obj.is_published)
        publication = ["published_at"] if public or not request.user.has_perm(PUBLISH) else []
        address = ["title", "slug"] if public and not request.user.has_perm(PUBLISH) else []
        return [*self.readonly_fields, *frozen, *publication, *address]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        is_open, user = bool(obj and obj.is_open), request.user
        context |= {
            "may_publish": user.has_perm(PUBLISH) and not (obj and obj.published_at),
            "may_settle": is_open and user.has_perm(PUBLISH),
            "may_judge": is_open and user.has_perm(OVERRIDE),
            "may_reopen": bool(obj and obj.outcome) and user.has_perm(REOPEN),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_queryset(self, request):
        queryset = super().get_queryset(request).select_related("person", "from_club", "to_club", "race")
        return queryset.annotate(assessed=Exists(Assessment.objects.filter(rumour=OuterRef("pk"))))

    def get_search_results(self, request, queryset, term):
        return queryset.mentioning(term), False

    @admin.display(description=gettext_lazy("reliability"), ordering="probability")
    def label_column(self, rumour):
        return rumour.label_in_words

    @admin.display(description=gettext_lazy("last news"), ordering="news_at")
    def news(self, rumour):
        return f"{timezone.localtime(rumour.news_at):%d/%m/%Y}"

    @admin.display(description=gettext_lazy("public"), boolean=True)
    def public(self, rumour):
        return rumour.is_published

    @admin.display(description=gettext_lazy("Where it stands"))
    def where_it_stands(self, rumour):
        if not rumour.pk:
            return _("The label follows from the reports: log the first one below.")
        overrides = list(rumour.overrides.select_related("by", "confirmed_by"))
        context = {
            "rumour": rumour,
            "latest": rumour.assessments.order_by("-at").first(),
            "override": in_force(overrides, at=timezone.now()),
            "waiting": [o for o in overrides if not o.is_confirmed and o.until > timezone.now()],
        }
        return render_to_string("admin/rumours/rumour/_standing.html", context)

    @admin.display(description=gettext_lazy("Outcome"))
    def how_it_ended(self, rumour):
        return render_to_string("admin/rumours/rumour/_outcome.html", {"rumour": rumour})

    def save_model(self, request, rumour, form, change):
        stored = Rumour.objects.get(pk=rumour.pk) if change else None
        request.label_before = stored.label_in_words if stored else ""
        request.race_before = stored.race_id if stored else None
        if "_publish" in request.POST and not rumour.published_at and request.user.has_perm(PUBLISH):
            rumour.published_at = timezone.now()
            request.published_now = True
        super().save_model(request, rumour, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rumour = form.instance
        if getattr(request, "published_now", False):
            self.log_change(request, rumour, _("Published."))
        if request.race_before and request.race_before != rumour.race_id:
            reassess_open(Rumour, among=Q(race=request.race_before))
        corrected = form.has_changed() or any(s.changed_objects or s.deleted_objects for s in formsets)
        if assessment := rumour.reassess(corrected=change and corrected):
            self.tell(request, rumour, assessment, before=request.label_before)

    def has_delete_permission(self, request, obj=None):
        """What the site has said of a rumour is never deleted, and so neither is the rumour."""
        said = obj is not None and (obj.assessments.exists() or Override.objects.filter(rumour=obj).exists())
        return not said and super().has_delete_permission(request, obj)
