"""What every page of the desk says of itself: what it may load, who may frame it, who may keep it."""

import secrets

from django.conf import settings
from js_asset import Media

from newsroom.desk.place import is_desk

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def policy(rules, nonce):
    """Return a Content-Security-Policy as browsers read it. {nonce} stands for this answer's own."""
    return "; ".join(f"{name} {' '.join(sources)}".format(nonce=nonce) for name, sources in rules.items())


def allowed(media, request):
    """Return `media` with the nonce of this answer: without it a browser runs no import map."""
    return Media.from_media(media, nonce=getattr(request, "csp_nonce", ""))


class DeskHeadersMiddleware:
    """A script runs at the desk if it is a file of ours, or carries the word of this very answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_desk(request):
            return self.get_response(request)
        request.csp_nonce = secrets.token_urlsafe(16)
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy(settings.DESK_POLICY, request.csp_nonce))
        return response
