"""Bylines, sections, images, corrections."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from newsroom.models import Author, Correction, Image, Section


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    list_display = ["name", "note", "user"]
    list_select_related = ["user"]
    search_fields = ["name"]
    autocomplete_fields = ["user"]


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    list_display = ["name", "position", "description"]
    list_editable = ["position"]
    search_fields = ["name"]


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    list_display = ["title", "preview", "credit", "created_at"]
    search_fields = ["title", "alt", "caption", "credit"]
    date_hierarchy = "created_at"
    fieldsets = [
        (None, {"fields": ["file", "focal_point", "title"]}),
        (_("What readers are told"), {"fields": ["alt", "decorative", "caption", "credit"]}),
    ]

    @admin.display(description=_("picture"))
    def preview(self, image):
        return format_html('<img src="{}" alt="" width="80" height="80" loading="lazy">', image.file.square)


@admin.register(Correction)
class CorrectionAdmin(admin.ModelAdmin):
    """The register: corrections are written on the article's own page."""

    list_display = ["article", "text", "published_at"]
    list_select_related = ["article"]
    search_fields = ["text", "article__headline"]
    date_hierarchy = "published_at"
    autocomplete_fields = ["article"]

    def has_add_permission(self, request):
        return False
