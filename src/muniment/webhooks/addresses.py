"""Where a webhook may point: HTTPS, to addresses of the public internet, or of private networks the operator named.

What counts is the address that a connection is made to (`sending`); here is the rule, and what a URL says of itself.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import urlsplit

from muniment.errors import InvalidUrlError
from muniment.settings import Settings

MAX_URL_CHARACTERS = 2_000
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_VISIBLE = re.compile(r"[!-~]+", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}", re.ASCII)

_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",  # shared by carriers (RFC 6598)
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "64:ff9b:1::/48",  # local translation (RFC 8215): what it means is the network's own
        "2001::/23",  # protocol assignments, Teredo among them (RFC 2928)
        "5f00::/16",  # segment routing (RFC 9602)
    )
)
"""Not public, whatever the release of Python says of them."""

_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for an IPv4 one (RFC 6052)."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached: the public internet and these private networks; there over plain HTTP too, if allowed."""

    private_networks: tuple[Network, ...] = ()
    is_http_allowed: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Reach:
        """What the settings say."""
        named = [name.strip() for name in settings.webhook_private_networks.split(",") if name.strip()]
        return cls(tuple(ipaddress.ip_network(name) for name in named), settings.webhook_http)

    def allows(self, address: str, *, is_encrypted: bool) -> bool:
        """Whether a connection to the address may be made; False for what is no address."""
        try:
            meant = _meant(ipaddress.ip_address(address.partition("%")[0]))
        except ValueError:
            return False
        if any(meant in network for network in self.private_networks):
            return is_encrypted or self.is_http_allowed
        return is_encrypted and _is_public(meant)


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for: mapped, translated, 6to4."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: Address) -> bool:
    is_special = (
        address.is_multicast
        or address.is_reserved
        or address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or (isinstance(address, IPv6Address) and address.is_site_local)
    )
    return address.is_global and not is_special and not any(address in network for network in _NEVER)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send. `host` as the certificate must name it, without brackets; `path` with its query."""

    host: str
    port: int
    path: str
    is_encrypted: bool

    @property
    def authority(self) -> str:
        """The value of the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_encrypted else 80) else f"{host}:{self.port}"


def parse(url: str, reach: Reach) -> Target:
    """What the URL says. Raises InvalidUrlError, whose message never holds the URL."""
    if len(url) > MAX_URL_CHARACTERS or _VISIBLE.fullmatch(url) is None or "\\" in url:
        raise InvalidUrlError(f"The url must be of at most {MAX_URL_CHARACTERS} printable ASCII characters.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidUrlError("The url is not one.") from None
    schemes = ("https", "http") if reach.is_http_allowed else ("https",)
    if parts.scheme not in schemes:
        raise InvalidUrlError("The url must begin with https://.")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise InvalidUrlError("The url must hold no user and no password.")
    if _HOST.fullmatch(host) is None or port == 0:
        raise InvalidUrlError("The url must name a host.")
    is_encrypted = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port or (443 if is_encrypted else 80), path, is_encrypted)


def check_registrable(url: str, reach: Reach, *, seconds: float) -> None:
    """Raises InvalidUrlError for a URL that is none, or whose host is known to be where nothing may be sent. A name
    that is not known yet is taken: it is asked for again with each connection."""
    target = parse(url, reach)
    try:
        addresses = resolve(target, seconds=seconds)
    except OSError:
        return
    if not are_allowed(addresses, target, reach):
        raise InvalidUrlError("The url must lead to a public address: its host is private, local or otherwise special.")


def are_allowed(addresses: Iterable[str], target: Target, reach: Reach) -> bool:
    """Whether every address of the host may be connected to."""
    return all(reach.allows(address, is_encrypted=target.is_encrypted) for address in addresses)


def resolve(target: Target, *, seconds: float) -> list[str]:
    """The host's addresses, each once. Raises TimeoutError, or another OSError when there are none."""
    answer: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(one[4][0]) for one in found)))
        except (OSError, UnicodeError) as error:
            answer.put(error if isinstance(error, OSError) else OSError("the host's name cannot be asked for"))

    try:
        ipaddress.ip_address(target.host)
        return [target.host]
    except ValueError:
        pass
    # In a thread that nobody waits for at the end: the system's resolver knows no deadline.
    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        found = answer.get(timeout=max(0.0, seconds))
    except queue.Empty:
        raise TimeoutError("the host's name was not resolved in time") from None
    if isinstance(found, OSError):
        raise found
    return found
