"""Who signs in: everyone who works here, and nobody else."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from newsroom.models import User


@admin.register(User)
class ColleagueAdmin(UserAdmin):
    """An administrator of the newsroom gives roles; only a superuser touches superusers, or makes one."""

    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all()) or "–"

    def get_readonly_fields(self, request, obj=None):
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else [*own, "is_superuser", "user_permissions"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._may_touch(request.user, obj)

    @staticmethod
    def _may_touch(user, obj):
        return obj is None or user.is_superuser or not obj.is_superuser

    def save_model(self, request, obj, form, change):
        # Readers have no accounts: whoever is added comes to work, and must be able to sign in here.
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
