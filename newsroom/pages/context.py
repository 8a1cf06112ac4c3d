from django.conf import settings


def site(request):
    """What every page prints of the site itself. No query."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
