"""The files of the documentation: as the wheel carries them, or as they stand in a checkout. They are read once, and
only what is in the folder then is ever given: an address is looked up, never made into a path.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import muniment

_PACKAGE = Path(muniment.__file__).parent
_PLACES = (_PACKAGE / "_docs", _PACKAGE.parent.parent / "docs")
"""In an installed wheel (`force-include` of pyproject.toml), and beside `src` of a checkout."""

PICTURES = "pictures"
INDEX = "index"
"""The page that leads to every other one."""


@cache
def folder() -> Path:
    """Where the documentation is. Raises FileNotFoundError for an installation without it."""
    found = next((one for one in _PLACES if (one / f"{INDEX}.md").is_file()), None)
    if found is None:
        raise FileNotFoundError("This installation of muniment came without its documentation.")
    return found


@cache
def texts() -> Mapping[str, str]:
    """The Markdown of every page by its name: its path in the folder, without the ending."""
    root = folder()
    return MappingProxyType(
        {
            path.relative_to(root).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(root.rglob("*.md"))
        }
    )


@cache
def pictures() -> Mapping[str, bytes]:
    """Every picture (PNG) by its file's name."""
    return MappingProxyType({path.name: path.read_bytes() for path in sorted((folder() / PICTURES).glob("*.png"))})
