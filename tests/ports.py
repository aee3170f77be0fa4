"""Ports for servers that are told where to listen: started later, or killed and started again on the same one."""

from __future__ import annotations

import os
import re
import socket
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from random import SystemRandom

_FIRST, _PROCESSES = 20_000, 16
_GIVEN_BY_THE_KERNEL = Path("/proc/sys/net/ipv4/ip_local_port_range")


def _ours() -> list[int]:
    """Those that the kernel gives nobody who asks for any port, as each connection does: one of these stays free until
    its server listens, and while that is away. Processes of one run share none."""
    end = int(_GIVEN_BY_THE_KERNEL.read_text().split()[0]) if _GIVEN_BY_THE_KERNEL.exists() else 32_768
    process = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
    ports = range(_FIRST + process % _PROCESSES, max(end, _FIRST + 1_000), _PROCESSES)
    begin = SystemRandom().randrange(len(ports))  # another run may be under way
    return [*ports[begin:], *ports[:begin]]


_next = cycle(_ours())


def free_port() -> int:
    """One of them that nobody has."""
    for port in _next:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a cycle has no end")
