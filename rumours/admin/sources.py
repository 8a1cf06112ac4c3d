from django.contrib import admin, messages
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from football.admin import FoldedSearch
from football.forms import Careful
from football.models import Tenure
from rumours.models import Domain, Race, Rumour, Source
from rumours.models.judged import reassess_open

#: What of a source the model weighs.
WEIGHED = {"kind", "outlet", "club", "standing", "attributable"}


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

    def save_model(self, request, source, form, change):
        super().save_model(request, source, form, change)
        if change and WEIGHED & set(form.changed_data):
            told = Q(reports__source=source) | Q(reports__source__outlet=source) | Q(reports__echo_of__source=source)
            reassess_open(Rumour, among=told, corrected=True)


@admin.register(Race)
class RaceAdmin(Careful, admin.ModelAdmin):
    list_display = ["title", "club", "person", "season", "vacancy"]
    list_select_related = ["club", "person", "vacancy"]
    search_fields = ["title", "club__search_names", "person__search_names"]
    autocomplete_fields = ["club", "person", "vacancy"]

    def save_model(self, request, race, form, change):
        super().save_model(request, race, form, change)
        self._warn_of_who_sits_there(request, race)
        # The rumour by which it was free until now has its own label still: only its candidates move.
        reassess_open(Rumour, among=Q(race=race))

    def _warn_of_who_sits_there(self, request, race):
        sitting = None if race.vacancy_id or not race.club_id else Tenure.objects.benches().filter(club=race.club_id)
        tenure = sitting and sitting.at(timezone.localdate()).select_related("person").first()
        if tenure:
            told = {"person": tenure.person, "club": race.club}
            messages.warning(
                request,
                _(
                    "%(person)s is on the bench (%(club)s): say by which rumour it becomes free, or the candidates do "
                    "not wait for that."
                )
                % told,
            )

    def delete_model(self, request, race):
        candidates = list(race.rumours.values_list("pk", flat=True))
        super().delete_model(request, race)
        reassess_open(Rumour, among=Q(pk__in=candidates))
