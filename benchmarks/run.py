"""`python -m benchmarks.run`: measure muniment against yardsticks, print, and write docs/benchmarks.md.

Needs nothing but the development environment. nginx is used when it is installed; the plain FastAPI app needs
python-multipart, which is fetched into the cache. What cannot be had is named in the result.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import latency, reads, report, search, throughput, transfers, web
from benchmarks.plan import Plan
from benchmarks.report import Section
from benchmarks.servers import ROOT

MEASURES: dict[str, Callable[[Plan], list[Section]]] = {
    "upload-large": transfers.large_uploads,
    "upload-small": transfers.small_uploads,
    "upload-postgresql": transfers.synced_uploads,
    "memory": transfers.memory,
    "download": transfers.downloads,
    "reads": reads.reads,
    "lists": reads.lists,
    "search": search.searches,
    "web": web.pages,
    "complete": latency.complete,
    "workers": throughput.workers,
    "start": latency.start,
}
PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="rounds of each measurement (default 9; quick: 3)")
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument(
        "--write",
        action=argparse.BooleanOptionalAction,
        help=f"write {PAGE.relative_to(ROOT)}; by default when everything is measured. Other sections stay",
    )
    parser.add_argument("--postgresql", action="store_true", help="measure reading on PostgreSQL too")
    parser.add_argument("--rows", type=int, default=1_000_000, help="documents to read among (default 1,000,000)")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(tempfile.gettempdir()) / "muniment-benchmarks",
        help="folder that stays, for the filled database (1.2 GB) and a yardstick's package (default %(default)s)",
    )
    chosen = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("MUNIMENT_")]:
        del os.environ[name]  # the defaults are what is measured
    chosen.cache.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=chosen.cache))
    plan = Plan(
        rounds=chosen.rounds,
        folder=folder,
        cache=chosen.cache,
        row_count=chosen.rows,
        has_postgresql=chosen.postgresql,
    )
    try:
        sections = _measure(plan, chosen.only or list(MEASURES))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if chosen.write or (chosen.write is None and chosen.only is None):
        report.write(PAGE, sections)


def _measure(plan: Plan, names: list[str]) -> dict[str, str]:
    """The sections by their title, printed as they come."""
    command = f"python -m benchmarks.run {shlex.join(sys.argv[1:])}".strip()
    machine = report.facts(plan.folder)
    written = {}
    for name in names:
        load = report.load()
        for section in MEASURES[name](plan):
            context = f"{report.now()}, `{command}`, {plan.rounds} rounds; {machine}; load {load} → {report.load()}"
            written[section.title] = section.markdown(context)
            print(written[section.title], flush=True)
    return written


if __name__ == "__main__":
    main()
