"""What a setting may be, beyond its type: each by its own rule, and which of them contradict each other.

Checked when a program starts, so that nothing wrong is found out by the first document. A sentence never holds a value
that may be a secret.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from muniment.settings import Settings

Rule = Callable[[Any], str | None]
"""Of a value that is set: what is wrong with it, as the rest of a sentence that begins with the variable's name."""

LARGEST = 2**53
"""No whole number of a setting is larger: beyond it JSON, time-outs and limits of the kernel stop being exact."""

MOST_SECONDS = 366 * 86400
"""No time of a setting is longer: a year. Threads and event loops cannot wait for much more."""

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9!_.*'()/-]{0,512}")
_ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_REGION = re.compile(r"[A-Za-z0-9-]{1,63}")
_BEARER = re.compile(r"[!-~]+")


def from_json(value: object) -> object:
    """What the text of a variable holds; text that is no JSON stays, for the check of types to tell."""
    try:
        return json.loads(value, object_pairs_hook=_once_each) if isinstance(value, str) else value
    except PydanticCustomError:
        raise
    except (ValueError, RecursionError):
        return value


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON whose names are all different: of two values for one, nobody knows which is meant."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise PydanticCustomError("repeated_name", "names {name} twice", {"name": repr(name)})
        found[name] = value
    return found


