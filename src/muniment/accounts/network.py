"""From where an organisation may be used (CONTRACT §4.3): networks, as CIDRs. None: from everywhere.

An address that is not known or cannot be read is in no network. IPv4 within IPv6 (`::ffff:203.0.113.7`, RFC 4291
§2.5.5.2) is IPv4, of callers and in rules alike, however the socket that listens tells it.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Sequence
from functools import lru_cache

from muniment.errors import InvalidNetworkError

MAX_NETWORKS = 200
"""Networks that one organisation may name."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_CIDR = re.compile(r"[0-9A-Fa-f.:]+(?:/[0-9]{1,3})?", re.ASCII)
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")


def read_networks(rules: Sequence[str]) -> tuple[Network, ...]:
    """The networks that the rules name, each once, in order; a lone address is a network of one. Raises
    InvalidNetworkError, also for an address with bits behind its prefix: nobody knows which of the two was meant."""
    return tuple(dict.fromkeys(_network(rule) for rule in rules))


def kept(networks: Sequence[Network]) -> str | None:
    """How the organisation's row holds them: a JSON array; None for none."""
    return json.dumps([str(one) for one in networks]) if networks else None


def shown(allowlist: str | None) -> list[str]:
    """The kept networks, as CIDRs."""
    return list(json.loads(allowlist)) if allowlist is not None else []


def is_within(allowlist: str | None, address: str | None) -> bool:
    """Whether a caller of that address may come in. `allowlist`: as the organisation's row holds it."""
    if allowlist is None:
        return True
    client = _address(address)
    return client is not None and any(client in one for one in _kept_networks(allowlist))


def canonical(address: str | None) -> str | None:
    """The address as rules see it; None when it cannot be read."""
    read = _address(address)
    return str(read) if read is not None else None


@lru_cache(maxsize=1024)
def _kept_networks(allowlist: str) -> tuple[Network, ...]:
    return read_networks(json.loads(allowlist))


def _address(address: str | None) -> _Address | None:
    try:
        read = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, ipaddress.IPv6Address) else None
    return mapped if mapped is not None else read


def _network(rule: str) -> Network:
    if _CIDR.fullmatch(rule) is None:  # no netmasks, no zones, which the library reads too
        raise InvalidNetworkError(rule)
    try:
        network = ipaddress.ip_network(rule)
    except ValueError as error:
        raise InvalidNetworkError(rule) from error
    if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(_MAPPED):
        mapped = network.network_address.ipv4_mapped
        return ipaddress.IPv4Network(f"{mapped}/{network.prefixlen - _MAPPED.prefixlen}")
    return network
