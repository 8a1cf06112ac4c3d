"""A draft for someone without an account: a signed link that expires, names who made it, and can be called back."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from newsroom.models import Article, User
from newsroom.story_page import Banner, story_page

SIGNER = signing.TimestampSigner(salt="newsroom.preview-link")
HOURS = [
    (1, gettext_lazy("an hour")),
    (8, gettext_lazy("eight hours")),
    (24, gettext_lazy("a day")),
    (72, gettext_lazy("three days")),
    (168, gettext_lazy("a week")),
]


class NoLonger(Exception):
    """A link that was once good: expired, called back, or to a story that is not there to be shown."""


class LinkForm(forms.Form):
    hours = forms.TypedChoiceField(label=gettext_lazy("It is good for"), choices=HOURS, coerce=int, initial=24)


def link_token(article, *, by, hours):
    """Return the last part of a link that shows `article` for some hours from now."""
    told = {"story": article.pk, "by": by.pk, "hours": hours, "salt": article.preview_salt}
    return SIGNER.sign_object(told)


def opened(token):
    """Return the story of a link and who made it. Raises BadSignature for what we never
    signed, NoLonger for what we signed once."""
    told = SIGNER.unsign_object(token)
    try:
        SIGNER.unsign_object(token, max_age=3600 * told["hours"])
    except signing.SignatureExpired as error:
        raise NoLonger from error
    story = Article.objects.filter(withdrawn_at=None, pk=told["story"]).for_page().first()
    by = User.objects.filter(is_active=True, is_staff=True, pk=told["by"]).first()
    if not (story and by and constant_time_compare(story.preview_salt, told["salt"])):
        raise NoLonger
    return story, by


@require_safe
def shared(request, token):
    """Show the draft as it is stored at this moment. What cannot be shown is answered alike, whether its story exists
    or not."""
    try:
        story, by = opened(token)
    except NoLonger:
        return _private(render(request, "newsroom/link_over.html", status=410))
    except signing.BadSignature:
        return _private(render(request, "404.html", status=404))
    told = {"name": by.get_full_name() or by.username}
    banner = Banner(_("A draft, shown to you by %(name)s: it is not published, do not pass it on.") % told)
    story.as_if_out()
    return _private(story_page(request, story, preview=banner))


def _private(response):
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


class Sharing:
    """For the admin of stories: links to a draft, made and called back."""

    def get_urls(self):
        share = self.admin_site.admin_view(self.share)
        return [path("<path:object_id>/share/", share, name="newsroom_article_share"), *super().get_urls()]

    def share(self, request, object_id):
        """Make a link, which is shown once and stored nowhere, or call back all of them."""
        article = self.get_object(request, unquote(object_id))
        if not article or not self.has_change_permission(request, article):
            raise PermissionDenied
        if "_revoke" in request.POST:
            return self._revoke(request, article)
        form, link = LinkForm(request.POST or None), ""
        if form.is_valid():
            link = self._new_link(request, article, form.cleaned_data["hours"])
        context = self.admin_site.each_context(request) | {"article": article, "form": form, "opts": self.opts}
        context |= {"title": _("Show a draft"), "link": link}
        response = render(request, "admin/newsroom/article/share.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def _new_link(self, request, article, hours):
        token = link_token(article, by=request.user, hours=hours)
        until = timezone.localtime(timezone.now() + timedelta(hours=hours))
        made = _("Link to the draft made, good until %(when)s") % {"when": f"{until:%d/%m/%Y %H:%M}"}
        self.log_change(request, article, made)
        return settings.SITE_URL + reverse("shared-draft", args=[token])

    def _revoke(self, request, article):
        article.revoke_preview_links()
        self.log_change(request, article, _("Links to the draft called back"))
        messages.success(request, _("The links made so far show nothing any more."))
        return HttpResponseRedirect(reverse("admin:newsroom_article_share", args=[article.pk]))
