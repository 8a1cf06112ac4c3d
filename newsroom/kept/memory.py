"""The pages that one worker holds in memory, the latest used ones up to a number of bytes."""

import threading
from collections import OrderedDict

#: The part of the memory that pages with a query may take: whoever invents queries pushes out nobody else's page.
FOR_QUERIES = 0.25


class Memory:
    def __init__(self, limit):
        plain, queries = int(limit * (1 - FOR_QUERIES)), int(limit * FOR_QUERIES)
        self.plain, self.queries = _Latest(plain), _Latest(queries)

    def of(self, name):
        return self.queries if "?" in name else self.plain

    def get(self, name):
        return self.of(name).get(name)

    def put(self, name, kept):
        self.of(name).put(name, kept)


class _Latest:
    def __init__(self, limit):
        self.limit, self.used = limit, 0
        self.pages = OrderedDict()
        self.lock = threading.Lock()

    def get(self, name):
        kept = self.pages.get(name)
        if kept is not None:
            with self.lock:
                if name in self.pages:
                    self.pages.move_to_end(name)
        return kept

    def put(self, name, kept):
        with self.lock:
            former = self.pages.pop(name, None)
            self.used += kept.size - (former.size if former else 0)
            self.pages[name] = kept
            while self.used > self.limit:
                _name, oldest = self.pages.popitem(last=False)
                self.used -= oldest.size
