"""The icons of the site: for a telephone that keeps it among its pages, and for whoever asks as browsers once did."""

from django.conf import settings
from django.http import HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

#: Of the paper and of the head of the page, as site.css has them in its light scheme.
PAPER, HEAD = "#fce5d8", "#a30d23"
SIZES = (192, 512)


def manifest(request):
    told = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "lang": "it",
        "start_url": reverse("home"),
        "display": "browser",
        "background_color": PAPER,
        "theme_color": HEAD,
        "icons": [
            {"src": static(f"site/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def favicon(request):
    return HttpResponseRedirect(static("site/icon-48.png"))
