"""The C library's doors to calls that Python has no words for. Linux only."""

from __future__ import annotations

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, argument: int, pointer: object = None, last: int = 0) -> int:
    """prctl(2): 0 or more when it was done, -1 when not."""
    return int(
        libc.prctl(
            ctypes.c_int(option),
            ctypes.c_ulong(argument),
            pointer if pointer is not None else ctypes.c_ulong(0),
            ctypes.c_ulong(0),
            ctypes.c_ulong(last),
        )
    )


def syscall(number: int, *arguments: object) -> int:
    """The call of that number: its answer, -1 when it failed."""
    return int(libc.syscall(ctypes.c_long(number), *arguments))
