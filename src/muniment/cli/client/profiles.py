"""Where the command line finds a server and the key for it: profiles, a file each, its owner's alone to read.

A key is never an argument, which every user of the machine can read, and never in a message.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from muniment.cli.client.journal import write_whole
from muniment.cli.common import printable

DEFAULT = "default"
KEY_VARIABLE = "MUNIMENT_API_KEY"
URL_VARIABLE = "MUNIMENT_BASE_URL"
PROFILE_VARIABLE = "MUNIMENT_PROFILE"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_KEY = re.compile(r"[!-~]{1,1000}", re.ASCII)


class WrongProfileError(Exception):
    """There is no server to talk to, or no key for it. The message says what to do and holds no secret."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A server and a key for it. `base_url`: without a slash at its end; a path is the prefix behind which it is."""

    base_url: str
    api_key: str = field(repr=False)


def chosen(name: str | None, environment: Mapping[str, str]) -> Profile:
    """The named profile; else what the environment says; else the default one. Raises WrongProfileError."""
    name = name or environment.get(PROFILE_VARIABLE)
    if name:
        return read(name, environment)
    key, url = environment.get(KEY_VARIABLE), environment.get(URL_VARIABLE)
    if key and url:
        return Profile(checked_url(url), checked_key(key))
    if key or url:  # never this server's key to another server
        raise WrongProfileError(f"{KEY_VARIABLE} and {URL_VARIABLE} go together: set both, or neither.")
    return read(DEFAULT, environment)


def read(name: str, environment: Mapping[str, str]) -> Profile:
    """The profile that was kept. Raises WrongProfileError."""
    path = _path(name, environment)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Profile(checked_url(str(kept["base_url"])), checked_key(str(kept["api_key"])))
    except FileNotFoundError:
        command = "muniment login" if name == DEFAULT else f"muniment login --profile {name}"
        raise WrongProfileError(f"Not logged in. Do so by: {command}") from None
    except (OSError, ValueError, KeyError, TypeError, WrongProfileError):
        raise WrongProfileError(f"{printable(str(path))} cannot be used; log in again.") from None


def keep(name: str, profile: Profile, environment: Mapping[str, str]) -> Path:
    """Keep the profile in place of the one of this name, whole or not at all. Raises WrongProfileError, OSError."""
    path = _path(name, environment)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, json.dumps({"base_url": profile.base_url, "api_key": profile.api_key}))
    return path


def forget(name: str, environment: Mapping[str, str]) -> bool:
    """Remove the profile; whether there was one. Raises WrongProfileError, OSError."""
    try:
        _path(name, environment).unlink()
    except FileNotFoundError:
        return False
    return True


def state_folder(environment: Mapping[str, str]) -> Path:
    """Where commands keep how far they came (XDG Base Directory)."""
    return _folder("XDG_STATE_HOME", ".local/state", environment)


def checked_url(given: str) -> str:
    """The address without a slash at its end. Raises WrongProfileError."""
    try:
        parts = urlsplit(given.strip())
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or not given.strip().isprintable():
        raise WrongProfileError("The address is no URL such as https://muniment.example.com.")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise WrongProfileError("The address holds more than a scheme, a host and a path.")
    return given.strip().rstrip("/")


def checked_key(given: str) -> str:
    """The key. Raises WrongProfileError."""
    if not _KEY.fullmatch(given.strip()):
        raise WrongProfileError("That is no key: one is printable ASCII characters without a space.")
    return given.strip()


def is_in_the_clear(base_url: str) -> bool:
    """Whether whoever listens on the way to that server reads the key."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    with suppress(ValueError):
        return parts.scheme == "http" and not ipaddress.ip_address(host).is_loopback
    return parts.scheme == "http" and host != "localhost" and not host.endswith(".localhost")


def _path(name: str, environment: Mapping[str, str]) -> Path:
    if not _NAME.fullmatch(name):
        raise WrongProfileError("A profile's name is letters, digits, - and _.")
    return _folder("XDG_CONFIG_HOME", ".config", environment) / "profiles" / f"{name}.json"


def _folder(variable: str, otherwise: str, environment: Mapping[str, str]) -> Path:
    given = environment.get(variable, "")
    base = Path(given) if Path(given).is_absolute() else Path.home() / otherwise  # a relative one is to be ignored
    return base / "muniment"
