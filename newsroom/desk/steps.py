"""The steps of a story in its form and in its list: each button calls the verb of the same name."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from football.models import TransferWindow
from newsroom.models import Article, Follow, Note, User
from newsroom.models.workflow import PUBLISH, STEPS

#: The buttons of the form, and the verbs that they call, in the order in which they are offered.
BUTTONS = {f"_{name}": name for name in ("submit", "approve", "send_back", "unschedule", "publish")}
#: Asked in the form, and no fields of the story.
ASKED = ("note", "follow", "at_closing")
#: How many refusals of a list's action are told one by one.
TOLD = 5


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text"]
        widgets = {"text": forms.Textarea({"rows": 4, "class": "vLargeTextField"})}


class StepsForm(forms.ModelForm):
    note = forms.CharField(
        label=gettext_lazy("New note"),
        required=False,
        max_length=4000,
        validators=Note._meta.get_field("text").validators,
        widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
        help_text=gettext_lazy("For colleagues only. It is kept with your name and cannot be changed."),
    )
    follow = forms.BooleanField(
        label=gettext_lazy("Follow this article"),
        required=False,
        help_text=gettext_lazy("What happens to it is on your first page."),
    )
    at_closing = forms.ChoiceField(
        label=gettext_lazy("At the closing of the market"),
        required=False,
        help_text=gettext_lazy(
            "Schedules it for the instant at which the window closes. Windows are kept under “Transfer windows”."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.user.has_perm(PUBLISH):
            del self.fields["at_closing"]
        else:
            self.fields["at_closing"].choices = closings
        if "assigned_to" in self.fields:
            self.fields["assigned_to"].queryset = User.objects.filter(is_staff=True, is_active=True)
            self.fields["assigned_to"].label_from_instance = name_of
        if self.instance.pk:
            self.initial["follow"] = Follow.objects.filter(user=self.user, article=self.instance).exists()

    def clean_at_closing(self):
        """The chosen window's closing becomes the instant of publication: every other check sees it there."""
        chosen = self.cleaned_data["at_closing"]
        if chosen and "published_at" in self.changed_data and self.cleaned_data.get("published_at"):
            raise ValidationError(_("Choose one: a day and an hour, or the closing of the market."))
        if chosen:
            self.cleaned_data["published_at"] = get_object_or_404(TransferWindow, pk=chosen).closes_at
        return chosen

    def clean(self):
        cleaned = super().clean()
        if "_send_back" in self.data and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write in the note what is missing: the author finds it with the story."))
        return cleaned


def name_of(user):
    return user.get_full_name() or user.get_username()


def closings():
    """The choices of windows that are still to close. One query, which no save asks that chooses none."""
    windows = TransferWindow.objects.to_close()
    return [
        ("", "–"),
        *((str(window.pk), f"{window}: {timezone.localtime(window.closes_at):%d/%m/%Y %H:%M}") for window in windows),
    ]