def storage_location(url: str) -> tuple[str, str]:
    """Bucket and prefix of an S3 URL. Raises ValueError."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    prefix = parts.path.strip("/")
    if (
        parts.scheme != "s3"
        or not _BUCKET.fullmatch(parts.netloc)
        or not _PREFIX.fullmatch(prefix)
        or parts.query
        or parts.fragment
    ):
        raise ValueError("must look like s3://bucket or s3://bucket/prefix")
    return parts.netloc, prefix


def _home(value: Path) -> str | None:
    try:
        folder = value.expanduser()
    except RuntimeError:
        return "names the home folder of a user who does not exist"
    if str(value) in ("", "."):
        return "must name a folder"
    if folder.exists() and not folder.is_dir():
        return "must name a folder, and there is something else"
    return None


def _database_url(value: Any) -> str | None:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(value.get_secret_value())
    except (ArgumentError, ValueError):
        return "is not a URL such as postgresql://user:password@host/name"
    if url.get_backend_name() == "sqlite":
        return None if url.database and url.database != ":memory:" else "must name a file, as sqlite:////folder/name"
    if url.get_backend_name() not in ("postgresql", "postgres"):
        return "must begin with postgresql:// or sqlite:///"
    return None


def _storage_url(value: str) -> str | None:
    try:
        storage_location(value)
    except ValueError as error:
        return str(error)
    return None


def _address(value: str) -> str | None:
    """Of a server that is reached over HTTP."""
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or re.search(r"[\s\x00-\x1f\x7f\\]", value):
        return "must be an address such as https://evidence.example.com"
    if parts.query or parts.fragment or parts.username is not None or parts.password is not None:
        return "must be an address without user, query and fragment"
    return None


_ORIGIN = re.compile(r"https?://[a-z0-9._~-]+(?::[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](?::[0-9]{1,5})?")


def _origins(value: str) -> str | None:
    """As browsers say them: in small letters, without a path, without a port that goes without saying."""
    for name in (one.strip() for one in value.split(",") if one.strip()):
        if not _ORIGIN.fullmatch(name) or re.fullmatch(r"http:.*:80|https:.*:443", name):
            return "must be origins as browsers say them, separated by commas, as https://portal.example.com"
    return None


def _issuer(value: str) -> str | None:
    """Of a provider: as an address, over HTTPS or on this machine."""
    if (problem := _address(value)) is not None:
        return problem
    parts = urlsplit(value)
    is_here = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return None if parts.scheme == "https" or is_here else "must begin with https://"


def _networks(value: str) -> str | None:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if names == ["*"]:
        return None
    for name in names:
        try:
            ipaddress.ip_network(name)
        except ValueError as error:
            if "host bits" in str(error):
                network, _, _ = name.partition("/")
                meant = ipaddress.ip_network(name, strict=False)
                return f"names {name}, which is no network: {meant} is meant, or {network}"
            return "must be addresses or networks separated by commas, as 10.0.0.0/8, ::1; or * for all"
    return None


def _named_networks(value: str) -> str | None:
    if "*" in value:
        return "must name networks one by one, as 10.0.0.0/8"
    return _networks(value)


def _clamd_url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        is_tcp = parts.scheme == "tcp" and bool(parts.hostname) and parts.port != 0 and parts.path in ("", "/")
        is_unix = parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1
    except ValueError:
        is_tcp = is_unix = False
    if not (is_tcp or is_unix) or parts.query or parts.fragment or parts.username is not None:
        return "must be tcp://host:port or unix:///folder/socket"
    return None


_SEALING_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")


def _sealing_keys(value: str) -> str | None:
    names = [name.strip() for name in value.split(",")]
    if all(_SEALING_KEY.fullmatch(name) for name in names):
        return None
    return "must be keys as `muniment webhooks new-key` makes them, separated by commas"


def _matching(pattern: re.Pattern[str], allowed: str) -> Rule:
    return lambda value: None if pattern.fullmatch(value) else allowed


RULES: Mapping[str, Rule] = {
    "home": _home,
    "database_url": _database_url,
    "storage_url": _storage_url,
    "public_url": _address,
    "root_path": _matching(_ROOT_PATH, "must be a path such as /evidence, without a slash at its end"),
    "s3_endpoint_url": _address,
    "s3_public_endpoint_url": _address,
    "s3_region": _matching(_REGION, "must be a region's name, as eu-central-1"),
    "clamd_url": _clamd_url,
    "cors_origins": _origins,
    "trusted_proxies": _networks,
    "oidc_issuer": _issuer,
    "oidc_scopes": lambda value: None if "openid" in value.split(" ") else "must hold the scope openid",
    "sealing_keys": lambda value: _sealing_keys(value.get_secret_value()),
    "webhook_private_networks": _named_networks,
    "metrics_token": lambda value: (
        None if _BEARER.fullmatch(value.get_secret_value()) else "must be of printable ASCII characters without spaces"
    ),
}


def check_numbers(value: Any) -> str | None:
    """The bounds of every number that has no narrower one."""
    if isinstance(value, int) and value > LARGEST:
        return f"must be at most {LARGEST}"
    if isinstance(value, float) and value > MOST_SECONDS:
        return f"must be at most {MOST_SECONDS}, a year"
    return None


def check_types(named: Collection[str], known: Collection[str]) -> list[str]:
    """Of the document types that a setting names, those that there are not; each with the nearest one."""
    wrong = []
    for slug in named:
        if slug not in known:
            nearest = next(iter(difflib.get_close_matches(slug, known, n=1)), None)
            meant = f"; did you mean {nearest}?" if nearest is not None else " (`GET /v1/document-types` has them)."
            wrong.append(f"at {slug!r}: there is no such document type{meant}")
    return wrong


def _path_of(url: str | None) -> str:
    return urlsplit(url or "").path.rstrip("/")


def contradictions(settings: Settings, *, wrong: Collection[str]) -> list[str]:
    """Sentences on settings that cannot stand together; nothing of those that are wrong by themselves."""

    def is_set(name: str) -> bool:
        return name not in wrong and getattr(settings, name) is not None

    said = []
    if settings.storage_url is None and "storage_url" not in wrong:
        said += [
            f"MUNIMENT_{name.upper()} is set, but MUNIMENT_STORAGE_URL does not name a bucket to use it with."
            for name in ("s3_endpoint_url", "s3_public_endpoint_url", "s3_sse", "s3_sse_kms_key_id")
            if is_set(name)
        ]
    elif is_set("s3_sse_kms_key_id") and "s3_sse" not in wrong and settings.s3_sse != "aws:kms":
        said.append("MUNIMENT_S3_SSE_KMS_KEY_ID needs MUNIMENT_S3_SSE=aws:kms.")
    if (
        is_set("public_url")
        and "root_path" not in wrong
        and settings.root_path not in ("", _path_of(settings.public_url))
    ):
        said.append("MUNIMENT_PUBLIC_URL must end in MUNIMENT_ROOT_PATH: it is what links begin with.")
    for name in ("oidc_issuer", "oidc_client_id"):
        other = {"oidc_issuer": "oidc_client_id", "oidc_client_id": "oidc_issuer"}[name]
        if is_set(name) and other not in wrong and getattr(settings, other) is None:
            said.append(f"MUNIMENT_{name.upper()} needs MUNIMENT_{other.upper()}.")
    for smaller, larger in (
        ("retry_base_seconds", "retry_max_seconds"),
        ("sandbox_file_bytes", "sandbox_scratch_bytes"),
    ):
        if not {smaller, larger} & set(wrong) and getattr(settings, smaller) > getattr(settings, larger):
            said.append(f"MUNIMENT_{smaller.upper()} must be at most MUNIMENT_{larger.upper()}.")
    return said
