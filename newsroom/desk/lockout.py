"""Guessing is slow: after some refusals nobody is asked any more, for a while that the message tells."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.translation import ngettext

from newsroom.desk.place import address_of
from newsroom.models import Act, SignIn, User
from newsroom.models.sign_in import COUNTED, FORGIVEN, name_key

#: Refusals count for so long; so long, at most, is anyone locked out.
WINDOW = timedelta(minutes=15)
#: A lock is noted once in this time, however often somebody tries.
NOTED = timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """So many refusals of one name, of one address, or of both together."""

    number: int
    acts: tuple = COUNTED
    name: bool = False
    address: bool = False


LIMITS = [
    Limit(5, name=True, address=True),
    # Whoever gets as far as the code knows the password: five tries, wherever they come from.
    Limit(5, acts=(Act.WRONG_CODE,), name=True),
    # From many addresses. Higher, since it is also how a stranger keeps somebody out.
    Limit(25, name=True),
    # One address tries many names; a newsroom behind one router mistypes less than that.
    Limit(60, address=True),
]


def locked_until(username, address, *, now=None):
    """Return when the name may be tried again from `address`, or None if it may now. One query."""
    now = now or timezone.now()
    key = name_key(username)
    who = Q(name_key=key) | Q(address=address) if address else Q(name_key=key)
    # What is dated later was noted before the clock went back, and would lock until the clock has caught up.
    lately = Q(at__gt=now - WINDOW, at__lt=now + NOTED)
    rows = SignIn.objects.filter(who, lately, act__in=[*COUNTED, *FORGIVEN]).order_by("-at")
    told = list(rows.values_list("act", "name_key", "address", "at")[:500])
    forgiven = max((at for act, name, _address, at in told if act in FORGIVEN and name == key), default=None)
    ends = [_end(limit, told, key, address, forgiven) for limit in LIMITS]
    return max((end for end in ends if end), default=None)


def _end(limit, told, key, address, forgiven):
    """When the refusals of a limit are one too few again, or None when they are now. `told`: latest first."""
    counted = [
        at
        for act, name, where, at in told
        if act in limit.acts
        and (not limit.name or (name == key and not (forgiven and at <= forgiven)))
        and (not limit.address or where == address)
    ]
    return counted[limit.number - 1] + WINDOW if len(counted) >= limit.number else None


def note(request, act, username, *, by=""):
    """Append to the trail what happened to a name."""
    known = User.objects.filter(username=username).exists()
    told = {"address": address_of(request), "agent": request.headers.get("User-Agent", ""), "by": by}
    return SignIn.record(act, username, known=known, **told)


def refusal_of(request, username):
    """Return why the name is not even tried now, in words; or nothing. A lock is noted."""
    address, now = address_of(request), timezone.now()
    until = locked_until(username, address, now=now)
    if not until:
        return ""
    noted = SignIn.objects.filter(act=Act.LOCKED, name_key=name_key(username), at__gt=now - NOTED)
    if not noted.exists():
        note(request, Act.LOCKED, username)
    return in_words(until, now)


def in_words(until, now):
    minutes = max(1, -(-int((until - now).total_seconds()) // 60))
    told = {"time": date_format(timezone.localtime(until), "H:i"), "minutes": minutes}
    return ngettext(
        "Too many attempts: you can try again at %(time)s, in %(minutes)d minute. An administrator can unlock you.",
        "Too many attempts: you can try again at %(time)s, in %(minutes)d minutes. An administrator can unlock you.",
        minutes,
    ) % (told)
