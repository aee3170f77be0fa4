"""Builds what a release is made of from a tree of the commit, so that two builds of it are the same to the byte."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

PYTHON_CLIENT = Path("clients/python")
TYPESCRIPT_CLIENT = Path("clients/typescript")


def export(repository: Path, tree: Path) -> None:
    """What is committed, and nothing else, in a new folder."""
    tree.mkdir(parents=True)
    with subprocess.Popen(["git", "archive", "HEAD"], cwd=repository, stdout=subprocess.PIPE) as archive:
        assert archive.stdout is not None
        with tarfile.open(fileobj=archive.stdout, mode="r|") as files:
            files.extractall(tree, filter="data")
    if archive.returncode:
        sys.exit("git archive failed; a release is built from a git checkout.")
    for client in (PYTHON_CLIENT, TYPESCRIPT_CLIENT):  # the licence wants to be with each of them
        shutil.copy(tree / "LICENSE", tree / client / "LICENSE")


def python_packages(folder: Path, out: Path, *, epoch: int, targets: Iterable[str] = ("sdist", "wheel")) -> None:
    """The sdist and the wheel of the project in the folder."""
    which = [argument for target in targets for argument in ("-t", target)]
    _run([sys.executable, "-m", "hatchling", "build", *which, "-d", str(out)], folder, epoch=epoch)


def node_package(folder: Path, out: Path, *, node_modules: Path, epoch: int) -> None:
    """The tarball of the package in the folder, compiled by what is installed in `node_modules`."""
    (folder / "node_modules").symlink_to(node_modules)
    _run(["npm", "run", "build"], folder, epoch=epoch)
    _run(["npm", "pack", "--ignore-scripts", "--pack-destination", str(out)], folder, epoch=epoch)


def wheel_of_sdist(sdist: Path, folder: Path, *, epoch: int) -> Path:
    """The wheel that is made of an sdist, as those make it who install from one."""
    with tarfile.open(sdist) as files:
        files.extractall(folder, filter="data")
    python_packages(folder / sdist.name.removesuffix(".tar.gz"), folder, epoch=epoch, targets=["wheel"])
    (wheel,) = folder.glob("*.whl")
    return wheel


def differing(one: Path, other: Path) -> list[str]:
    """Names of files that are not the same in both folders, or in one alone."""
    sums = [dict(_sums(folder)) for folder in (one, other)]
    return sorted(name for name in sums[0].keys() | sums[1].keys() if sums[0].get(name) != sums[1].get(name))


def sha256sums(folder: Path) -> str:
    """What `sha256sum --check` reads, of all files in the folder."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(_sums(folder)))


def _sums(folder: Path) -> list[tuple[str, str]]:
    return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in folder.iterdir()]


def _run(command: list[str], folder: Path, *, epoch: int) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "random"}
    how = {"cwd": folder, "env": environment, "umask": 0o022}  # npm packs the modes that files have
    done = subprocess.run(command, **how, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{done.stdout}{done.stderr}")
