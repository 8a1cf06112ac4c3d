"""What one worker holds in memory, the latest used up to a number of bytes."""

import threading
from collections import OrderedDict

#: The part of the memory that pages with a query may take: whoever invents queries pushes out nobody else's page.
FOR_QUERIES = 0.25


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


class Latest:
    """Things that have a `size`, by name."""

    def __init__(self, limit):
        self.limit, self.used = limit, 0
        self.pages = OrderedDict()
        self.lock = threading.Lock()

    def get(self, name):
        with self.lock:
            there = self.pages.get(name)
            if there is not None:
                self.pages.move_to_end(name)
        return there

    def get_many(self, names):
        """Return {name: thing} of those that are there."""
        with self.lock:
            there = {name: self.pages[name] for name in names if name in self.pages}
            for name in there:
                self.pages.move_to_end(name)
        return there

    def put(self, name, kept):
        with self.lock:
            former = self.pages.pop(name, None)
            self.used += kept.size - (former.size if former else 0)
            self.pages[name] = kept
            while self.used > self.limit:
                _name, oldest = self.pages.popitem(last=False)
                self.used -= oldest.size
