"""The files that pages load: one stylesheet, our own modules, our own pictures. Each address holds the hash of them
all, so that a browser keeps them for good and never has one of another version; the same bytes answer everybody.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from muniment.web.compression import ENCODED, takes_gzip

router = APIRouter(include_in_schema=False)

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_GOOD = "public, max-age=31536000, immutable"
_VERSION_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, as it is and compressed."""

    content: bytes
    compressed: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name."""
    found = {}
    for one in sorted((files(__package__) / "assets").iterdir(), key=lambda entry: entry.name):
        ending = one.name[one.name.rfind(".") :]
        if ending in _TYPES:
            content = one.read_bytes()
            found[one.name] = Asset(content, gzip.compress(content, mtime=0), _TYPES[ending])
    return found


@cache
def version() -> str:
    """The hash of all of them: one folder, so that modules name each other by their names alone."""
    whole = hashlib.sha256()
    for name, asset in assets().items():
        whole.update(f"{name} {len(asset.content)} ".encode() + asset.content)
    return whole.hexdigest()[:_VERSION_CHARACTERS]


def path_of(name: str) -> str:
    """Where the file is. Raises KeyError for one there is not."""
    assets()[name]
    return f"/assets/{version()}/{name}"


@router.get("/assets/{asked}/{name}")
async def get_asset(request: Request, asked: str, name: str) -> Response:
    """A file. Who asks for another version, as a page of an earlier release does, gets this one and keeps it not."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    headers = {
        "cache-control": _FOR_GOOD if asked == version() else "no-cache",
        "vary": "Accept-Encoding",
        "x-content-type-options": "nosniff",
    }
    if takes_gzip(request):
        return Response(asset.compressed, media_type=asset.media_type, headers=headers | ENCODED)
    return Response(asset.content, media_type=asset.media_type, headers=headers)
