"""What is answered to a form of the desk that is refused before any view sees it."""

import logging

from django.contrib import admin
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import gettext as _

from newsroom.desk.giving_back import CAUSES, give_back, is_from_here
from newsroom.desk.place import is_desk
from newsroom.desk.signing_in import ask, sign_in_form, wants_json
from newsroom.faults import fault_of

logger = logging.getLogger(__name__)
STORY_FORMS = {"newsroom_article_add", "newsroom_article_change", "newsroom_article_pending"}


def csrf_failure(request, reason=""):
    """A form whose guard is of another session gives its text back, and can be sent again if it stood on our page: only
    then, since a foreign page must not get its form sent with our guard."""
    from_here = is_from_here(request)
    if from_here and wants_json(request) and admin.site.has_permission(request):
        # The script of a form puts the new guard into it, and asks again.
        return JsonResponse({"refused": str(CAUSES["forged"]), "csrf": get_token(request)}, status=403)
    if not from_here or not is_story_form(request):
        return render(request, "403_csrf.html", status=403)
    if not admin.site.has_permission(request):
        # Nothing is tried for a form that may be somebody else's.
        return ask(request, admin.site, sign_in_form(request, asked=False))
    return give_back(request, admin.site, "forged")


def is_story_form(request):
    match = resolve(request.path_info)
    return request.method == "POST" and match.app_name == "admin" and match.url_name in STORY_FORMS


class TooMuchMiddleware:
    """Says of a form of the desk that it is too large, and where its text is. Before the guard of forms, which reads
    what was posted too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not is_desk(request):
            return None
        try:
            request.POST  # noqa: B018 (reading it is what raises)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            # It cannot be read a second time.
            request._mark_post_parse_error()
            if wants_json(request):
                told = _("Not kept: the form holds more than the site takes at once (2.5 MB of text, pictures apart).")
                return JsonResponse({"refused": told}, status=413)
            context = admin.site.each_context(request) | {"title": _("Too much at once")}
            return render(request, "admin/too_much.html", context, status=413)
        except OSError as error:
            # A large file is put aside on the disk while it comes in.
            if fault_of(error) != "full":
                raise
            logger.exception("What was sent could not be put aside: %s", request.path)
            request._mark_post_parse_error()
            context = admin.site.each_context(request) | {"title": _("Not saved"), "cause": CAUSES["full"]}
            return render(request, "admin/too_much.html", context, status=503)
        return None
