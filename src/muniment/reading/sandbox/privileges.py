"""What root has beyond other users, given up by the process that meets documents. Linux only."""

from __future__ import annotations

import ctypes
import struct

from muniment.reading.sandbox.system_calls import libc, prctl

_PR_CAPBSET_DROP = 24
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITIES = 64
"""Numbers there can be (linux/capability.h has 41 of them); those the kernel does not know are refused, harmlessly."""

_CAPABILITY_VERSION_3 = 0x20080522


def drop_capabilities() -> bool:
    """Give up every capability for good: effective, permitted, inheritable, ambient, and, where it is root's to give,
    those that a program could gain. Whether none is left. Files that only a capability opened are closed from now on.
    """
    for number in range(_CAPABILITIES):
        prctl(_PR_CAPBSET_DROP, number)
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0))
    none = ctypes.create_string_buffer(bytes(24))
    return int(libc.capset(header, none)) == 0
