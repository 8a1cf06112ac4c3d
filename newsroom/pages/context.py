from django.conf import settings

from newsroom.models import Section


def site(request):
    """What every page prints of the site itself: one query, when the menu is printed."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "sections": Section.objects.all(),
    }
