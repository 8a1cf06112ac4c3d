"""Lists of the admin that never count the whole table: they look a few pages ahead of the one that is open."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

#: How many pages beyond the open one are looked for.
AHEAD = 9
#: Pages beyond this one are asked for by no one: the list is searched and filtered.
LAST = 10_000


class NearPaginator(Paginator):
    def __init__(self, *args, near=1, **kwargs):
        super().__init__(*args, **kwargs)
        self.limit = (near + AHEAD) * self.per_page

    @cached_property
    def count(self):
        """How many rows there are, up to the limit: the database stops there."""
        return self.object_list.order_by().values("pk")[: self.limit].count()

    @property
    def goes_on(self):
        """Whether there may be more rows than were looked for."""
        return self.count >= self.limit


class NearPages:
    """For the admin of a table that grows for ever."""

    show_full_result_count = False

    def get_paginator(self, request, queryset, per_page, orphans=0, allow_empty_first_page=True):
        near = page_asked_for(request.GET.get("p") or request.GET.get("page"))
        return NearPaginator(queryset, per_page, orphans, allow_empty_first_page, near=near)


def page_asked_for(text):
    return min(int(text), LAST) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 1
