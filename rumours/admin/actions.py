"""What an editor does to a rumour on a page of its own: log a report, judge, agree, settle, reopen."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rumours.admin.forms import LogForm, OverrideForm, SettleForm
from rumours.models import Override, Rumour, Source
from rumours.pasted import day_in, host_of

LOG, PUBLISH = "rumours.add_report", "rumours.publish_rumour"
OVERRIDE, REOPEN = "rumours.override_label", "rumours.reopen_rumour"


class RumourActions:
    """Mixed into the rumour's admin."""

    def get_urls(self):
        def address(route, view, name):
            # What is stored and the label that follows from it are stored together, or not at all.
            return path(route, self.admin_site.admin_view(transaction.atomic(view)), name=f"rumours_rumour_{name}")

        return [
            address("log/", self.log, "log"),
            address("log/read/", self.read, "read"),
            address("<int:pk>/settle/", self.settle, "settle"),
            address("<int:pk>/reopen/", self.reopen, "reopen"),
            address("<int:pk>/judge/", self.judge, "judge"),
            address("judgements/<int:pk>/confirm/", self.confirm, "confirm"),
            *super().get_urls(),
        ]

    # Logging a report

    def log(self, request):
        """The quick form. Without script “Read the address” fills in what it says; with it that happens by itself."""
        _needs(request, LOG)
        known = Rumour.objects.open().filter(pk=_number(request, "rumour"))
        form = None
        if request.method == "POST" and "_read" not in request.POST:
            # What a page prints of it is loaded for a page: mostly there is none.
            form = LogForm(request.POST, rumour=known.order_by("pk").first())
            if form.is_valid():
                return self._logged(request, form)
        rumour = known.for_cards().first()
        form = form or LogForm(rumour=rumour, initial=_proposed(request, rumour))
        return self._page(request, "log", _("Log a report"), rumour, form=form)

    def _logged(self, request, form):
        report = form.save()
        # Anew: to store the report was to wait for whoever was logging another.
        rumour = Rumour.objects.get(pk=report.rumour_id)
        before = rumour.label_in_words
        self.log_change(request, rumour, _("Logged: %(report)s") % {"report": report})
        self.tell(request, rumour, rumour.reassess(), before=before)
        if "_another" in request.POST:
            return HttpResponseRedirect(f"{reverse('admin:rumours_rumour_log')}?rumour={rumour.pk}")
        return _to(rumour)

    def read(self, request):
        """What an address says, for the script of the quick form: {outlet: {id, text}, day}, as far as it is known."""
        _needs(request, LOG)
        said = _read(request.GET.get("url", ""))
        outlet = said.get("outlet")
        return JsonResponse(
            {
                "outlet": {"id": outlet.pk, "text": str(outlet)} if outlet else None,
                "day": f"{said['day']:%d/%m/%Y}" if "day" in said else None,
            }
        )

    # Settling

    def settle(self, request, pk):
        _needs(request, PUBLISH)
        rumour = get_object_or_404(Rumour, pk=pk)
        if rumour.outcome and request.method == "GET":
            messages.warning(request, _("It is settled already: what was said of it stands."))
            return _to(rumour)
        form = SettleForm(request.POST or None, initial={"on": timezone.localdate()})
        if form.is_valid() and self._settle(request, rumour, form):
            return _to(rumour)
        rivals = rumour.race.rumours.open().exclude(pk=rumour.pk) if rumour.race_id else Rumour.objects.none()
        return self._page(request, "settle", _("Settle a rumour"), rumour, form=form, rivals=rivals)

    def _settle(self, request, rumour, form):
        data = form.cleaned_data
        evidence = {"on": data["on"], "why": data["why"], "url": data["url"], "with_rivals": data["rivals"]}
        names = {"outcome_on": "on", "outcome_note": "why", "outcome_url": "url"}
        done, rivals = _tried(form, partial(rumour.settle, data["outcome"], **evidence), names)
        if done:
            for each in (rumour, *rivals):
                self.log_change(request, each, _("Settled: %(outcome)s") % {"outcome": each.get_outcome_display()})
            told = {"outcome": rumour.get_outcome_display(), "number": len(rivals)}
            messages.success(request, _("It is settled: %(outcome)s. Rivals settled with it: %(number)d.") % told)
        return done

    def reopen(self, request, pk):
        """For a director, when an outcome was wrong: asked once more, then the rumour is weighed again."""
        _needs(request, REOPEN)
        rumour = get_object_or_404(Rumour.objects.settled(), pk=pk)
        if request.method == "POST":
            was = rumour.get_outcome_display()
            for each in (rumour, *rumour.reopen()):
                self.log_change(
                    request, each, _("Reopened; “%(title)s” was: %(outcome)s") % {"title": rumour, "outcome": was}
                )
            return _to(rumour)
        return self._page(request, "reopen", _("Reopen a rumour"), rumour, rivals=rumour.settled_along())

    # Judging

    def judge(self, request, pk):
        """An editor's judgement in the model's place, or, with `_back`, the word back to the model."""
        _needs(request, OVERRIDE)
        rumour = get_object_or_404(Rumour, pk=pk)
        back = "_back" in request.POST
        form = OverrideForm(request.POST or None)
        if back and "percent" in form.fields:
            del form.fields["percent"]
        if form.is_valid() and self._judge(request, rumour, form):
            return _to(rumour)
        standing = rumour.overrides.select_related("by", "confirmed_by")
        return self._page(request, "judge", _("Judgement of the newsroom"), rumour, form=form, standing=standing)

    def _judge(self, request, rumour, form):
        at, percent = rumour.in_turn(), form.cleaned_data.get("percent")
        override = Override(
            rumour=rumour,
            by=request.user,
            at=at,
            probability=percent / 100 if percent else None,
            reason=form.cleaned_data["reason"],
            until=form.until(at),
        )
        if not _tried(form, override.full_clean, {"probability": "percent"})[0]:
            return False
        override.save()
        before = rumour.label_in_words
        self.log_change(request, rumour, _("Judged: %(words)s") % {"words": override.in_words})
        if override.is_confirmed:
            self.tell(request, rumour, rumour.reassess(), before=before)
        else:
            messages.warning(request, _("Two bands or more from the model: it stands once a second editor agrees."))
        return True

    def confirm(self, request, pk):
        _needs(request, OVERRIDE)
        override = get_object_or_404(Override.objects.select_related("rumour"), pk=pk)
        rumour = override.rumour
        if request.method == "POST":
            before = rumour.label_in_words
            try:
                override.confirm(request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
                return _to(rumour)
            self.log_change(request, rumour, _("Confirmed: %(words)s") % {"words": override.in_words})
            self.tell(request, rumour, rumour.assessments.order_by("-at").first(), before=before)
            return _to(rumour)
        return self._page(request, "confirm", _("A second editor"), rumour, override=override)

    # What they share

    def _page(self, request, name, title, rumour, **context):
        context |= self.admin_site.each_context(request) | {"title": title, "rumour": rumour, "opts": self.opts}
        context["media"] = self.media + context["form"].media if "form" in context else self.media
        return render(request, f"admin/rumours/rumour/{name}.html", context)

    def tell(self, request, rumour, assessment, *, before):
        """Say how the label moved: whoever did something wants to know what it did."""
        now = rumour.label_in_words
        if assessment and before and before != now:
            said = _("%(rumour)s: the label went from %(before)s to %(now)s.")
        else:
            said = _("%(rumour)s: the label is %(now)s.") if assessment else _("%(rumour)s: the label does not move.")
        messages.info(request, said % {"rumour": rumour, "before": before, "now": now})


def _needs(request, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _number(request, name):
    value = request.POST.get(name) or request.GET.get(name) or ""
    return int(value) if value.isdecimal() and len(value) < 19 else None


def _address(rumour):
    return reverse("admin:rumours_rumour_change", args=[rumour.pk])


def _to(rumour):
    return HttpResponseRedirect(_address(rumour))


def _proposed(request, rumour):
    """What the form starts from: what was typed, what the address says where nothing was, and today."""
    typed = {name: value for name, value in (request.POST or request.GET).items() if value}
    today = timezone.localdate()
    if typed.get("day") == f"{today:%d/%m/%Y}":
        del typed["day"]
    return {"day": today, "rumour": rumour} | _read(typed.get("url", "")) | typed


def _read(url):
    """Return what an address says: {outlet, day}, as far as it is known. One query."""
    outlet, day = Source.objects.publishing_at(host_of(url)).first(), day_in(url)
    said = {"outlet": outlet} if outlet else {}
    return said | ({"day": day} if day and day <= timezone.localdate() else {})


def _tried(form, act, names):
    """Do `act`; put what it refuses beside the form's fields, by `names`. Returns (whether it was done, its result)."""
    try:
        return True, act()
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for field, problems in by_field.items():
            name = names.get(field, field)
            form.add_error(name if name in form.fields else None, problems)
        return False, None
