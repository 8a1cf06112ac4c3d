"""Lists of the register: searched by any name, with how often each is named."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext_lazy as _

from football.models.relations import COUNTED


class FoldedSearch:
    """Search that minds neither accents nor case, and knows every alias: carletto finds Ancelotti."""

    search_fields = ["search_names"]

    def get_search_results(self, request, queryset, term):
        found = queryset.named_like(term)
        # A list that the editor has sorted by a column stays so.
        return found if "o" in request.GET else found.closest_first(term), False


class CountingList(ChangeList):
    """Only the list counts: what completes itself while one types has no use for numbers. And it counts for the rows of
    the page alone, unless they are sorted by a column, which may be that of the numbers."""

    def get_queryset(self, request, exclude_parameters=None):
        if "o" in request.GET and "story_count" not in self.root_queryset.query.annotations:
            self.root_queryset = self.root_queryset.with_usage()
        return super().get_queryset(request, exclude_parameters)

    def get_results(self, request):
        super().get_results(request)
        if "o" not in request.GET:
            self.result_list = self.queryset.filter(pk__in=[thing.pk for thing in self.result_list]).with_usage()


class CountsUsage:
    """Adds in how many stories and rumours each is named: `list_display` says where."""

    def get_changelist(self, request, **kwargs):
        return CountingList

    @admin.display(description=_("stories"), ordering="story_count")
    def stories(self, thing):
        return told(thing.story_count)

    @admin.display(description=_("rumours"), ordering="rumour_count")
    def rumours(self, thing):
        return told(thing.rumour_count)


def told(number):
    """A number of the list; "1000+" for what was not counted to the end."""
    return number if number < COUNTED else f"{COUNTED}+"
