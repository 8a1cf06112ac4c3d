"""Sessions: how long one lasts, which are open and from where, and closing them."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from newsroom.desk.place import address_of, is_desk
from newsroom.models.sign_in import browser_in

#: Where a session says whence it was opened and when it was last used; how often the latter is written, in seconds.
ACCESS, NOTED = "access", 600
#: Scripts ask by themselves whether somebody else has the story open: a form left open is no use of it.
BEATS = {"newsroom_article_typed", "newsroom_article_typed_new"}


@dataclass(frozen=True)
class Access:
    """An open session, by a handle that lets nobody in."""

    handle: str
    key: str
    user: object
    began: datetime
    seen: datetime
    address: str
    agent: str

    @property
    def browser(self):
        return browser_in(self.agent)


def describe(request):
    now = time.time()
    agent = request.headers.get("User-Agent", "")[:300]
    request.session[ACCESS] = {"began": now, "seen": now, "address": address_of(request) or "", "agent": agent}


def handle_of(key):
    return salted_hmac("newsroom.access", key).hexdigest()[:32]


def open_to(users):
    """Return the sessions that let one of `users` in now, the last used first. One query."""
    by_key = {str(user.pk): user for user in users}
    rows = [(row, row.get_decoded()) for row in Session.objects.filter(expire_date__gt=timezone.now())]
    found = [_access(row, told, by_key[told[SESSION_KEY]]) for row, told in rows if told.get(SESSION_KEY) in by_key]
    return sorted((access for access in found if access), key=lambda access: access.seen, reverse=True)


def _access(row, told, user):
    # A password that was changed since closes a session at its next request.
    if not constant_time_compare(told.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    about = told.get(ACCESS, {})
    instants = (datetime.fromtimestamp(about.get(name, 0), UTC) for name in ("began", "seen"))
    return Access(handle_of(row.pk), row.pk, user, *instants, about.get("address", ""), about.get("agent", ""))


def close(accesses):
    Session.objects.filter(pk__in=[access.key for access in accesses]).delete()


class SessionLifeMiddleware:
    """Renews a session while it is used."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # After a fault the session may be what cannot be read, and the answer that says so must stand.
        if response.status_code < 500 and is_desk(request) and not _is_beat(request):
            told = request.session.get(ACCESS)
            if told and time.time() - told["seen"] > NOTED:
                request.session[ACCESS] = told | {"seen": time.time()}
        return response


def _is_beat(request):
    match = request.resolver_match
    return bool(match) and match.url_name in BEATS and not request.POST.get("typed_sequence")
