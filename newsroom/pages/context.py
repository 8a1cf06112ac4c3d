from django.conf import settings

from football.topics import MENU
from newsroom.models import Section

#: The addresses of the menu, where it says where one is; the page of a section says its own.
IN_THE_MENU = {"/voci/", "/panchine/", "/club/", "/allenatori/"}


def site(request):
    """What every page prints of the site itself: one query, when the menu is printed."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "sections": Section.objects.all(),
        "place": request.path if request.path in IN_THE_MENU else "",
        "menu": {MENU},
        # What else tells one page from another at the same address.
        "apart": "",
    }
