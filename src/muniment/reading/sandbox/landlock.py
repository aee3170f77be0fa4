"""What files and TCP ports a process may reach, by Landlock (landlock(7)): works without root, holds for good."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import stat
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from muniment.reading.sandbox.system_calls import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_PATH_BENEATH = 1
_WRITE_FILE, _READ_FILE, _READ_DIR, _MAKE_REGULAR, _TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 8, 1 << 14
_RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK = 4
"""The version from which TCP ports are restricted too."""

_SCOPES = 6

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


def restrict_files(readable: Iterable[Path], writable: Iterable[Path]) -> int:
    """Restrict the file system. The version of Landlock in force, 0 when there is none."""
    version = syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return 0
    handled = _RIGHTS_BY_VERSION[max(known for known in _RIGHTS_BY_VERSION if known <= version)]
    attributes = struct.pack("<Q", handled)
    if version >= NETWORK:
        attributes += struct.pack("<Q", 0b11)  # binding and connecting TCP
    if version >= _SCOPES:
        attributes += struct.pack("<Q", 0b11)  # abstract Unix sockets and signals, to processes outside
    ruleset = syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
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
            # No devices, sockets, pipes, links and folders, and what was written is neither run nor removed
            _allow(ruleset, path, handled & (reading | _WRITE_FILE | _MAKE_REGULAR | _TRUNCATE))
        if syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) != 0:
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
        syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(opened)
