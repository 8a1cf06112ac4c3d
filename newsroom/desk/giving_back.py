"""A save that was refused says why, and gives back what was typed."""

import logging
from urllib.parse import urlsplit

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.faults import RETRY_AFTER
from newsroom.models import Article

logger = logging.getLogger(__name__)
LINES = ("kicker", "headline", "standfirst", "body")
CAUSES = {
    "public": gettext_lazy("The article came out in the meantime: from now on a Caporedattore changes it."),
    "approved": gettext_lazy(
        "The article was approved in the meantime: a Caporedattore changes it, or sends it back to you."
    ),
    "colleague": gettext_lazy("This article is a colleague’s: they or a Caporedattore change it."),
    "rights": gettext_lazy("You may not, or no longer, write stories: ask an administrator."),
    "deleted": gettext_lazy("This article is no longer there: somebody deleted it while you were writing."),
    "superseded": gettext_lazy("Somebody saved this article in the same instant: send yours again."),
    "away": gettext_lazy(
        "The site’s database does not answer, or cannot write. Nothing that you wrote is lost: it is on this page. "
        "Wait a minute, and send it again."
    ),
    "full": gettext_lazy(
        "The site could not write to its disk, which may be full: nothing was saved. Tell an administrator, who makes "
        "room; then send it again."
    ),
    "fault": gettext_lazy("The site made a mistake, which has been noted: it is no fault of yours. Try again shortly."),
    "forged": gettext_lazy("You signed in again, or as somebody else, after this form was opened."),
}
#: Causes that may be gone when the same form is sent again.
AGAIN = {"superseded", "away", "full", "fault", "forged"}
#: Causes about which nothing can be asked of the database, which may be what failed.
WITHOUT_DATABASE = {"away", "full", "fault"}
#: What is asked anew rather than sent again: the guard against forged forms, and the ways of signing in here.
NOT_SENT_AGAIN = frozenset({"csrfmiddlewaretoken", "sign_in_username", "sign_in_password", "sign_in_code"})


def give_back(request, site, cause, article=None, *, status=403):
    """Answer with the cause and the texts, and a button to send the form again where that may help."""
    typed = [(Article._meta.get_field(name).verbose_name, request.POST.get(name, "")) for name in LINES]
    around = {"site_header": site.site_header} if cause in WITHOUT_DATABASE else site.each_context(request)
    context = around | {
        "article": article,
        "cause": CAUSES[cause],
        "typed": typed,
        "site_title": site.site_title,
        "opts": Article._meta if "headline" in request.POST else None,
        "title": _("Not saved"),
        "again": posted(request) if cause in AGAIN else [],
        "anew": posted(request) if cause == "deleted" else [],
    }
    return render(request, "admin/newsroom/article/not_saved.html", context, status=status)


def give_back_for_now(request, site, fault, article=None):
    """The same for a fault that will be over: newsroom/faults.py."""
    logger.exception("Not saved, the cause is %s: %s", fault, request.path)
    response = give_back(request, site, fault, article, status=503)
    response["Retry-After"] = RETRY_AFTER
    return response


def posted(request):
    """All that was posted, as (name, value) pairs to send again."""
    return [
        (name, value) for name in request.POST if name not in NOT_SENT_AGAIN for value in request.POST.getlist(name)
    ]


def is_from_here(request):
    """Whether the browser itself says that the form stood on a page of ours."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())
