"""Each request has an id: in its answer, in every line that is logged for it, in the log of the server in front."""

import logging
import re
from contextvars import ContextVar
from random import getrandbits

from django.conf import settings

#: What the server in front may call a request. Anything else could write lines of its own into a log.
SAFE = re.compile(r"[A-Za-z0-9_-]{8,64}")

_current = ContextVar("request_id", default="-")


def current():
    """The id of the request that is being answered; "-" outside of one."""
    return _current.get()


class RequestIds:
    """The outermost layer, so that kept pages and whatever goes wrong with them have an id too."""

    def __init__(self, application):
        self.application, self.is_behind_proxy = application, settings.BEHIND_PROXY

    def __call__(self, environ, start_response):
        # It is told from others, nothing hangs on its being guessed.
        name = (self.is_behind_proxy and _given(environ)) or f"{getrandbits(128):032x}"
        _current.set(name)

        def start_with_id(status, headers, *rest):
            return start_response(status, [*headers, ("X-Request-ID", name)], *rest)

        return self.application(environ, start_with_id)


class WithRequestId(logging.Filter):
    """Lets every line through, with the id of its request."""

    def filter(self, record):
        record.request_id = current()
        return True


def _given(environ):
    """The id that the server in front gave. Asked only where there is one: anybody else could give another's."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if SAFE.fullmatch(given) else None
