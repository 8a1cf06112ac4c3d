"""Where the desk is, and from where it is asked."""

from ipaddress import ip_address

from django.conf import settings


def is_desk(request):
    return request.path_info.startswith(f"/{settings.ADMIN_PATH}")


def address_of(request):
    """Return the address of whoever asks, or None. Of several forwarders only the last was written by our own proxy."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    told = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(told))
    except ValueError:
        return None
