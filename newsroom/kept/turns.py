"""Whose turn it is. A kept page needs the processor for a tenth of a millisecond, a rendering for several: Linux lets
each thread say how long its turns are (from 6.12 on), and who takes short ones does not wait until one who takes long
ones has had his. On other systems nothing is said, and nothing else changes."""

import ctypes
import os
import platform
import struct
import sys
from contextlib import contextmanager, suppress

#: Nanoseconds: the least that Linux takes, and more than it gives unasked.
SHORT, LONG = 100_000, 4_000_000
#: The number of sched_setattr on the machines of servers.
CALLS = {"x86_64": 314, "aarch64": 274}
#: struct sched_attr of linux/sched/types.h: its size, the policy, flags, nice, priority, runtime, deadline, period.
ATTRIBUTES = struct.Struct("=IIQiIQQQ")

#: What a thread goes back to after long ones: 0 is what the system gives unasked.
_usual = 0
_say = None
# A program of 32 bits has other numbers.
if platform.system() == "Linux" and platform.machine() in CALLS and sys.maxsize > 2**32:
    # PyDLL: the call takes less than to let go of the interpreter for it, and to have it back.
    _say = ctypes.PyDLL(None).syscall
    _say.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_char_p, ctypes.c_long]


def take_short_turns():
    """Of this thread, and of those that it starts from now on."""
    global _usual
    _usual = SHORT
    _take(SHORT)


@contextmanager
def long_turns():
    """For what takes its time; the usual ones again afterwards. Six small calls of the system."""
    _take(LONG)
    try:
        yield
    finally:
        _take(_usual)


def _take(nanoseconds):
    # A container may forbid to ask; and who was given a place of his own among the threads keeps it.
    with suppress(OSError):
        if _say and os.sched_getscheduler(0) == os.SCHED_OTHER:
            nice = os.getpriority(os.PRIO_PROCESS, 0)
            told = ATTRIBUTES.pack(ATTRIBUTES.size, os.SCHED_OTHER, 0, nice, 0, nanoseconds, 0, 0)
            _say(CALLS[platform.machine()], 0, told, 0)
