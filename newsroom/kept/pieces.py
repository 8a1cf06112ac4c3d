"""Pieces of pages, kept while what they print stands, in the memory of a worker and in a file for the others: a page
that is rendered again makes anew only what has changed. Exact in the way of whole pages (docs/decisions/0014), each
piece naming its topics."""

from dataclasses import dataclass, field

from django.conf import settings

from newsroom.kept import moment
from newsroom.kept.changed import may_have_moved
from newsroom.kept.freshness import last_change
from newsroom.kept.memory import Memory
from newsroom.kept.shared_pieces import SharedPieces


@dataclass(slots=True)
class Piece:
    value: object
    size: int
    #: topic: serial, as they stood when it was made.
    topics: dict
    #: How many instants had passed at which something came by itself.
    passed: int
    #: The number of the last change after which it was found to stand.
    checked: int = field(compare=False)


#: Where "?" is in a name, somebody typed a part of it: those have a part of the memory for themselves.
_kept = Memory(settings.KEPT_PIECES_MEMORY)
#: And in a file, those of which nobody typed a part.
_shared = SharedPieces(settings.KEPT_PIECES_FILE, settings.KEPT_PIECES_SHARED)


def piece(name, topics, make, *, size=len):
    """Return what `make()` returns, a string, or what it returned when these topics last changed. `name` is a tuple
    that no other piece has; `topics` may be a function that tells them of what was made. Costs what `pieces` does."""
    now = moment.current()
    if now is None:
        return make()
    kept = _kept.get(name)
    if kept is not None and kept.checked == now.number and kept.passed == now.passed:
        return kept.value
    return pieces({name: topics}, lambda names: {name: make()}, size=size)[name]


def pieces(wanted, make, *, size=len):
    """Return {name: value} of the `wanted`, {name: topics}. Those that are not kept, or do not stand, are made by
    `make(names)`, which returns {name: value}; `size(value)` is about how many bytes of memory one takes. None is not
    kept. When something public has changed since they were last asked for, and when some are made, one query for those
    topics of which nobody else has asked the serials since; for those that are not in memory one of the shared file."""
    now = moment.current()
    if now is None:
        return make(list(wanted))
    there = _standing(wanted, now)
    if len(there) < len(wanted):
        there |= _of_the_others([name for name in wanted if name not in there], now)
    missing = [name for name in wanted if name not in there]
    if missing:
        made = make(missing)
        _keep(made, wanted, now, size)
        there |= made
    return there


def _standing(wanted, now):
    found = {name: kept for name, kept in _kept.get_many(wanted).items() if kept.passed == now.passed}
    doubted = {name: it for name, it in found.items() if may_have_moved(it.topics, it.checked, now.seen)}
    serials = now.serials_of(set().union(*(kept.topics for kept in doubted.values())))
    for name, kept in doubted.items():
        if not kept.topics.items() <= serials.items():
            del found[name]
    for kept in found.values():
        kept.checked = now.number
    return {name: kept.value for name, kept in found.items()}


def _of_the_others(names, now):
    """What another worker, or this one before a restart, has made of these, {name: value}."""
    found = _shared.get_many([name for name in names if "?" not in name])
    found = {name: kept for name, (window, *kept) in found.items() if window == now.window}
    serials = now.serials_of({topic for _value, _size, topics in found.values() for topic in topics})
    standing = {name: kept for name, kept in found.items() if kept[-1].items() <= serials.items()}
    for name, (value, size, topics) in standing.items():
        _kept.put(name, Piece(value, size, topics, now.passed, now.number))
    return {name: value for name, (value, *_rest) in standing.items()}


def _keep(made, wanted, now, size):
    """Keep what was made, unless something changed while it was: nobody can say then which of it a piece has."""
    made = {name: value for name, value in made.items() if value is not None}
    own = {name: wanted[name](value) if callable(wanted[name]) else wanted[name] for name, value in made.items()}
    serials = now.serials_of(set().union(*own.values()))
    if last_change() != now.number:
        return
    kept = {}
    for name, value in made.items():
        topics = {topic: serials[topic] for topic in own[name]}
        kept[name] = Piece(value, 500 + _typed(name) + size(value), topics, now.passed, now.number)
        _kept.put(name, kept[name])
    told = {name: (now.window, it.value, it.size, it.topics) for name, it in kept.items() if "?" not in name}
    if told:
        _shared.put_many(told)


def _typed(name):
    """The bytes of a name: of some a reader typed the most."""
    return 2 * sum(len(part) for part in name if isinstance(part, str))
