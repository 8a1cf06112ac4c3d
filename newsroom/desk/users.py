"""Who signs in: everyone who works here, and nobody else."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from football.acts import TellsValues
from newsroom.desk.lockout import note
from newsroom.models import Act, SignIn, User

# The library's own pages would show an administrator everybody's secret: ours are newsroom/desk/access_pages.py.
admin.site.unregister([Group, StaticDevice, TOTPDevice])


@admin.register(Group)
class RoleAdmin(TellsValues, GroupAdmin):
    """Roles: what each may do."""


@admin.register(User)
class ColleagueAdmin(TellsValues, UserAdmin):
    """An administrator of the newsroom gives roles; only a superuser touches superusers, or makes one."""

    list_display = ["username", "full_name", "roles", "is_active", "last_login", "accesses"]
    list_filter = ["is_active", "groups"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all()) or "–"

    @admin.display(description=_("accesses"))
    def accesses(self, user):
        page = reverse("admin:accesses_of", args=[user.pk])
        return format_html('<a href="{}">{}</a>', page, _("Sessions, second factor"))

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302:
            changed = self.get_object(request, unquote(id))
            note(request, Act.PASSWORD, changed.username, by=request.user.username)
        return response

    def get_actions(self, request):
        """Several at once are not deleted: whether one may be is asked of each."""
        return {name: act for name, act in super().get_actions(request).items() if name != "delete_selected"}

    def get_readonly_fields(self, request, obj=None):
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else [*own, "is_superuser", "user_permissions"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        """Who has done something here stays in the trail: an account is switched off instead."""
        allowed = super().has_delete_permission(request, obj) and self._may_touch(request.user, obj)
        return allowed and not (obj and has_acted(obj))

    @staticmethod
    def _may_touch(user, obj):
        return obj is None or user.is_superuser or not obj.is_superuser

    def save_model(self, request, obj, form, change):
        # Readers have no accounts: whoever is added comes to work, and must be able to sign in here.
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)


def has_acted(user):
    return user.logentry_set.exists() or SignIn.objects.filter(username=user.username).exists()
