"""Coming in: name and password, then the code of whoever has one; in place too, when a session ended while somebody
typed, and what was posted goes through. Nobody is signed in, to any page, before the last step."""

import time
from functools import update_wrapper
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as enter_with
from django_otp.plugins.otp_static.models import StaticDevice

from newsroom.desk import second_factor
from newsroom.desk.accesses import describe
from newsroom.desk.giving_back import give_back_for_now, posted
from newsroom.desk.lockout import note, refusal_of
from newsroom.faults import FAULTS, fault_of
from newsroom.models import Act, User

#: What the fields of signing in are called among those of the form that was posted.
PREFIX = "sign_in_"
USERNAME, PASSWORD, CODE = (f"{PREFIX}{name}" for name in ("username", "password", "code"))
#: Where the session keeps who gave the right password and owes a code, and for how many seconds.
HALF_WAY, PATIENCE = "half_way", 600


class NameForm(AdminAuthenticationForm):
    """The first step. Refusals are noted and counted."""

    def clean(self):
        username = self.cleaned_data.get("username") or ""
        if refusal := refusal_of(self.request, username):
            raise ValidationError(refusal, code="locked")
        try:
            return super().clean()
        except ValidationError:
            note(self.request, Act.REFUSED, username)
            raise


class CodeForm(forms.Form):
    """The second step, for whoever gave the right password in this session."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("Six digits from the app on your telephone, or one of your recovery codes."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )

    def __init__(self, request, user, **kwargs):
        self.request, self.user, self.device = request, user, None
        super().__init__(**kwargs)

    def clean_code(self):
        if refusal := refusal_of(self.request, self.user.username):
            raise ValidationError(refusal, code="locked")
        self.device = second_factor.accepts(self.user, self.cleaned_data["code"])
        if not self.device:
            note(self.request, Act.WRONG_CODE, self.user.username)
            wrong = _("Wrong code, or one that was used already: wait for the next one.")
            clock = _("When every code is refused, the clock of the telephone or of the site is wrong.")
            raise ValidationError([wrong, clock, _("A recovery code still lets you in.")])
        return self.cleaned_data["code"]


def wait_for_code(request, user):
    request.session[HALF_WAY] = {"user": user.pk, "at": time.time(), "hash": user.get_session_auth_hash()}


def half_way(request):
    """Return who gave the right password in this session and has not given the code, or None."""
    told = request.session.get(HALF_WAY)
    if not told or time.time() - told["at"] > PATIENCE:
        return None
    user = User.objects.filter(pk=told["user"], is_active=True, is_staff=True).first()
    return user if user and constant_time_compare(user.get_session_auth_hash(), told["hash"]) else None


def enter(request, user, device=None):
    """Sign `user` in, by the device that took the code if there was one."""
    login(request, user)
    request.session.pop(HALF_WAY, None)
    if device:
        enter_with(request, device)
    describe(request)
    note(request, Act.BY_RECOVERY_CODE if isinstance(device, StaticDevice) else Act.IN, user.username)


def step_after_name(request, user):
    """Sign in whoever needs nothing else. Returns whether a code, or setting one up, comes first."""
    if not (second_factor.has_one(user) or second_factor.is_required_of(user)):
        enter(request, user)
        return False
    wait_for_code(request, user)
    return True


class SignInView(LoginView):
    """The page of signing in, whichever step one is at."""

    template_name = "admin/login.html"

    def get_form(self, form_class=None):
        user = "start" not in self.request.GET and half_way(self.request)
        data = self.request.POST if self.request.method == "POST" else None
        if user and (data is None or "username" not in data):
            return CodeForm(self.request, user, data=data)
        return NameForm(self.request, data=data)

    def get(self, request, *args, **kwargs):
        user = half_way(request)
        if user and not second_factor.has_one(user) and "start" not in request.GET:
            return HttpResponseRedirect(reverse("admin:second_factor"))
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        if isinstance(form, CodeForm):
            enter(self.request, form.user, form.device)
        elif step_after_name(self.request, form.get_user()):
            return HttpResponseRedirect(f"{self.request.path}?{urlencode({'next': self.get_success_url()})}")
        return HttpResponseRedirect(self.get_success_url())


class SigningInHere:
    """For the site of the admin: its pages ask nobody to sign in elsewhere and lose what they had posted."""

    def has_permission(self, request):
        return super().has_permission(request) and second_factor.is_met(request.user)

    def admin_view(self, view, cacheable=False):
        protected = super().admin_view(view, cacheable)

        @sensitive_post_parameters(PASSWORD, CODE)
        @csrf_protect
        def inner(request, *args, **kwargs):
            try:
                return signed_in(request, *args, **kwargs)
            except FAULTS as error:
                fault = fault_of(error)
                if request.method != "POST" or wants_json(request) or not fault:
                    raise
                return give_back_for_now(request, self, fault)

        def signed_in(request, *args, **kwargs):
            if request.method != "POST" or self.has_permission(request) or request.path == reverse("admin:logout"):
                return protected(request, *args, **kwargs)
            form = sign_in_form(request)
            if not form.is_valid() or not come_in(request, form):
                return ask(request, self, form if form.errors else sign_in_form(request, asked=False))
            request.POST = without_password(request.POST)
            return protected(request, *args, **kwargs)

        return update_wrapper(inner, view)


def come_in(request, form):
    """Take the step of a valid form. Returns whether it was the last."""
    if isinstance(form, CodeForm):
        enter(request, form.user, form.device)
        return True
    return not step_after_name(request, form.get_user())


def without_password(typed):
    typed = typed.copy()
    for name in (USERNAME, PASSWORD, CODE):
        typed.pop(name, None)
    return typed


def sign_in_form(request, *, asked=True):
    """The form of the step that is next, filled with what was posted for it if anything was."""
    user = half_way(request)
    if user and (not asked or USERNAME not in request.POST):
        typed = {"code": request.POST.get(CODE)} if asked and CODE in request.POST else None
        return CodeForm(request, user, data=typed)
    typed = {"username": request.POST.get(USERNAME), "password": request.POST.get(PASSWORD)}
    return NameForm(request, data=typed if asked and USERNAME in request.POST else None)


def wants_json(request):
    """Whether a script of ours asks, and not somebody's browser for a page."""
    return "application/json" in request.headers.get("Accept", "")


def ask(request, site, form):
    """A page that holds all that was posted and asks who is there; to a script, the same in a word."""
    owes_code = isinstance(form, CodeForm)
    must_set_up = owes_code and not second_factor.has_one(form.user)
    if wants_json(request):
        errors = " ".join(str(error) for errors in form.errors.values() for error in errors)
        if must_set_up:
            errors = _("Your role asks for a second factor: sign in on another page, set it up, and come back here.")
        return JsonResponse({"signed_out": True, "error": errors, "code": owes_code and not must_set_up}, status=403)
    context = site.each_context(request) | {
        "form": form,
        "owes_code": owes_code,
        "must_set_up": must_set_up,
        "kept": posted(request),
        "files": bool(request.FILES),
        "prefix": PREFIX,
        "title": _("Sign in again"),
        "is_nav_sidebar_enabled": False,
    }
    return render(request, "admin/sign_in_here.html", context, status=403)
