"""Makes .venv with everything the project needs, pinned by hash; run again it does what is missing.

Standard library only. Works where the system's Python has no ensurepip (Debian without python3-venv): the system's own
pip then installs into the new environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements" / "dev.txt"


def main() -> None:
    """Set everything up, or say what is missing."""
    if sys.version_info < (3, 11):  # noqa: UP036 - said here, before anything else fails on it
        sys.exit(f"muniment needs Python 3.11 or later, this is {sys.version.split()[0]}; try make PYTHON=python3.12")
    if not PYTHON.exists():
        make_venv()
    install("--require-hashes", "-r", str(LOCK))
    install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    subprocess.run([pip()[0], str(ROOT / "scripts" / "fetch_rclone.py")], check=False)
    (VENV / ".installed").touch()


def make_venv() -> None:
    """A virtual environment, with pip in it when the system can give one."""
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode == 0:
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)], check=True)


def pip() -> list[str]:
    """The environment's own pip, or the system's told to work on it."""
    own = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True)
    return [str(PYTHON), "-m", "pip"] if own.returncode == 0 else [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def install(*what: str) -> None:
    """pip install into the environment."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run([*pip(), "install", "--quiet", *what], env=environment)
    if done.returncode != 0:
        sys.exit("The packages could not be installed; pip's message is above.")


if __name__ == "__main__":
    main()
