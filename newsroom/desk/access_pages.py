"""Pages about coming in: one's own sessions and second factor, everybody's for an administrator."""

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from newsroom.desk import second_factor
from newsroom.desk.accesses import close, handle_of, open_to
from newsroom.desk.lockout import note
from newsroom.desk.signing_in import CodeForm, SignInView, enter, half_way
from newsroom.models import Act, SignIn, User

#: How many of the latest sign-ins a page tells.
LATEST = 20


class SetUpForm(forms.Form):
    """The first code of a new telephone, and one of the old for whoever had one."""

    code = forms.CharField(
        label=gettext_lazy("The six digits that the app shows"),
        max_length=10,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def __init__(self, device, *, data=None):
        super().__init__(data)
        self.device = device

    def clean_code(self):
        code = self.cleaned_data["code"].replace(" ", "")
        if not self.device.verify_token(code):
            raise ValidationError(_("Not that code: check that the telephone’s clock is right, and type the next one."))
        return code


class AccessPages:
    """For the site of the admin."""

    def get_urls(self):
        return [
            path("login/", self.login, name="login"),
            path("second-factor/", self.second_factor, name="second_factor"),
            path("accesses/", self.admin_view(self.own_accesses), name="accesses"),
            path("accesses/everyone/", self.admin_view(self.all_accesses), name="accesses_everyone"),
            path("accesses/<int:pk>/", self.admin_view(self.accesses_of), name="accesses_of"),
            *super().get_urls(),
        ]

    def login(self, request, extra_context=None):
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = self.each_context(request) | {"title": _("Log in"), "app_path": request.get_full_path()}
        context |= {
            "next": request.GET.get("next", ""),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        view = SignInView.as_view(extra_context=context, next_page=reverse("admin:index"))
        return never_cache(sensitive_post_parameters()(csrf_protect(view)))(request)

    def logout(self, request, extra_context=None):
        if request.method == "POST" and request.user.is_authenticated:
            note(request, Act.OUT, request.user.username)
        return super().logout(request, extra_context)

    def password_change(self, request, extra_context=None):
        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            note(request, Act.PASSWORD, request.user.username)
        return response

    def second_factor(self, request):
        """Set up a telephone: somebody on the way in whose role asks for one, or somebody who is in."""
        return never_cache(sensitive_post_parameters()(csrf_protect(self._second_factor)))(request)

    def _second_factor(self, request):
        signed_in = self.has_permission(request)
        user = request.user if signed_in else half_way(request)
        if not user or (not signed_in and second_factor.has_one(user)):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        old = CodeForm(request, user, data=request.POST or None, prefix="old") if second_factor.has_one(user) else None
        # The old one first: the new code is spent by being looked at.
        may = old is None or old.is_valid()
        form = SetUpForm(second_factor.unconfirmed(user), data=(request.POST or None) if may else None)
        if form.is_valid():
            return self._set_up(request, user, form.device, signed_in=signed_in)
        told = {"form": form, "old": old, "required": second_factor.is_required_of(user), "signed_in": signed_in}
        told |= {"picture": second_factor.picture_of(form.device), "secret": second_factor.secret_of(form.device)}
        return self._page(request, "second_factor", _("Second factor"), told)

    def _set_up(self, request, user, device, *, signed_in):
        codes = second_factor.confirm(device)
        note(request, Act.ENROLLED, user.username)
        enter(request, user, device)
        close(access for access in open_to([user]) if access.key != request.session.session_key)
        return self._codes(request, codes)

    def _codes(self, request, codes):
        return self._page(request, "recovery_codes", _("Recovery codes"), {"codes": codes})

    def own_accesses(self, request):
        user = request.user
        if request.method == "POST":
            return self._act(request, user, self._own_acts())
        return self._accesses(request, user, _("My accesses"))

    def accesses_of(self, request, pk):
        """Somebody else's, for an administrator."""
        user = get_object_or_404(User, pk=pk)
        if not self._registry[User].has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            return self._act(request, user, {"end": self._end, "unlock": self._unlock, "reset": self._reset})
        return self._accesses(
            request, user, _("Accesses of %(name)s") % {"name": user.get_full_name() or user.username}
        )

    def all_accesses(self, request):
        if not request.user.has_perm("newsroom.change_user"):
            raise PermissionDenied
        told = {"accesses": open_to(User.objects.filter(is_active=True))}
        return self._page(request, "accesses_everyone", _("Who is signed in"), told)

    def _accesses(self, request, user, title, form=None):
        told = {
            "whose": user,
            "own": user == request.user,
            "accesses": open_to([user]),
            "here": handle_of(request.session.session_key or ""),
            "has_factor": second_factor.has_one(user),
            "required": second_factor.is_required_of(user),
            "codes_left": second_factor.codes_left(user),
            "form": form or CodeForm(request, user),
            "latest": SignIn.objects.filter(username=user.username)[:LATEST],
        }
        return self._page(request, "accesses", title, told)

    # What is done on these pages

    def _own_acts(self):
        return {"end": self._end, "codes": self._new_codes, "remove": self._remove}

    def _act(self, request, user, acts):
        act = acts.get(request.POST.get("act", ""))
        return (act and act(request, user)) or HttpResponseRedirect(request.path)

    def _end(self, request, user):
        """Close one session of `user`, or all but the one in which this is asked."""
        asked = request.POST.get("handle", "")
        here = request.session.session_key
        found = [one for one in open_to([user]) if one.key != here and asked in (one.handle, "others")]
        close(found)
        note(request, Act.ENDED, user.username, by=request.user.username)
        messages.success(request, _("Sessions closed: %(number)d") % {"number": len(found)})

    def _unlock(self, request, user):
        note(request, Act.UNLOCKED, user.username, by=request.user.username)
        messages.success(request, _("Unlocked: they can try again now."))

    def _reset(self, request, user):
        second_factor.remove(user)
        close(open_to([user]))
        note(request, Act.REMOVED, user.username, by=request.user.username)
        messages.success(request, _("Second factor removed, sessions closed. They set it up anew at the next sign-in."))

    def _new_codes(self, request, user):
        form = CodeForm(request, user, data=request.POST)
        if not form.is_valid():
            return self._accesses(request, user, _("My accesses"), form)
        codes = second_factor.new_recovery_codes(user)
        note(request, Act.CODES, user.username)
        return self._codes(request, codes)

    def _remove(self, request, user):
        form = CodeForm(request, user, data=request.POST)
        if second_factor.is_required_of(user):
            raise PermissionDenied
        if not form.is_valid():
            return self._accesses(request, user, _("My accesses"), form)
        second_factor.remove(user)
        note(request, Act.REMOVED, user.username)
        return messages.success(request, _("Second factor removed: from now on the password is enough."))

    def _page(self, request, name, title, told):
        response = render(request, f"admin/{name}.html", self.each_context(request) | {"title": title} | told)
        response["Cache-Control"] = "private, no-store"
        return response
