"""Takes from the process that reads a document what it does not need: memory, time, network, processes, files.

Everything here works without root and holds for good: `no_new_privs`, resource limits, Landlock (files, TCP) and a
seccomp filter (sockets, programs, processes), installed with ctypes. What the kernel does not offer is left out and
reported, never assumed. Linux only; elsewhere the resource limits remain.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import platform
import resource
import signal
import stat
import struct
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What one document may use.

    memory_bytes: address space, of which the interpreter with its parsers takes 50 MiB before any document.
    cpu_seconds: CPU time of the child. wall_seconds: time on the clock, which stands still while a page is recognised.
    file_bytes: largest file it may write. open_files: descriptors. ocr_pages: pictures it may have recognised.
    """

    memory_bytes: int = 1536 * MEBIBYTE
    cpu_seconds: int = 60
    wall_seconds: float = 60
    file_bytes: int = 64 * MEBIBYTE
    open_files: int = 64
    ocr_pages: int = 50


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent `parent` ends. The parent must have a single thread: the tie is
    to the thread that forked (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def confine(limits: SandboxLimits, *, readable: Iterable[Path], writable: Iterable[Path]) -> dict[str, str]:
    """Confine this process for good and say by what means.

    Files outside `readable`, `writable` and the interpreter's own folders cannot be opened any more; open descriptors
    stay. The answer has the keys `memory`, `files`, `network`, `processes`, each with a mechanism or `none`.
    """
    means = dict.fromkeys(("memory", "files", "network", "processes"), "none")
    _limit_resources(limits)
    means["memory"] = "rlimit" if sys.platform == "linux" else "none"
    if sys.platform != "linux":
        return means
    with contextlib.suppress(OSError):  # the kernel should take the reader before the server when memory runs out
        Path("/proc/self/oom_score_adj").write_text("1000")
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    version = _landlock(readable, writable)
    if version:
        means["files"] = "landlock"
    if version >= _LANDLOCK_NETWORK:
        means["network"] = "landlock (tcp)"
    if _seccomp():
        means["network"] = means["processes"] = "seccomp"
    else:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # counts the whole user's; root is exempt
    return means


def _limit_resources(limits: SandboxLimits) -> None:
    for which, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files, limits.open_files),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
    ):
        most = resource.getrlimit(which)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS below what is mapped
            resource.setrlimit(which, (soft, hard))


# --- system calls ----------------------------------------------------------------------------------------------------

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38


def _prctl(option: int, argument: int, pointer: object = None) -> int:
    return int(
        _libc.prctl(
            ctypes.c_int(option),
            ctypes.c_ulong(argument),
            pointer if pointer is not None else ctypes.c_ulong(0),
            ctypes.c_ulong(0),
            ctypes.c_ulong(0),
        )
    )


def _syscall(number: int, *arguments: object) -> int:
    return int(_libc.syscall(ctypes.c_long(number), *arguments))


# --- Landlock (landlock(7)) ------------------------------------------------------------------------------------------

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR, _WRITE_FILE, _TRUNCATE = 1 << 2, 1 << 3, 1 << 1, 1 << 14
_RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_LANDLOCK_NETWORK = 4
_LANDLOCK_SCOPES = 6

_SYSTEM_PATHS = (
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
    "/proc/self",
    "/proc/meminfo",
    "/proc/cpuinfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
)
"""What the interpreter and its libraries look at while they run; no secrets, nothing of the product."""


@functools.cache
def interpreter_paths() -> tuple[str, ...]:
    """Where modules and shared libraries are loaded from, should a child import more. The first call costs some
    milliseconds, so it is for the process that forks."""
    installed = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    libraries = (str(Path(prefix) / "lib") for prefix in (sys.prefix, sys.base_prefix))
    return tuple(dict.fromkeys((*sys.path, *installed, *libraries, *_SYSTEM_PATHS)))


def _landlock(readable: Iterable[Path], writable: Iterable[Path]) -> int:
    """Restrict the file system. The version of Landlock in force, 0 when there is none."""
    version = _syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return 0
    handled = _RIGHTS_BY_VERSION[max(known for known in _RIGHTS_BY_VERSION if known <= version)]
    attributes = struct.pack("<Q", handled)
    if version >= _LANDLOCK_NETWORK:
        attributes += struct.pack("<Q", 0b11)  # binding and connecting TCP
    if version >= _LANDLOCK_SCOPES:
        attributes += struct.pack("<Q", 0b11)  # abstract Unix sockets and signals, to processes outside
    ruleset = _syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    if ruleset < 0:
        return 0
    reading = _READ_FILE | _READ_DIR
    writable = list(writable)
    try:
        for path in interpreter_paths():
            # A folder above the scratch folder holds more than modules: somebody's home, or the server's
            if not any(folder.is_relative_to(path) for folder in writable):
                _allow(ruleset, path, reading)
        for path in map(str, readable):
            _allow(ruleset, path, reading)
        _allow(ruleset, "/dev/null", reading | _WRITE_FILE)
        for path in map(str, writable):
            _allow(ruleset, path, handled & ~1)  # everything but running what was written
        if _syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) != 0:
            return 0
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    if not path:
        return
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
            return
        raise
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
        rule = struct.pack("<Qi", rights, opened)
        _syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(opened)


