"""What becomes of a story that two people changed from one version. Pure: states in, a state and its conflicts out.

A state is a dictionary of plain values by field; tags are lists of keys, bodies are HTML.
"""

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html.parser import HTMLParser

#: HTML elements that no end tag closes.
VOID = frozenset({"br", "hr", "img", "source", "wbr", "col"})


@dataclass
class Merge:
    """What to store, which fields of it are the others' and not mine, and which both changed, each in their own way."""

    state: dict
    taken: list = field(default_factory=list)
    joined: list = field(default_factory=list)
    conflicts: list = field(default_factory=list)


def merge(base, mine, theirs, *, sets=(), bodies=()):
    """Merge two states that started from `base`, field by field, for the fields that all three have.

    `sets` names the fields in which every element is merged by itself, `bodies` those merged by paragraph where the
    paragraphs that changed lie apart. In a conflict the state holds what is mine.
    """
    merged = Merge(dict(mine))
    for name in mine.keys() & base.keys() & theirs.keys():
        _merge_field(merged, name, (base[name], mine[name], theirs[name]), name in sets, name in bodies)
    for names in (merged.taken, merged.joined, merged.conflicts):
        names.sort(key=list(mine).index)
    return merged


def _merge_field(merged, name, three, is_set, is_body):
    base, mine, theirs = three
    if theirs in (base, mine):
        return
    if is_set:
        joined = sorted((set(theirs) | (set(mine) - set(base))) - (set(base) - set(mine)))
        merged.state[name] = joined
        merged.taken.extend([name] if joined != sorted(mine) else [])
    elif mine == base:
        merged.state[name] = theirs
        merged.taken.append(name)
    elif is_body and (joined := join_bodies(base, mine, theirs)) is not None:
        merged.state[name] = joined
        merged.joined.append(name)
    else:
        merged.conflicts.append(name)


def join_bodies(base, mine, theirs):
    """Return the body with the paragraphs changed by either, or None where they touched the same ones or neighbours."""
    old, ours, others = blocks(base), blocks(mine), blocks(theirs)
    changes = sorted([*_changes(old, ours), *_changes(old, others)], key=lambda change: change[:2])
    if any(later[0] <= earlier[1] for earlier, later in zip(changes, changes[1:], strict=False)):
        return None
    joined, done = [], 0
    for start, end, new in changes:
        joined += [*old[done:start], *new]
        done = end
    return "".join(joined + old[done:])


def _changes(old, new):
    matches = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(start, end, new[there:until]) for tag, start, end, there, until in matches if tag != "equal"]


class _Blocks(HTMLParser):
    """Finds where the outermost elements of a cleaned body end."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.depth, self.pieces, self.piece = 0, [], ""

    def handle_starttag(self, tag, attrs):
        self.piece += self.get_starttag_text()
        self.depth += tag not in VOID
        self._end()

    def handle_startendtag(self, tag, attrs):
        self.piece += self.get_starttag_text()
        self._end()

    def handle_endtag(self, tag):
        self.piece += f"</{tag}>"
        self.depth = max(0, self.depth - (tag not in VOID))
        self._end()

    def handle_data(self, data):
        self.piece += data

    def handle_entityref(self, name):
        self.piece += f"&{name};"

    def handle_charref(self, name):
        self.piece += f"&#{name};"

    def _end(self):
        if self.depth == 0:
            self.pieces.append(self.piece)
            self.piece = ""


def blocks(html):
    """Return a cleaned body as the list of its outermost elements: together they are the body again."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    return [*parser.pieces, parser.piece] if parser.piece else parser.pieces
