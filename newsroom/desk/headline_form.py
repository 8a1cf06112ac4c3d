"""The headline check in the form of a story: a headline that says more than the labels of its rumours goes out only
when somebody who may publish says why."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from newsroom.models import Article
from newsroom.models.headline import REASON_LENGTH, SHORT_REASON, is_reason
from newsroom.models.headline_words import in_words
from rumours.models import Rumour

PUBLISH = "newsroom.publish_article"
REASON = "headline_reason"


class HeadlineForm(forms.ModelForm):
    #: Whose form it is: the admin sets it on the class that it makes for each request.
    user = None
    #: What `clean` found, and the reason with which it is confirmed.
    problems = ()
    confirmed_with = ""

    def clean(self):
        cleaned = super().clean()
        # Out of the cleaned data: a reason is stored only when it is needed.
        reason = cleaned.pop(REASON, "")
        self.problems = self._problems(cleaned)
        if self.problems and is_reason(reason):
            self.confirmed_with = reason
        elif self.problems and self._goes_out(cleaned):
            self._refuse(cleaned["headline"], reason)
        elif self.problems and REASON in self.fields:
            cleaned[REASON] = reason
        return cleaned

    def _problems(self, cleaned):
        """A live story whose headline and rumours stay as they are is not asked again: a label that has fallen since
        must not stand in the way of correcting a typo."""
        if not cleaned.get("headline") or (self.instance.was_live() and self._says_the_same(cleaned)):
            return []
        confirmed = self.instance.headline_confirmed
        typed = Article(kicker=cleaned.get("kicker", ""), headline=cleaned["headline"], headline_confirmed=confirmed)
        rumours = cleaned.get("rumours", Rumour.objects.none()).for_cards()
        return typed.headline_problems(rumours=rumours, tags=[*cleaned.get("clubs", ()), *cleaned.get("people", ())])

    def _says_the_same(self, cleaned):
        lines = (cleaned.get("kicker", ""), cleaned["headline"])
        return lines == (self.instance.kicker, self.instance.headline) and "rumours" not in self.changed_data

    def _goes_out(self, cleaned):
        at = cleaned.get("published_at", self.instance.published_at)
        publishes = "_publish" in self.data and self.user.has_perm(PUBLISH)
        return bool(at or publishes) and not self.instance.withdrawn_at

    def _refuse(self, headline, reason):
        self.add_error("headline", ValidationError([*map(in_words, self.problems), self._advice()]))
        # An error takes its field away, and without a headline no address can be made: a second error, and a wrong one.
        self.cleaned_data["headline"] = headline
        if reason.strip():
            self.add_error(REASON, SHORT_REASON % {"length": REASON_LENGTH})

    def _advice(self):
        if REASON in self.fields:
            return _(
                "Put it in a hypothetical mood (“potrebbe”, “verso”, a question mark), or write below why the headline "
                "goes further."
            )
        return _(
            "Put it in a hypothetical mood (“potrebbe”, “verso”, a question mark), or ask a Caporedattore, who can "
            "confirm it with a reason."
        )

    @property
    def asks_reason(self):
        """Whether the field of the reason is of any use. Three queries for a form that was just opened."""
        if self.is_bound or not self.instance.pk or self.instance.was_live():
            return bool(self.problems)
        return bool(self.instance.headline_problems())


class HeadlineCheck:
    """For the admin of stories, whose form is a HeadlineForm."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request, article, form, change):
        if form.confirmed_with:
            article.confirm_headline(by=request.user, why=form.confirmed_with)
        super().save_model(request, article, form, change)
        if form.confirmed_with:
            self.log_change(request, article, _("Headline confirmed: %(why)s") % {"why": article.headline_reason})
        elif form.problems:
            told = " ".join(map(in_words, form.problems))
            messages.warning(request, _("With this headline the article cannot be published.") + f" {told}")

    def render_change_form(self, request, context, *args, **kwargs):
        adminform = context["adminform"]
        if not (REASON in adminform.form.fields and adminform.form.asks_reason):
            adminform.fieldsets = without(adminform.fieldsets, {REASON})
        return super().render_change_form(request, context, *args, **kwargs)


def without(fieldsets, hidden):
    return [
        (title, options | {"fields": [name for name in options["fields"] if name not in hidden]})
        for title, options in fieldsets
    ]
