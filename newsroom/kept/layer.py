"""The WSGI layer before Django: it answers from kept pages, and keeps what Django renders."""

import logging
import time

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection
from django.http.request import split_domain_port, validate_host

from football.topics import COMING, MENU
from newsroom.kept import moment
from newsroom.kept.flight import alone
from newsroom.kept.for_nginx import Files
from newsroom.kept.freshness import last_change, stands
from newsroom.kept.memory import Memory
from newsroom.kept.page import COLLAPSED, HIT, MISS, kept_page
from newsroom.kept.printing import Recording
from newsroom.kept.ready import Ready
from newsroom.kept.replica import Replica, reading_from
from newsroom.kept.shapes import Shapes
from newsroom.kept.shared import Shared
from newsroom.kept.turns import long_turns

logger = logging.getLogger(__name__)
#: Hosts that were found to be the site's: more than a site has.
HOSTS = 100
#: A database that refuses at once is asked again at once; one that lets us wait is left alone so many times as long.
PATIENCE = 3
#: What a reader already has plays no part in how a page is rendered.
ASKED = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING")


class KeptPages:
    def __init__(self, application):
        self.application = application
        self.shapes, self.shared = Shapes(never=settings.NEVER_KEPT), Shared()
        self.memory = Memory(settings.KEPT_PAGES_MEMORY)
        self.files = Files(settings.KEPT_PAGES_FOLDER) if settings.KEPT_PAGES_FOLDER else None
        self.replica = Replica()
        self.hosts = set()
        self.ready = Ready(never=self.shapes.never)
        self.database_is_away, self.ask_again = False, 0

    def __call__(self, environ, start_response):
        now, question = time.time(), self.ready.question(environ)
        number = self._last_change() if question else None
        answer = self.ready.get(question, number, now) if question else None
        if answer is None:
            answer = self._answer(environ, question, number, now)
        if answer is None:
            return self._passed_on(environ, start_response)
        status, headers, body = answer
        start_response(status, headers)
        return body

    def _answer(self, environ, question, number, now):
        """The (status, headers, body) of a page that is kept, or that is rendered to be; None for what is Django's."""
        name = self.shapes.name_of(environ)
        if name is None or not self._is_ours(environ):
            return None
        number = number if question else self._last_change()
        kept = self._kept(name, number, now)
        if kept is None:
            return self._rendered(name, environ)
        self._for_nginx(name, kept, now)
        answer = self._told(name, kept, environ, now)
        if question:
            self.ready.put(question, kept, answer, now)
        return answer

    def _told(self, name, kept, environ, now, cache=HIT):
        """The answer with a page, of which the bytes are counted anew when it was compressed for this reader."""
        size, answer = kept.size, kept.answer(environ, now, cache=cache)
        if kept.size != size:
            self.memory.count_anew(name, kept)
        return answer

    def _kept(self, name, number, now):
        """The page as it is kept here or by another worker, if it may be served after the change of that number."""
        kept = self.memory.get(name)
        return kept if kept and self._may_serve(kept, number, now) else self._from_the_others(name, number, now)

    def _passed_on(self, environ, start_response):
        """Django's own answer. What it changed is known in front before it is sent."""
        with long_turns():
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

    def _may_serve(self, kept, number, now):
        """Whether a page still is what would be rendered; while the database is away, whatever is kept."""
        if number is None:
            return True
        try:
            return stands(kept, number) and not kept.stale_at(now)
        except (DatabaseError, InterfaceError):
            self._note_that_it_is_away(time.monotonic())
            return True

    def _note_that_it_is_away(self, begun):
        now, was_there = time.monotonic(), not self.database_is_away
        self.database_is_away, self.ask_again = True, now + PATIENCE * (now - begun)
        connection.close()
        if was_there:
            logger.exception("the database is away: pages are served as they were kept")

    def _from_the_others(self, name, number, now):
        """The page as another worker, or this one before a restart, has kept it."""
        kept, own = self.shared.get(name), self.memory.get(name)
        if kept is not None and kept.checked != number:
            # Another process may have seen it stand in another database.
            kept.checked = None
        # The one in memory was looked at before.
        if kept is None or (own and own.rendered_at == kept.rendered_at) or not self._may_serve(kept, number, now):
            return None
        self.memory.put(name, kept)
        return kept

    def _rendered(self, name, environ):
        with alone(settings.KEPT_PAGES_LOCKS, name):
            # Whoever was first has kept it meanwhile.
            now, number = time.time(), self._last_change()
            kept = self._kept(name, number, now)
            if kept is not None:
                return self._told(name, kept, environ, now, COLLAPSED)
            status, headers, body, kept = self._render(name, environ, number, now)
        if kept is not None:
            return self._told(name, kept, environ, time.time(), MISS)
        return status, headers, () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

    def _render(self, name, environ, number, now):
        """Let Django render the page, and keep it if it may be kept. Returns (status, headers, body, kept or None)."""
        source = self.replica.source(number)
        # Whatever else the query holds is of no account: it makes no page of its own.
        asked, environ = environ, environ | {"QUERY_STRING": name.partition("?")[2]}
        status, headers, body, printed = self._read_from(source, number, environ)
        if source != DEFAULT_DB_ALIAS and status.startswith("5"):
            self.replica.is_left_alone(f"{name} failed")
            status, headers, body, printed = self._read_from(DEFAULT_DB_ALIAS, number, environ)
        if status.startswith("3") and asked.get("QUERY_STRING"):
            # Whoever is sent on takes along all that he came with.
            return *_answer_of(self.application, asked), None
        kept = None
        if printed.topics and status.startswith("200") and number is not None:
            kept = self._to_keep(asked, status, headers, body, printed, number, now)
        if kept is not None:
            self.memory.put(name, kept)
            self.shared.put(name, kept)
        return status, headers, body, kept

    def _read_from(self, source, number, environ):
        with long_turns(), Recording(number) as printed, reading_from(source):
            return (*_answer_of(self.application, environ), printed)

    def _to_keep(self, asked, status, headers, body, printed, number, now):
        """What was rendered as it is kept, or None when something changed while it was rendered: nobody can say then
        which of it the page has."""
        ages = public_ages(headers)
        if ages is None:
            return None
        topics = moment.serials_after(number, {MENU, COMING, *printed.topics})
        # A change that was stored while the page was rendered, or made by the page itself.
        if self._last_change() != number:
            return None
        until = min((at.timestamp() for at in printed.instants), default=None)
        accepted = asked.get("HTTP_ACCEPT_ENCODING", "")
        kept = kept_page(status, headers, body, topics=topics, until=until, rendered_at=now, accepted=accepted, **ages)
        kept.checked = number
        return kept

    def _last_change(self):
        """The number of the last change; None while the database is away, which is logged once."""
        begun = time.monotonic()
        if self.database_is_away and begun < self.ask_again:
            return None
        try:
            number = last_change()
        except (DatabaseError, InterfaceError):
            self._note_that_it_is_away(begun)
            return None
        self.database_is_away = False
        return number


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
