"""The calendar of the transfer market, which editors keep."""

from django.contrib import admin

from football.forms import Careful
from football.models import TransferWindow


@admin.register(TransferWindow)
class TransferWindowAdmin(Careful, admin.ModelAdmin):
    fields = ["country", "name", "opens_on", "closes_on", "closing_hour", "source"]
    list_display = ["name", "country", "opens_on", "closes_on", "closing_hour"]
    list_filter = ["country"]
    search_fields = ["name", "country"]
