"""Lists of the admin that never count the whole table, nor sort it: they look a few pages ahead of the one that is
open."""

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property

#: How many pages beyond the open one are looked for.
AHEAD = 9
#: Pages beyond this one are asked for by no one: the list is searched and filtered.
LAST = 100


class NearPaginator(Paginator):
    def __init__(self, *args, near=1, **kwargs):
        super().__init__(*args, **kwargs)
        self.limit = (near + AHEAD) * self.per_page

    @cached_property
    def count(self):
        """How many rows there are, up to the limit: the database stops there."""
        known = getattr(self.object_list, "number", None)
        return self.object_list.order_by().values("pk")[: self.limit].count() if known is None else known

    @property
    def goes_on(self):
        """Whether there may be more rows than were looked for."""
        return self.count >= self.limit


class NearChangeList(ChangeList):
    """A list of which the filters are asked first, for a few keys and in no order: then either these are all there is,
    and only they are sorted, or there are so many that reading the index of the order soon has a page of them."""

    def get_ordering(self, request, queryset):
        """By one column and the key, both of them one way, which is what an index has; never by what has none."""
        offered = {*self.model_admin.ordering, *map(self.get_ordering_field, self.sortable_by)}
        first = super().get_ordering(request, queryset)[0]
        if first.lstrip("-") not in {name.lstrip("-") for name in offered}:
            first = self.model_admin.ordering[0]
        return [first, "-pk" if first.startswith("-") else "pk"]

    def get_queryset(self, request, exclude_parameters=None):
        found, limit = super().get_queryset(request, exclude_parameters), limit_of(request, self.list_per_page)
        keys = list(found.order_by().values_list("pk", flat=True)[:limit])
        if len(keys) < limit:
            rows = self.root_queryset.filter(pk__in=keys)
        else:
            rows = self.root_queryset.filter(Exists(found.order_by().filter(pk=OuterRef("pk"))))
        rows = rows.order_by(*found.query.order_by)
        rows.number = len(keys)
        return rows


class NearPages:
    """For the admin of a table that grows for ever."""

    show_full_result_count = False

    def get_changelist(self, request, **kwargs):
        return NearChangeList

    def get_paginator(self, request, queryset, per_page, orphans=0, allow_empty_first_page=True):
        near = page_asked_for(request.GET.get("p") or request.GET.get("page"))
        return NearPaginator(queryset, per_page, orphans, allow_empty_first_page, near=near)


def limit_of(request, per_page):
    return (page_asked_for(request.GET.get("p")) + AHEAD) * per_page


def page_asked_for(text):
    return min(int(text), LAST) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 1
