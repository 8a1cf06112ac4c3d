"""A session that ended while somebody typed: sign in on the spot, and what was posted goes through."""

from functools import update_wrapper

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from newsroom.desk.giving_back import posted

#: What the fields of signing in are called among those of the form that was posted.
PREFIX = "sign_in_"
USERNAME, PASSWORD = f"{PREFIX}username", f"{PREFIX}password"


class SigningInHere:
    """For the site of the admin: its pages ask nobody to sign in elsewhere and lose what they had posted."""

    def admin_view(self, view, cacheable=False):
        protected = super().admin_view(view, cacheable)

        @sensitive_post_parameters(PASSWORD)
        @csrf_protect
        def inner(request, *args, **kwargs):
            if request.method != "POST" or self.has_permission(request) or request.path == reverse("admin:logout"):
                return protected(request, *args, **kwargs)
            form = sign_in_form(request)
            if not form.is_valid():
                return ask(request, self, form)
            login(request, form.get_user())
            request.POST = without_password(request.POST)
            return protected(request, *args, **kwargs)

        return update_wrapper(inner, view)


def without_password(typed):
    typed = typed.copy()
    for name in (USERNAME, PASSWORD):
        typed.pop(name, None)
    return typed


def sign_in_form(request):
    typed = {"username": request.POST.get(USERNAME), "password": request.POST.get(PASSWORD)}
    asked = USERNAME in request.POST
    form = AdminAuthenticationForm(request, data=typed if asked else None)
    for name in ("username", "password"):
        form.fields[name].widget.attrs["class"] = "vTextField"
    form.fields["username"].widget.attrs["autocomplete"] = "username"
    return form


def wants_json(request):
    """Whether a script of ours asks, and not somebody's browser for a page."""
    return "application/json" in request.headers.get("Accept", "")


def ask(request, site, form):
    """A page that holds all that was posted and asks who is there; to a script, the same in a word."""
    if wants_json(request):
        errors = " ".join(form.non_field_errors()) if form.is_bound else ""
        return JsonResponse({"signed_out": True, "error": errors}, status=403)
    context = site.each_context(request) | {
        "form": form,
        "kept": posted(request),
        "files": bool(request.FILES),
        "prefix": PREFIX,
        "title": _("Sign in again"),
        "is_nav_sidebar_enabled": False,
    }
    return render(request, "admin/sign_in_here.html", context, status=403)
