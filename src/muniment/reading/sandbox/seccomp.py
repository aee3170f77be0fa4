"""The system calls that a process which meets documents may make, and no other (seccomp(2), linux/filter.h).

An allow-list: a call that no reader needs does not exist for the child, whatever a later kernel adds. What is refused
fails with EPERM, as if for lack of rights, so that an innocent document is still read where a library only tried; calls
younger than Linux 5.1 fail with ENOSYS, for which every C library has another way. The lists were found by tracing all
readers over the sample evidence and the hostile corpus, and recognition over its pages.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.reading.sandbox.system_calls import prctl

_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Machine -> its column of CALLS, and its AUDIT_ARCH."""

CALLS: dict[str, tuple[int | None, int | None]] = {
    "access": (21, None), "brk": (12, 214), "clock_getres": (229, 114), "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115), "clone": (56, 220), "close": (3, 57), "close_range": (436, 436), "dup": (32, 23),
    "dup2": (33, None), "dup3": (292, 24), "exit": (60, 93), "exit_group": (231, 94), "faccessat": (269, 48),
    "fcntl": (72, 25), "fstat": (5, 80), "futex": (202, 98), "getcwd": (79, 17), "getdents64": (217, 61),
    "getegid": (108, 177), "geteuid": (107, 175), "getgid": (104, 176), "getpid": (39, 172), "getppid": (110, 173),
    "getrandom": (318, 278), "getrlimit": (97, 163), "getrusage": (98, 165), "gettid": (186, 178),
    "gettimeofday": (96, 169), "getuid": (102, 174), "ioctl": (16, 29), "kill": (62, 129), "lseek": (8, 62),
    "lstat": (6, None), "madvise": (28, 233), "mmap": (9, 222), "mprotect": (10, 226), "mremap": (25, 216),
    "munmap": (11, 215), "nanosleep": (35, 101), "newfstatat": (262, 79), "open": (2, None), "openat": (257, 56),
    "poll": (7, None), "ppoll": (271, 73), "prctl": (157, 167), "pread64": (17, 67), "prlimit64": (302, 261),
    "pselect6": (270, 72), "pwrite64": (18, 68), "read": (0, 63), "readlink": (89, None), "readlinkat": (267, 78),
    "readv": (19, 65), "recvfrom": (45, 207), "restart_syscall": (219, 128), "rseq": (334, 293),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123), "sched_yield": (24, 124), "select": (23, None), "sendto": (44, 206),
    "set_robust_list": (273, 99), "set_tid_address": (218, 96), "sigaltstack": (131, 132), "stat": (4, None),
    "statx": (332, 291), "sysinfo": (99, 179), "tgkill": (234, 131), "time": (201, None), "uname": (63, 160),
    "write": (1, 64), "writev": (20, 66),
}  # fmt: skip
"""Name -> numbers on x86_64 and aarch64 (asm/unistd_64.h and asm-generic/unistd.h)."""

_BASE = frozenset({
    "read", "write", "close", "mmap", "munmap", "mprotect", "mremap", "madvise", "brk", "futex", "lseek", "fstat",
    "newfstatat", "stat", "lstat", "statx", "openat", "open", "readv", "writev", "pread64", "getdents64",
    "access", "faccessat", "readlink", "readlinkat", "getcwd", "dup", "dup2", "dup3", "close_range", "fcntl",
    "ioctl", "recvfrom", "sendto", "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep",
    "gettimeofday", "time", "getrandom", "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid",
    "getrlimit", "prlimit64", "getrusage", "sysinfo", "uname", "sched_getaffinity", "sched_yield", "clone",
    "rseq", "set_robust_list", "set_tid_address", "prctl", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
    "sigaltstack", "restart_syscall", "kill", "tgkill", "exit", "exit_group",
})  # fmt: skip
READING = _BASE | {"pwrite64"}
"""For the child that reads one document, and may write files of its own (but neither remove nor rename one, so that
what it wrote can be counted)."""

RECOGNISING = _BASE | {"poll", "ppoll", "select", "pselect6"}
"""For the process that recognises text, and waits for the next picture."""


@dataclass(frozen=True, slots=True)
class _Only:
    """What an argument of a call must be: one of `values`, or with one bit of `some`, or with none of `none`."""

    argument: int
    values: tuple[int, ...] = ()
    some: int = 0
    none: int = 0


