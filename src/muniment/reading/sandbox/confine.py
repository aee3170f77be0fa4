"""Takes from the process that reads a document what it does not need: memory, time, network, processes, files.

Everything here works without root and holds for good: resource limits, no capabilities, `no_new_privs`, Landlock
(files, TCP) and a seccomp filter (the calls of a list, no others). What the kernel does not offer is left out and
reported, never assumed. Linux only; elsewhere the resource limits remain.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from muniment.limits import SandboxLimits
from muniment.reading.sandbox import landlock, seccomp
from muniment.reading.sandbox.privileges import drop_capabilities
from muniment.reading.sandbox.system_calls import prctl

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent `parent` ends. The parent must have a single thread: the tie is
    to the thread that forked (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def confine(
    limits: SandboxLimits,
    *,
    readable: Iterable[Path],
    writable: Iterable[Path],
    calls: frozenset[str] = seccomp.READING,
) -> dict[str, str]:
    """Confine this process for good and say by what means.

    Files outside `readable`, `writable` and the interpreter's own folders cannot be opened any more, and in `writable`
    regular files can be made, but not removed; open descriptors stay. `calls`: the system calls that remain. The answer
    has the keys `memory`, `files`, `network`, `processes`, each with a mechanism or `none`.
    """
    means = dict.fromkeys(("memory", "files", "network", "processes"), "none")
    _limit_resources(limits)
    means["memory"] = "rlimit" if sys.platform == "linux" else "none"
    if sys.platform != "linux":
        return means
    with contextlib.suppress(OSError):  # the kernel should take the reader before the server when memory runs out
        Path("/proc/self/oom_score_adj").write_text("1000")
    if not drop_capabilities():
        raise PermissionError("the capabilities cannot be given up")
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    version = landlock.restrict_files(readable, writable)
    if version:
        means["files"] = "landlock"
    if version >= landlock.NETWORK:
        means["network"] = "landlock (tcp)"
    if seccomp.allow_only(calls):
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