# --- seccomp (seccomp(2), linux/filter.h) ----------------------------------------------------------------------------

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_AT_NUMBER, _AT_ARCHITECTURE, _AT_FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x10000
_X32 = 0x40000000


@dataclass(frozen=True, slots=True)
class _Calls:
    """An architecture's numbers. `refused` fail with EPERM. `to_itself` may name only the process itself."""

    architecture: int
    refused: tuple[int, ...]
    to_itself: tuple[int, ...]
    clone: int
    prlimit: int


_EVERYWHERE = (
    425,  # io_uring_setup: would pass by this filter
    426,  # io_uring_enter
    424,  # pidfd_send_signal
    434,  # pidfd_open
    438,  # pidfd_getfd
    428, 429, 430, 431, 432, 433, 442,  # open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr
)  # fmt: skip

_CALLS = {
    "x86_64": _Calls(
        architecture=0xC000003E,
        refused=(
            41, 42, 49, 50, 43, 288,  # socket, connect, bind, listen, accept, accept4
            57, 58, 59, 322,  # fork, vfork, execve, execveat
            101, 310, 311, 312,  # ptrace, process_vm_readv, process_vm_writev, kcmp
            272, 308, 165, 166, 161, 155,  # unshare, setns, mount, umount2, chroot, pivot_root
            321, 298, 323, 248, 249, 250,  # bpf, perf_event_open, userfaultfd, add_key, request_key, keyctl
            109, 112, 200, 129, 297,  # setpgid, setsid, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo
            *_EVERYWHERE,
        ),
        to_itself=(62, 234),  # kill, tgkill
        clone=56,
        prlimit=302,
    ),
    "aarch64": _Calls(
        architecture=0xC00000B7,
        refused=(
            198, 203, 200, 201, 202, 242,
            221, 281,
            117, 270, 271, 272,
            97, 268, 40, 39, 51, 41,
            280, 241, 282, 217, 218, 219,
            154, 157, 130, 138, 240,
            *_EVERYWHERE,
        ),
        to_itself=(129, 131),
        clone=220,
        prlimit=261,
    ),
}  # fmt: skip
"""Machine -> numbers (asm/unistd_64.h and asm-generic/unistd.h), in the same order."""

_CLONE3 = 435  # its flags are behind a pointer; with ENOSYS the C library falls back to clone


def _seccomp() -> bool:
    """Refuse sockets, other programs, other processes. Threads remain possible."""
    calls = _CALLS.get(platform.machine())
    if calls is None or struct.calcsize("P") != 8:
        return False
    program = b"".join(struct.pack("=HBBI", *step) for step in _program(calls))
    buffer = ctypes.create_string_buffer(program)
    fprog = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer)))
    return _prctl(_PR_SET_SECCOMP, 2, fprog) == 0


def _program(calls: _Calls) -> Iterator[tuple[int, int, int, int]]:
    """The filter's steps: (code, steps to skip when true, when false, value)."""
    refuse = (_RETURN, 0, 0, _REFUSE | errno.EPERM)
    allow = (_RETURN, 0, 0, _ALLOW)
    yield (_LOAD, 0, 0, _AT_ARCHITECTURE)
    yield (_EQUAL, 1, 0, calls.architecture)
    yield (_RETURN, 0, 0, _KILL)
    yield (_LOAD, 0, 0, _AT_NUMBER)
    yield (_AT_LEAST, 0, 1, _X32)
    yield refuse
    yield (_EQUAL, 0, 1, _CLONE3)
    yield (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)
    for number in calls.refused:
        yield (_EQUAL, 0, 1, number)
        yield refuse
    for number in calls.to_itself:
        yield (_EQUAL, 0, 4, number)
        yield (_LOAD, 0, 0, _AT_FIRST_ARGUMENT)
        yield (_EQUAL, 0, 1, os.getpid())
        yield allow
        yield refuse
    yield (_EQUAL, 0, 4, calls.clone)
    yield (_LOAD, 0, 0, _AT_FIRST_ARGUMENT)
    yield (_ANY_BIT, 0, 1, _CLONE_THREAD)
    yield allow
    yield refuse
    yield (_EQUAL, 0, 4, calls.prlimit)  # of others: could lower the server's limits
    yield (_LOAD, 0, 0, _AT_FIRST_ARGUMENT)
    yield (_EQUAL, 0, 1, 0)
    yield allow
    yield refuse
    yield allow
