"""The merges that were made, each to be taken back; and the queue of those that may have to be."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.admin.cautions import address_of, as_listed
from football.admin.merging import MERGE
from football.admin.queue import queue_of, tell_apart
from football.dates import format_day
from football.models import Kind, Merge


@admin.register(Merge)
class MergeAdmin(admin.ModelAdmin):
    """Read-only: a merge is made on the page of a club or a person, and taken back here."""

    list_display = ["removed_name", "kept_name", "undo_link", "kind", "merged_on", "by", "undone_at"]
    list_display_links = None
    fields = readonly_fields = ["kind", "kept_name", "removed_name", "at", "by", "undone_at", "undone_by"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    search_fields = ["removed_name", "kept_name"]
    date_hierarchy = "at"
    change_list_template = "admin/football/entry_list.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("The merges")} | (extra_context or {}))

    def get_queryset(self, request):
        # What was written down may be long, and the list does not print it.
        return super().get_queryset(request).defer("snapshot")

    @admin.display(description=gettext_lazy("merged on"), ordering="at")
    def merged_on(self, merge):
        return format_day(timezone.localtime(merge.at), "j F Y, H:i")

    @admin.display(description=gettext_lazy("take back"))
    def undo_link(self, merge):
        if merge.undone_at:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("admin:football_merge_undo", args=[merge.pk]), _("Undo"))

    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(transaction.atomic(view)), name=f"football_merge_{name}")

        return [
            address("duplicates/", self.duplicates, "duplicates"),
            address("<int:pk>/undo/", self.undo, "undo"),
            *super().get_urls(),
        ]

    def undo(self, request, pk):
        """Ask once more, or say why it cannot be taken back."""
        _needs(request)
        merge = get_object_or_404(Merge, pk=pk)
        if request.method == "POST":
            return self._undone(request, merge)
        context = {"merge": merge, "why_not": merge.why_not_undone(), "kept": merge.kept}
        context |= {"moved": sum(map(len, merge.snapshot["moved"].values()))}
        return self._page(request, "undo", _("Take back a merge"), context)

    def _undone(self, request, merge):
        try:
            left = merge.undo(by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("admin:football_merge_changelist"))
        restored = merge.model.objects.get(pk=merge.removed_id)
        self.log_change(request, as_listed(restored), _("Taken back: %(merge)s") % {"merge": merge})
        messages.success(request, _("They are two again: %(removed)s is back as it was.") % {"removed": restored})
        if left:
            said = _("Changed or deleted since, and left as they are: %(number)d.")
            messages.warning(request, said % {"number": left})
        return HttpResponseRedirect(address_of(restored))

    def duplicates(self, request):
        _needs(request)
        if request.method == "POST":
            tell_apart(request)
            return HttpResponseRedirect(reverse("admin:football_merge_duplicates"))
        queues = [(kind, kind.model._meta.verbose_name_plural, *queue_of(kind)) for kind in Kind]
        return self._page(request, "duplicates", _("Possible duplicates"), {"queues": queues})

    def _page(self, request, name, title, context):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return render(request, f"admin/football/{name}.html", context)


def _needs(request):
    if not request.user.has_perm(MERGE):
        raise PermissionDenied
