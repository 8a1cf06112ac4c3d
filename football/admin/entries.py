"""Clubs, coaches, players and competitions."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from football.admin.cautions import Cautions
from football.admin.lists import CountsUsage, FoldedSearch
from football.admin.merging import Merging
from football.forms import Careful
from football.inlines import LoadedInline
from football.models import Alias, Club, Coach, Competition, Person, Player, Tenure


class AliasInline(Careful, admin.TabularInline):
    model = Alias
    extra = 0
    fields = ["text", "kind", "ambiguous"]


class TenureInline(Careful, LoadedInline, admin.StackedInline):
    model = Tenure
    extra = 0
    ordering = ["-start", "-pk"]
    autocomplete_fields = ["club"]
    classes = ["lines"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("club", "role", "start", "start_precision"),
                    ("how_ended", "interim", "end", "end_precision"),
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("club", "person")


class DeletesEach:
    """Of several that are deleted together each goes by its verb, which tells readers' copies that a name is gone."""

    def delete_queryset(self, request, queryset):
        for thing in queryset:
            thing.delete()


class RegisteredAdmin(DeletesEach, Merging, Cautions, Careful, CountsUsage, FoldedSearch, admin.ModelAdmin):
    """What clubs and people have in common at the desk."""

    save_on_top = True


@admin.register(Competition)
class CompetitionAdmin(DeletesEach, Careful, admin.ModelAdmin):
    list_display = ["name", "country", "tier"]
    search_fields = ["name", "slug"]


@admin.register(Club)
class ClubAdmin(RegisteredAdmin):
    list_display = ["name", "competition", "stories", "rumours", "country", "city"]
    list_filter = ["competition"]
    list_select_related = ["competition"]
    autocomplete_fields = ["competition"]
    inlines = [AliasInline]
    fieldsets = [
        (None, {"fields": ["name", "official_name", "competition", "city", "country", "founded"]}),
        (_("Colours and address"), {"fields": ["primary_colour", "secondary_colour", "slug", "wikidata"]}),
    ]


class PersonBaseAdmin(RegisteredAdmin):
    list_display = ["name", "role", "stories", "rumours", "nationality", "birth_date", "retired"]
    list_filter = ["retired", "nationality"]
    inlines = [TenureInline, AliasInline]
    fieldsets = [
        (None, {"fields": ["name", "role", "birth_date", "nationality", "retired"]}),
        (_("Order and address"), {"fields": ["family_name", "slug", "wikidata"]}),
    ]


@admin.register(Person)
class PersonAdmin(PersonBaseAdmin):
    """For the fields that complete themselves; the menu lists coaches and players apart."""

    def has_module_permission(self, request):
        return False


@admin.register(Coach)
class CoachAdmin(PersonBaseAdmin):
    list_display = ["name", "current_bench", "stories", "rumours", "nationality", "birth_date", "retired"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(Tenure.current_prefetch())

    @admin.display(description=_("bench"))
    def current_bench(self, coach):
        return ", ".join(tenure.club.name for tenure in coach.current_tenures) or "–"


@admin.register(Player)
class PlayerAdmin(PersonBaseAdmin):
    def get_changeform_initial_data(self, request):
        return {"role": "player"} | super().get_changeform_initial_data(request)
