"""The trail: who came in or was refused, and every act at the desk. To be read; nobody changes it."""

import json

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from newsroom.models import SignIn
from rumours.admin.record import ReadOnlyAdmin


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    list_display = ["at", "act", "username", "address", "by", "agent"]
    list_filter = ["act"]
    search_fields = ["username", "address"]


@admin.register(LogEntry)
class ActAdmin(ReadOnlyAdmin):
    list_display = ["action_time", "user", "content_type", "object_repr", "what"]
    # Only what somebody acted on: the site keeps things besides, which have no form.
    list_filter = ["action_flag", ("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "user__username"]
    fields = ["action_time", "user", "content_type", "object_repr", "what", "before_and_after"]

    @admin.display(description=_("what"))
    def what(self, entry):
        return str(entry) if not entry.change_message else entry.get_change_message()

    @admin.display(description=_("before and after"))
    def before_and_after(self, entry):
        return format_html_join("", "<p><b>{}</b>: {} → {}</p>", values_of(entry)) or "–"


def values_of(entry):
    """Yield (field, before, after) of an act that told them."""
    for part in told_in(entry):
        yield from part.get("changed", {}).get("values", [])


def told_in(entry):
    message = entry.change_message
    return json.loads(message) if message.startswith("[") else []
