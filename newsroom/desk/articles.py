"""The form in which a story is written, published, corrected and withdrawn."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.forms import INSTANTS, Careful
from newsroom.desk.autosave import Autosave, new_corrections
from newsroom.desk.body_tools import BodyTools
from newsroom.desk.calendar import CalendarDesk
from newsroom.desk.checklist import Checklist, ChecklistForm
from newsroom.desk.headline_form import PUBLISH, REASON, HeadlineCheck, without
from newsroom.desk.history import History
from newsroom.desk.lead_use import USE
from newsroom.desk.merging_corrections import CorrectionForm, MergingCorrections
from newsroom.desk.merging_form import MergingForm
from newsroom.desk.paging import NearPages
from newsroom.desk.pending import PendingDesk
from newsroom.desk.preview import Preview
from newsroom.desk.queues import WorkFilter
from newsroom.desk.saving import Saving
from newsroom.desk.sharing import Sharing
from newsroom.desk.steps import ASKED, StepsDesk, StepsForm
from newsroom.desk.story_pictures import PicturesForm, StoryPictures
from newsroom.desk.suggestions import Suggestions
from newsroom.desk.typesetting import TypesetForm
from newsroom.models import Article, Correction, State
from newsroom.models.ai_use import AiUse

WITHDRAW = "newsroom.withdraw_article"


def short_instant(at):
    """ "03/09/2025 11:10", in Rome: a list has no room for the weekday."""
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}"


class ArticleForm(StepsForm, PicturesForm, ChecklistForm, MergingForm, TypesetForm):
    ai_use = forms.MultipleChoiceField(
        label=gettext_lazy("Artificial intelligence"),
        choices=AiUse.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Article._meta.get_field("ai_use").help_text,
    )
    substantive = forms.BooleanField(
        label=gettext_lazy("Update of substance"),
        required=False,
        help_text=gettext_lazy("Moves the date of update, which feed readers announce. Leave it off for a typo."),
    )

    def clean_substantive(self):
        """Only what readers have before them is updated for them."""
        return self.cleaned_data["substantive"] and self.instance.is_published

    class Meta:
        model = Article
        fields = "__all__"
        widgets = {
            "headline": forms.Textarea({"rows": 2, "class": "headline"}),
            "kicker": forms.TextInput({"class": "vTextField"}),
            "standfirst": forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
            REASON: forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
        }


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Readers find it at the article's address. It cannot be empty."),
    )


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        return queryset.in_state(State(self.value())) if self.value() in State.values else queryset


class CorrectionInline(Careful, admin.StackedInline):
    model = Correction
    form = CorrectionForm
    formset = MergingCorrections
    fields = ["text", "published_at"]

    def get_max_num(self, request, obj=None, **kwargs):
        # What is typed after a withdrawal is refused in words, and not left out.
        return None if request.method == "POST" or (obj and obj.is_published) else 0

    def get_extra(self, request, obj=None, **kwargs):
        """As many as were typed and not saved, when they are taken up again."""
        article_admin = self.admin_site.get_model_admin(Article)
        return len(new_corrections(article_admin.resumed(request, obj)))


@admin.register(Article)
class ArticleAdmin(
    *(Saving, PendingDesk, StepsDesk, BodyTools, Checklist, Preview, Sharing, StoryPictures, Autosave, History),
    *(HeadlineCheck, Suggestions, CalendarDesk, NearPages, Careful, admin.ModelAdmin),
):
    form = ArticleForm
    # Its lines have the rule in the model, for every door; its body is cleaned instead.
    formfield_overrides = INSTANTS
    list_display = ["headline", "state_column", "section", "when", "bylines"]
    list_filter = [StateFilter, WorkFilter, "section", "authors"]
    search_fields = ["headline", "kicker"]
    autocomplete_fields = ["section", "authors", "lead_image", "clubs", "people", "rumours"]
    save_on_top = True
    ordering = ["-saved_at"]
    # By the others the whole table would be sorted.
    sortable_by = ["when"]
    change_form_template = "admin/newsroom/article/change_form.html"
    readonly_fields = ["reading", "history", "picture", "proposals", "notes_said"]
    fieldsets = [
        (None, {"fields": ["kicker", "headline", REASON, "standfirst", "body", "reading"]}),
        (gettext_lazy("Where and who"), {"fields": ["section", "authors", "ai_use", "sponsor"]}),
        (gettext_lazy("The picture"), {"fields": ["lead_image", "picture", USE]}),
        (gettext_lazy("What it is about"), {"fields": ["people", "clubs", "rumours", "proposals"]}),
        (gettext_lazy("Work"), {"fields": ["assigned_to", "due_at", "notes_said", "note", "follow"]}),
        (
            gettext_lazy("Publication"),
            {"fields": ["published_at", "at_closing", "substantive", "slug", "history", "version_reason"]},
        ),
    ]

    class Media:
        css = {"all": ["desk/preview.css", "desk/pictures.css"]}
        js = [
            *(f"desk/{name}.js" for name in ("labels", "toolbar", "proposals", "autosave", "review", "typesetting")),
            *(f"desk/{name}.js" for name in ("keys", "save_keys", "preview", "focal", "lead_use", "pictures")),
        ]

    def get_queryset(self, request):
        """A form that is only shown has all that it prints loaded; the list says what it needs by itself."""
        found = super().get_queryset(request)
        shows_one = request.method == "GET" and request.resolver_match.url_name == "newsroom_article_change"
        return found.for_form() if shows_one else found.select_related("section", "lead_image", "created_by")

    def get_search_results(self, request, queryset, term):
        return queryset.mentioning(term), False

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        # Only the rows of this page, and not their text: the form has no use for the one, the list for the other.
        changelist.result_list = changelist.result_list.prefetch_related("authors").for_lists()
        return changelist

    def get_inlines(self, request, obj):
        return [CorrectionInline] if obj and obj.has_been_public() else []

    def get_fieldsets(self, request, obj=None):
        """An update of substance is asked of live stories only; who may not write the body reads it, unmarked."""
        writes = self.has_change_permission(request, obj) if obj else True
        hidden = {"reading"} if writes else {"body", "proposals"}
        if not (writes and obj and obj.is_published):
            hidden.add("substantive")
        if not writes:
            hidden |= {*ASKED, USE}
        if not (writes and request.user.has_perm(PUBLISH)):
            hidden |= {REASON, "at_closing"}
        if obj and obj.has_been_public():
            hidden.add("at_closing")
        return without(self.fieldsets, hidden)

    @admin.display(description=gettext_lazy("state"))
    def state_column(self, article):
        return format_html('<span class="state state-{}">{}</span>', article.state, article.state.label)

    @admin.display(description=gettext_lazy("published from"), ordering="published_at")
    def when(self, article):
        return article.published_at and short_instant(article.published_at)

    @admin.display(description=gettext_lazy("authors"))
    def bylines(self, article):
        return ", ".join(author.name for author in article.authors.all())

    @admin.display(description=gettext_lazy("body"))
    def reading(self, article):
        return render_to_string("newsroom/_body.html", {"body": article.page_body})

    @admin.display(description=gettext_lazy("Dates"))
    def history(self, article):
        instants = [
            (_("first published"), article.first_published_at),
            (_("updated"), article.updated_at),
            (_("withdrawn"), article.withdrawn_at),
        ]
        told = [f"{word}: {short_instant(at)}" for word, at in instants if at]
        if article.headline_is_confirmed:
            confirmed = {"who": article.headline_confirmed_by or "–", "why": article.headline_reason}
            told.append(_("headline confirmed by %(who)s: %(why)s") % confirmed)
        return "; ".join(told) or _("not published yet")

    # Who may do what

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.has_perm(PUBLISH):
            return allowed
        # What was approved is what goes out: from then on it changes only under the eyes of who approves.
        return allowed and obj.state in (State.DRAFT, State.REVIEW) and obj.is_of(request.user)

    def has_delete_permission(self, request, obj=None):
        """What readers have read is withdrawn, never deleted."""
        allowed = super().has_delete_permission(request, obj)
        if obj is None:
            return allowed
        return allowed and not obj.has_been_public() and self.has_change_permission(request, obj)

    def get_actions(self, request):
        # The bulk deletion asks after the model, not after each story, and would take a live one with it.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_readonly_fields(self, request, obj=None):
        fields = [*self.readonly_fields]
        return fields if request.user.has_perm(PUBLISH) else [*fields, "published_at", "assigned_to", "due_at"]

    # Saving

    def get_changeform_initial_data(self, request):
        byline = getattr(request.user, "author", None)
        return {"authors": [byline] if byline else []} | super().get_changeform_initial_data(request)

    def save_model(self, request, article, form, change):
        if not change:
            article.created_by = request.user
        if form.cleaned_data.get("substantive"):
            article.mark_updated()
        super().save_model(request, article, form, change)

    # Withdrawing

    def get_urls(self):
        withdraw = self.admin_site.admin_view(self.withdraw)
        return [path("<path:object_id>/withdraw/", withdraw, name="newsroom_article_withdraw"), *super().get_urls()]

    @transaction.atomic
    def withdraw(self, request, object_id):
        """Ask for the reason, then take the story off every page and feed."""
        article = self.get_object(request, unquote(object_id))
        if not article:
            raise Http404
        if not request.user.has_perm(WITHDRAW):
            raise PermissionDenied
        form = WithdrawalForm(request.POST or None)
        if form.is_valid() and self._withdraw(request, article, form):
            return HttpResponseRedirect(reverse("admin:newsroom_article_change", args=[article.pk]))
        context = self.admin_site.each_context(request) | {"article": article, "form": form, "opts": self.opts}
        return render(request, "admin/newsroom/article/withdraw.html", context | {"title": _("Withdraw an article")})

    def _withdraw(self, request, article, form):
        try:
            article.withdraw(why=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return False
        messages.success(request, _("The article is withdrawn: its address now says why."))
        return True

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        live = bool(obj and obj.is_published)
        context |= {
            "may_publish": request.user.has_perm(PUBLISH) and not (obj and obj.has_been_public()),
            "may_withdraw": live and request.user.has_perm(WITHDRAW),
            "mine": bool(obj) and obj.is_of(request.user),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
