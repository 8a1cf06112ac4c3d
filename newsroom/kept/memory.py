"""What one worker holds in memory, the latest used up to a number of bytes."""

import threading
from collections import OrderedDict

#: The part of the memory that pages with a query may take: whoever invents queries pushes out nobody else's page.
FOR_QUERIES = 0.25
NOTHING = (None, 0)


class Memory:
    """Whole pages by their address, or pieces by a tuple."""

    def __init__(self, limit):
        plain, queries = int(limit * (1 - FOR_QUERIES)), int(limit * FOR_QUERIES)
        self.plain, self.queries = Latest(plain), Latest(queries)

    def of(self, name):
        return self.queries if "?" in name else self.plain

    def get(self, name):
        return self.of(name).get(name)

    def get_many(self, names):
        """Return {name: thing} of those that are there."""
        typed = [name for name in names if "?" in name]
        return self.plain.get_many(names) | (self.queries.get_many(typed) if typed else {})

    def put(self, name, kept):
        self.of(name).put(name, kept)

    def count_anew(self, name, kept):
        """When it has grown. Not what another has taken the place of meanwhile, nor what is no longer held."""
        self.of(name).put(name, kept, in_place_of=kept)


class Latest:
    """Things that have a `size`, by name. One that has grown is counted anew."""

    def __init__(self, limit):
        self.limit, self.used = limit, 0
        #: {name: (thing, its size when it was put)}
        self.pages = OrderedDict()
        self.lock = threading.Lock()

    def get(self, name):
        with self.lock:
            there, _size = self.pages.get(name, NOTHING)
            if there is not None:
                self.pages.move_to_end(name)
        return there

    def get_many(self, names):
        """Return {name: thing} of those that are there."""
        with self.lock:
            there = {name: self.pages[name][0] for name in names if name in self.pages}
            for name in there:
                self.pages.move_to_end(name)
        return there

    def put(self, name, kept, in_place_of=None):
        """With `in_place_of` only if that is held by this name."""
        with self.lock:
            former, before = self.pages.get(name, NOTHING)
            if in_place_of is not None and former is not in_place_of:
                return
            self.pages.pop(name, None)
            size = kept.size
            self.used += size - before
            self.pages[name] = (kept, size)
            while self.used > self.limit:
                _name, (_oldest, size) = self.pages.popitem(last=False)
                self.used -= size