class StepsDesk:
    """For the admin of stories, whose form is a StepsForm."""

    actions = ["submit_selected", "approve_selected", "publish_selected"]

    def has_publish_permission(self, request):
        return request.user.has_perm(PUBLISH)

    @admin.action(description=gettext_lazy("Submit the selected articles"), permissions=["change"])
    def submit_selected(self, request, queryset):
        self._step_each(request, queryset, "submit")

    @admin.action(description=gettext_lazy("Approve the selected articles"), permissions=["publish"])
    def approve_selected(self, request, queryset):
        self._step_each(request, queryset, "approve")

    @admin.action(description=gettext_lazy("Publish the selected articles now"), permissions=["publish"])
    def publish_selected(self, request, queryset):
        self._step_each(request, queryset, "publish")

    def _step_each(self, request, queryset, name):
        refused, done = [], 0
        for article in queryset.order_by("pk"):
            try:
                take(article, name, by=request.user)
                done += 1
            except (ValidationError, PermissionDenied) as refusal:
                refused.append(_("“%(article)s”: %(why)s") % {"article": article, "why": in_words(refusal)})
        if done:
            messages.success(request, f"{STEPS[name].told}: {done}.")
        for told in refused[:TOLD]:
            messages.error(request, told)
        if len(refused) > TOLD:
            messages.error(request, _("And %(number)d more.") % {"number": len(refused) - TOLD})

    @admin.display(description=gettext_lazy("Notes"))
    def notes_said(self, article):
        said = article.notes.select_related("author") if article.pk else []
        return render_to_string("admin/newsroom/article/_notes.html", {"notes": said})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        offered = [name for name in BUTTONS.values() if name != "publish" and self._offers(request, obj, name)]
        context["steps"] = [(f"_{name}", STEPS[name].word) for name in offered]
        if obj and not self.has_change_permission(request, obj):
            followed = Follow.objects.filter(user=request.user, article=obj).exists()
            context |= {"note_form": NoteForm(), "followed": followed}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _offers(self, request, obj, name):
        return obj.allows(name, request.user) if obj else name == "submit"

    # Saving

    def save_model(self, request, article, form, change):
        """The instant of publication is moved by a verb, once everything else is stored."""
        stored = getattr(article, "_stored_publication", None)
        asked = "published_at" in form.changed_data or form.cleaned_data.get("at_closing")
        form.wanted_at = article.published_at if asked else stored
        article.published_at = stored
        super().save_model(request, article, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        article, note = form.instance, form.cleaned_data.get("note")
        if note and "_send_back" not in request.POST:
            article.notes.create(author=request.user, text=note)
        if "follow" in form.changed_data:
            follow(request.user, article, form.cleaned_data["follow"])
        self._take_step(request, article, form)

    def _take_step(self, request, article, form):
        """What was typed is stored whether or not the step may be taken."""
        name = next((step for button, step in BUTTONS.items() if button in request.POST), None)
        # A form opened before the story came out still has the button: the date of what is live stays.
        if name == "publish" and article.has_been_public():
            return
        try:
            if name:
                take(article, name, by=request.user, why=form.cleaned_data.get("note", ""))
            else:
                move(article, form.wanted_at, by=request.user)
        except (ValidationError, PermissionDenied) as refusal:
            messages.error(request, _("The text is saved. %(refusal)s") % {"refusal": in_words(refusal)})

    # Beside a story that one only reads

    def get_urls(self):
        return [
            path("<int:pk>/note/", self.admin_site.admin_view(self.note), name="newsroom_article_note"),
            path("<int:pk>/follow/", self.admin_site.admin_view(self.follow), name="newsroom_article_follow"),
            *super().get_urls(),
        ]

    def _read(self, request, pk):
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    def note(self, request, pk):
        """A note on a colleague's story."""
        article = self._read(request, pk)
        form = NoteForm(request.POST or None, instance=Note(article=article, author=request.user))
        if form.is_valid():
            form.save()
            return HttpResponseRedirect(reverse("admin:newsroom_article_change", args=[pk]))
        context = self.admin_site.each_context(request) | {"article": article, "form": form, "opts": self.opts}
        return render(request, "admin/newsroom/article/note.html", context | {"title": _("New note")})

    def follow(self, request, pk):
        return require_POST(self._follow)(request, pk)

    def _follow(self, request, pk):
        follow(request.user, self._read(request, pk), "follow" in request.POST)
        return HttpResponseRedirect(reverse("admin:newsroom_article_change", args=[pk]))


def take(article, name, *, by, why=""):
    """Call the verb of a step that takes no instant."""
    return getattr(article, name)(by=by, **({"why": why} if name == "send_back" else {}))


def move(article, at, *, by):
    """Take the step that leads to publication at `at`, which may be nothing, past or to come; none if it is so."""
    if at == article.published_at:
        return
    if at is None:
        article.unschedule(by=by)
    elif article.has_been_public():
        article.redate(at, by=by)
    elif at <= timezone.now():
        article.publish(at=at, by=by)
    else:
        article.schedule(at, by=by)


def follow(user, article, wanted):
    if wanted:
        Follow.objects.get_or_create(user=user, article=article)
    else:
        Follow.objects.filter(user=user, article=article).delete()


def in_words(refusal):
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
