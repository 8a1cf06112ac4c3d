"""What a page prints, as its view says while it is rendered: by these topics a copy is known to be old."""

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Printed:
    #: The number of the last change before it: what is rendered may show less than a later one.
    number: int | None = None
    topics: set = field(default_factory=set)
    #: The instants at which the page may change without anyone changing anything.
    instants: list = field(default_factory=list)


_printed = ContextVar("printed", default=None)


def prints(*topics, until=None):
    """Say that the page being rendered prints these topics, and that at `until` it may be another page by itself. A
    page that names no topic is not kept."""
    printed = _printed.get()
    if printed is not None:
        printed.topics.update(topics)
        if until is not None:
            printed.instants.append(until)


def number_before():
    """The number of the last change before what is being rendered was begun; None when nobody will keep it."""
    printed = _printed.get()
    return printed and printed.number


def is_recording():
    """Whether what is being rendered may be kept."""
    return _printed.get() is not None


class Recording:
    """Collects what `prints` is told while the block runs."""

    def __init__(self, number=None):
        self.printed = Printed(number)

    def __enter__(self):
        self._token = _printed.set(self.printed)
        return self.printed

    def __exit__(self, *error):
        _printed.reset(self._token)
