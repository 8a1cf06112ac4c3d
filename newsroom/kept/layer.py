"""The WSGI layer before Django: it answers from kept pages, and keeps what Django renders."""

import logging
import time

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http.request import split_domain_port, validate_host

from football.topics import MENU
from newsroom.kept.flight import alone
from newsroom.kept.for_nginx import Files
from newsroom.kept.freshness import last_change, serials_of, stands
from newsroom.kept.memory import Memory
from newsroom.kept.page import MISS, kept_page
from newsroom.kept.printing import Recording
from newsroom.kept.shapes import Shapes
from newsroom.kept.shared import Shared

logger = logging.getLogger(__name__)
#: Hosts that were found to be the site's: more than a site has.
HOSTS = 100
#: What a reader already has plays no part in how a page is rendered.
ASKED = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING")


class KeptPages:
    def __init__(self, application):
        self.application = application
        self.shapes, self.shared = Shapes(never=settings.NEVER_KEPT), Shared()
        self.memory = Memory(settings.KEPT_PAGES_MEMORY)
        self.files = Files(settings.KEPT_PAGES_FOLDER) if settings.KEPT_PAGES_FOLDER else None
        self.hosts = set()
        self.database_is_away = False

    def __call__(self, environ, start_response):
        name, exact = self.shapes.name_of(environ)
        if name is None or not self._is_ours(environ):
            return self._passed_on(environ, start_response)
        now = time.time()
        kept = self.memory.get(name)
        if kept is None or not self._may_serve(kept, now):
            kept = self._from_the_others(name, now)
        if kept is not None:
            self._for_nginx(name, kept, now)
            return kept.answer(environ, start_response, now)
        if not exact:
            return self._passed_on(environ, start_response)
        return self._rendered(name, environ, start_response)

    def _passed_on(self, environ, start_response):
        """Django's own answer. What it changed is known in front before it is sent."""
        response = self.application(environ, start_response)
        if self.files and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            self.files.follow(self._last_change())
        return response

    def _for_nginx(self, name, kept, now):
        if self.files and kept.checked is not None:
            self.files.follow(kept.checked)
            self.files.write(name, kept, number=kept.checked, now=now)

    def _is_ours(self, environ):
        """Whether Django would answer at this host, and by this scheme, with the page itself."""
        if settings.SECURE_SSL_REDIRECT and not _is_secure(environ):
            return False
        host = environ.get("HTTP_HOST", "")
        if host in self.hosts:
            return True
        allowed = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
        if allowed and len(self.hosts) < HOSTS:
            self.hosts.add(host)
        return allowed

    def _may_serve(self, kept, now):
        """Whether a page still is what would be rendered; while the database is away, whatever is kept."""
        try:
            fresh = stands(kept) and not kept.stale_at(now)
        except (DatabaseError, InterfaceError):
            if not self.database_is_away:
                logger.exception("the database is away: pages are served as they were kept")
            self.database_is_away = True
            connection.close()
            return True
        self.database_is_away = False
        return fresh

    def _from_the_others(self, name, now):
        """The page as another worker, or this one before a restart, has kept it."""
        kept = self.shared.get(name)
        if kept is None or not self._may_serve(kept, now):
            return None
        self.memory.put(name, kept)
        return kept

    def _rendered(self, name, environ, start_response):
        with alone(settings.KEPT_PAGES_LOCKS, name):
            # Whoever was first has kept it meanwhile.
            kept = self._from_the_others(name, time.time())
            if kept is not None:
                return kept.answer(environ, start_response, time.time())
            status, headers, body, kept = self._render(name, environ)
        if kept is not None:
            return kept.answer(environ, start_response, time.time(), cache=MISS)
        start_response(status, headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

    def _render(self, name, environ):
        """Let Django render the page, and keep it if it may be kept. Returns (status, headers, body, kept or None)."""
        before = self._last_change()
        with Recording() as printed:
            status, headers, body = _answer_of(self.application, environ)
        kept = None
        if printed.topics and status.startswith("200") and before is not None:
            kept = self._kept(status, headers, body, printed, before)
        if kept is not None:
            self.memory.put(name, kept)
            self.shared.put(name, kept)
        return status, headers, body, kept

    def _kept(self, status, headers, body, printed, before):
        """What was rendered as it is kept, or None when something changed while it was rendered: nobody can say then
        which of it the page has."""
        ages = public_ages(headers)
        if ages is None:
            return None
        topics = serials_of({MENU, *printed.topics})
        if self._last_change() != before:
            return None
        until = min((at.timestamp() for at in printed.instants), default=None)
        kept = kept_page(status, headers, body, topics=topics, until=until, **ages)
        kept.checked = before
        return kept

    def _last_change(self):
        try:
            return last_change()
        except (DatabaseError, InterfaceError):
            # Django says it to the reader, in its own way.
            connection.close()
            return None


def _is_secure(environ):
    header, value = settings.SECURE_PROXY_SSL_HEADER or (None, None)
    return environ.get(header) == value if header else environ.get("wsgi.url_scheme") == "https"


def _answer_of(application, environ):
    """Return (status, headers, body) that the application gives to a plain GET."""
    environ = {name: value for name, value in environ.items() if name not in ASKED} | {"REQUEST_METHOD": "GET"}
    told = []
    response = application(environ, lambda status, headers, *rest: told.append((status, headers)))
    try:
        body = b"".join(response)
    finally:
        getattr(response, "close", lambda: None)()
    return (*told[-1], body)


def public_ages(headers):
    """The seconds for which an answer says that anyone may keep it, as {"max_age", "stale"}, or None when it is not for
    everyone."""
    values = {name.lower(): value for name, value in headers}
    control = {}
    for part in values.get("cache-control", "").split(","):
        name, _, value = part.strip().partition("=")
        control[name] = value
    if "set-cookie" in values or "cookie" in values.get("vary", "").lower() or "public" not in control:
        return None
    ages = [control.get(name, "0") for name in ("max-age", "stale-while-revalidate")]
    return dict(zip(("max_age", "stale"), map(int, ages), strict=True)) if all(age.isdigit() for age in ages) else None
