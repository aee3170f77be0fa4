"""Figures of interleaved rounds, as text for a terminal and for docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(slots=True)
class Rounds:
    """A figure of several subjects, one value each per round; all of a round measured one after the other."""

    unit: str
    digits: int = 1
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, subject: str, value: float) -> None:
        self.values.setdefault(subject, []).append(value)

    def rows(self) -> list[list[str]]:
        """A row of minimum, median, maximum for each subject."""
        return [
            [f"{subject}, {self.unit}", *_spread(values, self.digits)]
            for subject, values in self.values.items()
            if values
        ]

    def ratio_rows(self, subject: str, yardstick: str, *, aim: str = "") -> list[list[str]]:
        """The row of the ratios of each round; nothing when the yardstick is missing."""
        if subject not in self.values or yardstick not in self.values:
            return []
        pairs = zip(self.values[subject], self.values[yardstick], strict=True)
        name = f"**{subject} : {yardstick}**" + (f" (aim {aim})" if aim else "")
        return [[name, *_spread([mine / theirs for mine, theirs in pairs], 2)]]


def _spread(values: Sequence[float], digits: int) -> list[str]:
    return [f"{value:,.{digits}f}" for value in (min(values), statistics.median(values), max(values))]


SPREAD = ("", "min", "median", "max")


@dataclass(frozen=True, slots=True)
class Section:
    """One measurement, ready to print: what was measured and how, then a table."""

    title: str
    text: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def markdown(self, context: str) -> str:
        lines = [f"## {self.title}", "", self.text, ""]
        lines += ["| " + " | ".join(self.header) + " |", "|---" * len(self.header) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        for note in self.notes:
            lines += ["", note]
        return "\n".join([*lines, "", f"<sub>{context}</sub>", ""])


def facts(folder: Path) -> str:
    """The machine on which this runs, in one line."""
    shown = subprocess.run(["df", "--output=fstype", str(folder)], capture_output=True, text=True).stdout.split()
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return (
        f"{os.cpu_count()} cores ({model[1].strip() if model else platform.machine()}), "
        f"Python {platform.python_version()}, Linux {platform.release()}, "
        f"files on {shown[-1] if shown else 'an unknown file system'}"
    )


def load() -> str:
    """The load average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def now() -> str:
    """The time in UTC, to the minute."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


_INTRODUCTION = """# What was measured

Written by `make bench`; rounds interleave the subjects, so each ratio compares neighbours in time: **ratios are what
counts**, absolute figures belong to the machine. Every server runs on 127.0.0.1 on the same cores as the client.
"""


def write(path: Path, sections: Mapping[str, str]) -> None:
    """Write the document; sections that were not measured this time stay as they are."""
    earlier = path.read_text() if path.exists() else ""
    kept = {
        part.partition("\n")[0]: f"## {part}".rstrip() + "\n" for part in re.split(r"^## ", earlier, flags=re.M)[1:]
    }
    path.write_text("\n".join([_INTRODUCTION, *(kept | dict(sections)).values()]))
