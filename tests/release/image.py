"""The steps of the Dockerfile in a plain folder, for machines without an engine: what it copies, what it runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from scripts.setup import pip

ROOT = Path(__file__).resolve().parents[2]
_OPT = "/opt/muniment"


@dataclass(frozen=True)
class Step:
    """An instruction of the Dockerfile, and of which stage."""

    stage: int
    name: str
    rest: str


def steps() -> list[Step]:
    """Every instruction, in order, its lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    found: list[Step] = []
    stage = -1
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, rest = line.partition(" ")
        stage += name == "FROM"
        found.append(Step(stage, name, rest.strip()))
    return found


def sent(relative: str) -> bool:
    """Whether .dockerignore lets a file of the checkout to the engine: the last rule that names it or its folder."""
    answer = True
    for rule in (ROOT / ".dockerignore").read_text().split():
        pattern = rule.removeprefix("!").removeprefix("**/")
        parts = relative.split("/")
        heads = ["/".join(parts[: n + 1]) for n in range(len(parts))]
        names = [*heads, *(parts if rule.removeprefix("!").startswith("**/") else ())]
        if any(fnmatch(one, pattern) for one in names):
            answer = rule.startswith("!")
    return answer


class Image:
    """What the build stage makes of the checkout, below a folder."""

    def __init__(self, folder: Path) -> None:
        self.opt = folder / "opt"
        self._build = folder / "build"
        self._build.mkdir()

    def build(self) -> None:
        """Take every step of the first stage, the locked packages being those of the tests' own environment."""
        for step in steps():
            if step.stage == 0 and step.name == "COPY":
                self.copy(step)
            elif step.stage == 0 and step.name == "RUN":
                for command in step.rest.split("&&"):
                    self._run(shlex.split(command))
        (site,) = self.opt.glob("lib/python*/site-packages")
        # A line is a folder to look in, no more: what stands in its own .pth files, our checkout, is not followed.
        locked = next(path for path in sys.path if path.endswith("site-packages"))
        (site / "locked.pth").write_text(f"{locked}\n")

    def copy(self, step: Step) -> None:
        """Copy what the engine would have of it."""
        *sources, target = step.rest.split()
        for source in sources:
            self._copy(source, self._build / target)

    def _copy(self, source: str, target: Path) -> None:
        files = [ROOT / source] if (ROOT / source).is_file() else sorted((ROOT / source).rglob("*"))
        copied = [path for path in files if path.is_file() and sent(str(path.relative_to(ROOT)))]
        assert copied, f"COPY {source}: .dockerignore keeps it from the engine"
        for path in copied:
            into = target / path.name if path == ROOT / source else target / path.relative_to(ROOT / source)
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, into)

    def _run(self, command: list[str]) -> None:
        done = list(self.here(command))
        if done:
            environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
            subprocess.run(done, cwd=self._build, env=environment, check=True, capture_output=True)

    def here(self, command: list[str]) -> Iterator[str]:
        """The command as it is run here; nothing of one for what is here already. Fails for one that is not known."""
        match command:
            case ["python", "-m", "venv", target]:
                assert target == _OPT
                venv.create(self.opt, with_pip=False, symlinks=True)
            case [_, "install", "--require-hashes", "--only-binary", ":all:", "-r", lock]:
                assert (self._build / lock).is_file()
            case ["pip", "wheel", *rest]:
                yield from (*pip(), "wheel", *rest)
            case ["/opt/muniment/bin/pip", "install", "--no-deps", "--no-index", "dist/*.whl"]:
                (wheel,) = (self._build / "dist").glob("*.whl")
                yield from (*pip()[:1], "-m", "pip", "--python", str(self.opt / "bin" / "python"), "install")
                yield from ("--no-deps", "--no-index", str(wheel))
            case ["/opt/muniment/bin/python", *rest]:
                yield from (str(self.opt / "bin" / "python"), *(one.replace(_OPT, str(self.opt)) for one in rest))
            case ["/opt/muniment/bin/muniment", *rest]:
                yield from (str(self.opt / "bin" / "muniment"), *rest)
            case ["/opt/muniment/bin/pip", "uninstall", "--yes", "--quiet", "pip"]:
                pass
            case _:
                raise AssertionError(f"a step that tests/release/image.py does not know: {shlex.join(command)}")
