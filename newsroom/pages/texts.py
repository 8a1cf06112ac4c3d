"""The files that machines ask every site for."""

from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from newsroom.legal import told

#: For how long what security.txt says is held to: whoever keeps a copy asks again.
GOOD_FOR = timedelta(days=90)


def _text(lines):
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@conditional_page
def robots(request):
    # A place of its own is not told to everyone who reads this.
    # Searches lead to narrower searches without end. A door whose place is the newsroom's own is not told of here.
    closed = [reverse("search") + "?", *(["/admin/"] if settings.ADMIN_PATH == "admin/" else [])]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return _text(lines + [f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in ("sitemap", "sitemap-news")])


@require_safe
@conditional_page
def ads(request):
    """The file that ADS_TXT names. Raises Http404 without one: a page in its place would be read as an empty list."""
    if not settings.ADS_TXT:
        raise Http404
    try:
        return _text(Path(settings.ADS_TXT).read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise Http404 from error


@require_safe
@conditional_page
def security(request):
    """Whom to tell of a hole (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    midnight = timezone.make_aware(datetime.combine(timezone.localdate() + GOOD_FOR, time()))
    lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {midnight.isoformat()}", "Preferred-Languages: it, en"]
    return _text([*lines, f"Canonical: {settings.SITE_URL}{request.path}"])


@require_safe
@conditional_page
def humans(request):
    """Who makes the site, in the words of the page about it."""
    lines = [f"{label}: {value}" for label, value in told()]
    contact = [settings.CONTACT] if settings.CONTACT else []
    return _text([settings.SITE_NAME, settings.SITE_URL + reverse("masthead"), *lines, *contact])


@require_safe
def indexnow_key(request, key):
    """Proof that whoever tells search engines of our pages is us."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return _text([key])
