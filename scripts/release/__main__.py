"""Writes dist/: what a release publishes, built twice and compared, and what says what is in it. docs/releasing.md"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.release import builds, sbom

ROOT = Path(__file__).resolve().parent.parent.parent
DIST = ROOT / "dist"
NODE_MODULES = ROOT / builds.TYPESCRIPT_CLIENT / "node_modules"
TOOLS = ROOT / ".release" / "bin"
_UMASKS = (0o022, 0o077)


def main() -> None:
    """Build, compare, check, and only then replace dist/."""
    epoch = int(_git("log", "-1", "--format=%ct"))
    if _git("status", "--porcelain"):
        print("There are changes that are not committed: the release is the commit, without them.")
    version = _version()
    with tempfile.TemporaryDirectory(prefix="muniment-release-") as made:
        outs = [_build(Path(made) / str(n) / ("deep" * n), umask, epoch=epoch) for n, umask in enumerate(_UMASKS, 1)]
        if names := builds.differing(*outs):
            sys.exit(f"Two builds differ in {', '.join(names)}.")
        _check_sdists(outs[0], Path(made), epoch=epoch)
        bill = outs[0] / f"muniment-{version}.cdx.json"
        bill.write_text(_bill(version, epoch=epoch), encoding="utf-8")
        _check(bill)
        sums = builds.sha256sums(outs[0])
        (outs[0] / "SHA256SUMS").write_text(sums, encoding="utf-8")
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(outs[0], DIST)
    print(
        f"{DIST.relative_to(ROOT)}/ of {_git('log', '-1', '--format=%h')}, two builds the same to the byte:\n{sums}",
        end="",
    )


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _version() -> str:
    """The one version of all three packages. Ends the program when they differ."""
    version = re.compile(r'^\s*(?:"version"|version|__version__|VERSION)\s*[:=]\s*"([^"]+)"', re.MULTILINE)
    files = ("pyproject.toml", "clients/python/src/muniment_client/version.py", "clients/typescript/package.json")
    found = {name: version.search((ROOT / name).read_text(encoding="utf-8")) for name in files}
    versions = {name: match[1] if match else "none" for name, match in found.items()}
    if len({*versions.values()}) != 1:
        sys.exit(f"The packages are of different versions: {versions}.")
    return versions["pyproject.toml"]


def _build(folder: Path, umask: int, *, epoch: int) -> Path:
    """All packages, in a folder and with a mask of their own: what comes out must not tell."""
    before = os.umask(umask)
    try:
        tree, out = folder / "tree", folder / "out"
        builds.export(ROOT, tree)
        out.mkdir()
        builds.python_packages(tree, out, epoch=epoch)
        builds.python_packages(tree / builds.PYTHON_CLIENT, out, epoch=epoch)
        if shutil.which("npm") and NODE_MODULES.is_dir():
            builds.node_package(tree / builds.TYPESCRIPT_CLIENT, out, node_modules=NODE_MODULES, epoch=epoch)
        else:
            print("No npm package: npm ci --prefix clients/typescript --ignore-scripts")
        return out
    finally:
        os.umask(before)


def _check_sdists(out: Path, made: Path, *, epoch: int) -> None:
    for sdist in out.glob("*.tar.gz"):
        wheel = builds.wheel_of_sdist(sdist, made / "of" / sdist.name, epoch=epoch)
        if wheel.read_bytes() != (out / wheel.name).read_bytes():
            sys.exit(f"{wheel.name} made of {sdist.name} is another one.")


def _bill(version: str, *, epoch: int) -> str:
    lock = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    node = json.loads((ROOT / builds.TYPESCRIPT_CLIENT / "package-lock.json").read_text(encoding="utf-8"))
    if sbom.node_pins(node):
        sys.exit("The npm package has dependencies now, and no bill of materials says so.")
    bill = sbom.document("muniment", version, list(sbom.pins(lock)), epoch=epoch)
    return json.dumps(bill, indent=1, sort_keys=True) + "\n"


def _check(bill: Path) -> None:
    """By tools that others wrote, where `make release` has installed them."""
    validate = (
        "import sys, pathlib; from cyclonedx.schema import SchemaVersion;"
        "from cyclonedx.validation.json import JsonStrictValidator as V;"
        "sys.exit(str(V(SchemaVersion.V1_6).validate_str(pathlib.Path(sys.argv[1]).read_text()) or '') or 0)"
    )
    for command in (
        [TOOLS / "python", "-c", validate, bill],
        [TOOLS / "hadolint", ROOT / "Dockerfile"],
        [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", ROOT / "compose.yaml"],
    ):
        if subprocess.run(command, check=False).returncode:
            sys.exit(f"{command[0].name} is not content.")


if __name__ == "__main__":
    main()
