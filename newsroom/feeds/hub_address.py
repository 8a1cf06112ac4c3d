"""Which addresses a hub may have: our server must not be made to knock on doors of its own network."""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error
from django.utils.translation import gettext as _


class Refused(Exception):
    """Raised for a hub that is no public address."""


def refuse_private(ip):
    """Raise Refused for an address that is not one of the public network; in development all are allowed."""
    address = ipaddress.ip_address(ip)
    mapped = getattr(address, "ipv4_mapped", None) or address
    if not settings.DEBUG and (not mapped.is_global or mapped.is_multicast):
        raise Refused(_("%(address)s is not an address of the public network.") % {"address": ip})


def public_ip(host, port):
    """Return an address that `host` resolves to now. Raises Refused if any of them is not public, OSError if there is
    none."""
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for ip in found:
        refuse_private(ip.partition("%")[0])
    return found[0]


def check_hubs(app_configs, **kwargs):
    """A system check: what can be seen of each hub without asking the network."""
    return [Error(problem, id="newsroom.E001") for hub in settings.WEBSUB_HUBS for problem in _problems(hub)]


def _problems(hub):
    told = {"hub": hub}
    try:
        parts = urlsplit(hub)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        yield _("WEBSUB_HUBS: “%(hub)s” is not an http or https address.") % told
    elif not settings.DEBUG and _is_local(host):
        yield _("WEBSUB_HUBS: “%(hub)s” is a private or local address.") % told


def _is_local(host):
    try:
        refuse_private(host)
    except Refused:
        return True
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host
    return False
