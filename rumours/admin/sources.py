from django.contrib import admin

from football.admin import FoldedSearch
from football.forms import Careful
from rumours.models import Domain, Race, Source


class DomainInline(Careful, admin.TabularInline):
    model = Domain
    extra = 0


@admin.register(Source)
class SourceAdmin(Careful, FoldedSearch, admin.ModelAdmin):
    list_display = ["name", "kind", "outlet", "country", "standing"]
    list_filter = ["kind", "standing", "country"]
    list_select_related = ["outlet"]
    autocomplete_fields = ["outlet", "club"]
    inlines = [DomainInline]


@admin.register(Race)
class RaceAdmin(Careful, admin.ModelAdmin):
    list_display = ["title", "club", "person", "season", "vacancy"]
    list_select_related = ["club", "person", "vacancy"]
    search_fields = ["title", "club__search_names", "person__search_names"]
    autocomplete_fields = ["club", "person", "vacancy"]
