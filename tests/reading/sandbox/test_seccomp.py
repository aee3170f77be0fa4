"""The list of system calls: every number of the table is tried, in a child and against the filter's own steps."""

from __future__ import annotations

import errno
import json
import os
import platform
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from muniment.reading.sandbox.seccomp import CALLS, READING, RECOGNISING, program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")

ALLOWED_ON_X86_64 = {
    *range(7), *range(8, 22), 24, 25, 28, 32, 33, 35, 39, 44, 45, 56, 60, 62, 63, 72, 79, 89, 96, 97, 98, 99, 102,
    104, 107, 108, 110, 131, 157, 186, 201, 202, 204, 217, 218, 219, 228, 229, 230, 231, 234, 257, 262, 267, 269, 273,
    292, 302, 318, 332, 334, 436,
}  # fmt: skip
"""What the child may call at all, written down a second time, so that a change of the list is seen."""

UPROBES = [335, 336]
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
PID = 4711


def verdict(number: int, *arguments: int, machine: str = "x86_64", architecture: int = 0, names=READING) -> int:
    """What the filter says to a call, as the kernel would run it."""
    data = struct.pack("<IIQ6Q", number, architecture or ARCHITECTURES[machine], 0, *(*arguments, *[0] * 6)[:6])
    steps = list(program(names, machine=machine, pid=PID))
    at = accumulator = 0
    while True:
        code, when_true, when_false, value = steps[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        else:
            is_true = {
                0x15: accumulator == value,
                0x35: accumulator >= value,
                0x45: bool(accumulator & value),
            }[code]
            at += when_true if is_true else when_false


def test_no_number_outside_of_the_list_is_allowed_whatever_its_arguments() -> None:
    for number in [*range(1024), *range(0x40000000, 0x40000000 + 600)]:
        said = {verdict(number, *[argument] * 6) for argument in (0, 1, PID, 0x10000, 0xFFFFFFFF)}
        if number not in ALLOWED_ON_X86_64:
            assert said == {EPERM if number < 424 else ENOSYS}, number
        else:
            assert ALLOW in said or number in {16, 72, 157}, number


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_call_of_another_architecture_ends_the_process(machine: str) -> None:
    assert verdict(0, machine=machine, architecture=0x40000003) == KILL


def test_both_machines_refuse_what_one_of_them_refuses() -> None:
    by_number = {number: name for name, (_, number) in CALLS.items() if number is not None}
    for number in range(1024):
        is_known = by_number.get(number) in READING
        said = {verdict(number, *[one] * 6, machine="aarch64") for one in (0, 1, PID, 0x10000)}
        assert is_known or said <= {EPERM, ENOSYS}, number


@pytest.mark.parametrize(
    ("call", "argument", "values", "is_allowed"),
    [
        ("fcntl", 1, [0, 1, 2, 3, 1030], True),
        ("fcntl", 1, [4, 6, 7, 8, 9, 10, 15, 16, 1024, 1026, 1031, 1033], False),  # F_SETFL, F_SETOWN, F_SETSIG, leases
        ("ioctl", 1, [0x5401, 0x541B, 0x5421, 0x5450, 0x5451], True),
        ("ioctl", 1, [0x5452, 0x5412, 0x541C, 0x8901, 0x8902, 0x4004667F, 0xC0045878], False),  # FIOASYNC, TIOCSTI, …
        ("kill", 0, [PID], True),
        ("kill", 0, [0, 1, PID + 1, 2**32 - 1, 2**32 - PID], False),
        ("tgkill", 0, [PID], True),
        ("tgkill", 0, [0, 1, PID - 1], False),
        ("prlimit64", 0, [0], True),
        ("prlimit64", 0, [1, PID], False),
        ("clone", 0, [0x3D0F00], True),  # a thread of glibc's
        ("clone", 0, [17, 0x01200011, 0x10000000, 0x4000 | 17], False),
        ("openat", 2, [0, 0o2000000, 0o2000000 | 0o100 | 0o1 | 0o1000], True),
        ("openat", 2, [0o20200000, 0o20200002, 0o22200302], False),  # O_TMPFILE
        ("prctl", 0, [15, 0x53564D41], True),
        ("prctl", 0, [1, 4, 22, 23, 24, 36, 38, 47, 59], False),
    ],
)
@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_argument_decides(call: str, argument: int, values: list[int], is_allowed: bool, machine: str) -> None:
    number = CALLS[call][list(ARCHITECTURES).index(machine)]
    assert number is not None
    for value in values:
        arguments = [0] * 6
        arguments[argument] = value
        assert (verdict(number, *arguments, machine=machine) == ALLOW) is is_allowed, hex(value)


def test_recognition_waits_but_does_not_write_at_places() -> None:
    assert {"poll", "ppoll", "pselect6", "select"} == RECOGNISING - READING
    assert {"pwrite64"} == READING - RECOGNISING
    assert verdict(7) == EPERM and verdict(7, names=RECOGNISING) == ALLOW


@pytest.mark.parametrize(
    ("column", "header", "pattern"),
    [
        (0, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", r"__NR_(\w+) (\d+)"),
        (1, "/usr/include/asm-generic/unistd.h", r"__NR(?:3264)?_(\w+) (\d+)"),
    ],
)
def test_numbers_are_those_of_the_kernels_headers(column: int, header: str, pattern: str) -> None:
    if not Path(header).exists():
        pytest.skip(f"no {header}")
    known = {name: int(number) for name, number in re.findall(pattern, Path(header).read_text())}
    known["newfstatat"] = known.get("newfstatat", known.get("fstatat", -1))
    assert {name: both[column] for name, both in CALLS.items() if both[column] is not None} == {
        name: known[name] for name, both in CALLS.items() if both[column] is not None
    }


TRY_EVERY = """
import ctypes, json, sys
from muniment.limits import SandboxLimits
from muniment.reading.sandbox.confine import confine
names = frozenset(json.loads(sys.argv[1]))
skipped = set(json.loads(sys.argv[2]))
means = confine(SandboxLimits(), readable=(), writable=(), calls=names)
libc = ctypes.CDLL(None, use_errno=True)
found = {}
for number in range(1024):
    if number not in skipped:
        ctypes.set_errno(0)
        answer = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
        found[number] = [answer, ctypes.get_errno()]
print(json.dumps({"means": means, "found": found}))
"""


@pytest.mark.parametrize("names", [READING, RECOGNISING], ids=["reading", "recognising"])
def test_child_is_refused_every_number_outside_of_its_list(names: frozenset[str]) -> None:
    column = list(ARCHITECTURES).index(platform.machine()) if platform.machine() in ARCHITECTURES else None
    if column is None:
        pytest.skip("no list for this machine")
    allowed = [CALLS[name][column] for name in names if CALLS[name][column] is not None]
    allowed += UPROBES  # the kernel looks at these before any filter, and ends whoever calls them by hand
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", TRY_EVERY, json.dumps(sorted(names)), json.dumps(allowed)],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    if told["means"]["processes"] != "seccomp":
        pytest.skip("the kernel has no seccomp")
    wanted = {number: [-1, errno.EPERM if int(number) < 424 else errno.ENOSYS] for number in told["found"]}
    assert told["found"] == wanted and len(wanted) > 900


ACTS = """
import ctypes, fcntl, json, os, resource, signal, socket, sys
from pathlib import Path
from muniment.limits import SandboxLimits
from muniment.reading.sandbox.confine import confine
libc = ctypes.CDLL(None, use_errno=True)
folder = Path(sys.argv[1])
ours, theirs = socket.socketpair()
file = (folder / "file").open("wb")
confine(SandboxLimits(), readable=(), writable=[folder])
def refused(act):
    try:
        act()
    except PermissionError:
        return True
    return False
def called(name, *arguments):
    ctypes.set_errno(0)
    return getattr(libc, name)(*arguments) == -1 and ctypes.get_errno() in (1, 38)
print(json.dumps({
    "F_SETOWN": refused(lambda: fcntl.fcntl(ours, fcntl.F_SETOWN, os.getppid())),
    "F_SETSIG": refused(lambda: fcntl.fcntl(ours, fcntl.F_SETSIG, signal.SIGKILL)),
    "FIOASYNC": refused(lambda: fcntl.ioctl(ours, 0x5452, b"\\1\\0\\0\\0")),
    "chmod": refused(lambda: os.chmod(folder / "file", 0o666)),
    "fchmod": refused(lambda: os.fchmod(file.fileno(), 0o666)),
    "chown": refused(lambda: os.chown(folder / "file", os.getuid(), -1)),
    "utimes": refused(lambda: os.utime(folder / "file", (1, 1))),
    "setxattr": refused(lambda: os.setxattr(folder / "file", "user.a", b"b")),
    "setpriority": refused(lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19)),
    "sched_setscheduler": refused(lambda: os.sched_setscheduler(os.getppid(), os.SCHED_IDLE, os.sched_param(0))),
    "sched_setaffinity": refused(lambda: os.sched_setaffinity(os.getppid(), {0})),
    "shmget": called("shmget", 0, 4096, 0o1600),
    "msgget": called("msgget", 0, 0o1600),
    "semget": called("semget", 0, 1, 0o1600),
    "memfd_create": refused(lambda: os.memfd_create("x")),
    "socketpair": refused(socket.socketpair),
    "pipe": refused(os.pipe),
    "sendmsg": refused(lambda: socket.send_fds(ours, [b"x"], [0])),
    "alarm": called("setitimer", 0, None, None),
    "new namespace": called("unshare", 0x10000000),
}))
"""


def test_what_a_captured_parser_would_try_is_refused(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ACTS, str(tmp_path)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert {name for name, is_refused in json.loads(done.stdout).items() if not is_refused} == set()
