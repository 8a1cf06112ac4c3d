"""Bylines, sections, corrections."""

from django.contrib import admin
from django.utils.translation import gettext as _

from football.forms import Careful
from newsroom.models import Author, Correction, Section, Verb


@admin.register(Author)
class AuthorAdmin(Careful, admin.ModelAdmin):
    fields = ["name", "note", "user", "bio", "slug"]
    list_display = ["name", "note", "user"]
    list_select_related = ["user"]
    search_fields = ["name"]
    autocomplete_fields = ["user"]

    def get_readonly_fields(self, request, obj=None):
        # Its choices are the users, and completing a name asks for the right to see them.
        return [] if request.user.has_perm("newsroom.view_user") else ["user"]


@admin.register(Section)
class SectionAdmin(Careful, admin.ModelAdmin):
    fields = ["name", "description", "position", "slug"]
    list_display = ["name", "position", "description"]
    list_editable = ["position"]
    search_fields = ["name"]


@admin.register(Correction)
class CorrectionAdmin(Careful, admin.ModelAdmin):
    """The register: corrections are written on the article's own page."""

    list_display = ["article", "text", "published_at"]
    list_select_related = ["article"]
    search_fields = ["text", "article__headline"]
    date_hierarchy = "published_at"
    # A correction corrects the story under which it was printed, and no other.
    readonly_fields = ["article"]

    def save_model(self, request, correction, form, change):
        with correction.article.changing(Verb.CORRECTED, by=request.user, why=correction.text):
            super().save_model(request, correction, form, change)

    def delete_model(self, request, correction):
        with correction.article.changing(Verb.SAVED, by=request.user, why=_("A correction was deleted.")):
            super().delete_model(request, correction)

    def delete_queryset(self, request, queryset):
        # Each is taken off the story as the one before it left it.
        for correction in queryset.select_related(None):
            self.delete_model(request, correction)

    def has_add_permission(self, request):
        return False