_CLONE_THREAD = 0x10000
_O_TMPFILE = 0o20000000  # a file without a name is not counted
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 1030
_TCGETS, _FIONREAD, _FIONBIO, _FIONCLEX, _FIOCLEX = 0x5401, 0x541B, 0x5421, 0x5450, 0x5451
_PR_SET_NAME, _PR_SET_VMA = 15, 0x53564D41


def _conditions(pid: int) -> dict[str, _Only]:
    """Calls that are allowed for some arguments only."""
    return {
        "clone": _Only(0, some=_CLONE_THREAD),
        "fcntl": _Only(1, (_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_DUPFD_CLOEXEC)),  # no owner, no signal, no lock
        "ioctl": _Only(1, (_TCGETS, _FIONREAD, _FIONBIO, _FIONCLEX, _FIOCLEX)),
        "kill": _Only(0, (pid,)),
        "open": _Only(1, none=_O_TMPFILE),
        "openat": _Only(2, none=_O_TMPFILE),
        "prctl": _Only(0, (_PR_SET_NAME, _PR_SET_VMA)),  # a thread's name, a mapping's
        "prlimit64": _Only(0, (0,)),  # of others: could lower the server's limits
        "tgkill": _Only(0, (pid,)),
    }


_PR_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL = (_RETURN, 0, 0, 0x80000000)
_ALLOW = (_RETURN, 0, 0, 0x7FFF0000)
_REFUSE = (_RETURN, 0, 0, 0x00050000 | errno.EPERM)
_UNKNOWN = (_RETURN, 0, 0, 0x00050000 | errno.ENOSYS)
_AT_NUMBER, _AT_ARCHITECTURE, _AT_ARGUMENTS = 0, 4, 16
_FIRST_YOUNG = 424
"""From here on the numbers are the same everywhere, and C libraries expect the calls to be absent. The numbers of
x32 (from 0x40000000) fall under them too."""

Step = tuple[int, int, int, int]
"""Code, steps to skip when true, when false, value."""


def allow_only(names: frozenset[str]) -> bool:
    """Refuse this process every call but these, for good. False where the machine has no list."""
    known = _ARCHITECTURES.get(platform.machine())
    if known is None or struct.calcsize("P") != 8:
        return False
    steps = b"".join(
        struct.pack("=HBBI", *step) for step in program(names, machine=platform.machine(), pid=os.getpid())
    )
    buffer = ctypes.create_string_buffer(steps)
    filter_program = ctypes.create_string_buffer(struct.pack("@HP", len(steps) // 8, ctypes.addressof(buffer)))
    return prctl(_PR_SET_SECCOMP, _FILTER, filter_program) == 0


def program(names: frozenset[str], *, machine: str, pid: int) -> Iterator[Step]:
    """The filter's steps, the calls in the order of their numbers, of which the low ones are the frequent ones."""
    column, architecture = _ARCHITECTURES[machine]
    yield (_LOAD, 0, 0, _AT_ARCHITECTURE)
    yield (_EQUAL, 1, 0, architecture)
    yield _KILL
    yield (_LOAD, 0, 0, _AT_NUMBER)
    conditions = _conditions(pid)
    numbers = ((CALLS[name][column], name) for name in names)
    for number, name in sorted((number, name) for number, name in numbers if number is not None):
        steps = _verdict(conditions[name]) if name in conditions else [_ALLOW]
        yield (_EQUAL, 0, len(steps), number)
        yield from steps
    yield (_AT_LEAST, 0, 1, _FIRST_YOUNG)
    yield _UNKNOWN
    yield _REFUSE


def _verdict(only: _Only) -> list[Step]:
    """Allow or refuse by an argument's lower half, which is all that the kernel looks at in these calls."""
    steps: list[Step] = [(_LOAD, 0, 0, _AT_ARGUMENTS + 8 * only.argument)]
    if only.none:
        return [*steps, (_ANY_BIT, 0, 1, only.none), _REFUSE, _ALLOW]
    if only.some:
        return [*steps, (_ANY_BIT, 0, 1, only.some), _ALLOW, _REFUSE]
    for value in only.values:
        steps += [(_EQUAL, 0, 1, value), _ALLOW]
    return [*steps, _REFUSE]
