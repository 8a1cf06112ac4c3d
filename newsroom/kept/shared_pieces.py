"""The pieces that all workers of a machine share: the forty of a page are fetched at once."""

from newsroom.kept.losing import Losing
from newsroom.kept.one_file import OneFile
from newsroom.kept.shared import EDITION


class SharedPieces:
    """Things by their name, a tuple, in `limit` bytes; 0 for none."""

    def __init__(self, path, limit):
        self.file = OneFile(path, limit) if limit else None
        self.losing = Losing(
            "pieces of pages cannot be shared; each worker makes its own until they can",
            "pieces of pages are shared again",
        )

    def get_many(self, names):
        """Return {name: thing} of those that are there. One query, by the key."""
        if not names or not self.file:
            return {}
        asked = [(EDITION, *name) for name in names]
        found = self.losing.tried("get", lambda: self.file.get_many(asked)) or {}
        return {name[1:]: thing for name, thing in found.items()}

    def put_many(self, things):
        """Put {name: thing} there. One transaction."""
        if things and self.file:
            told = {(EDITION, *name): thing for name, thing in things.items()}
            self.losing.tried("put", lambda: self.file.put_many(told))
