"""CIDRs of IPv4 and IPv6, IPv4 within IPv6, and addresses that cannot be read."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.accounts import network
from muniment.errors import InvalidNetworkError


def _list(*rules: str) -> str | None:
    return network.kept(network.read_networks(rules))


@pytest.mark.parametrize(
    ("rules", "address", "is_within"),
    [
        (["203.0.113.0/24"], "203.0.113.7", True),
        (["203.0.113.0/24"], "203.0.114.7", False),
        (["203.0.113.0/24"], "::ffff:203.0.113.7", True),
        (["203.0.113.0/24"], "::FFFF:cb00:7107", True),
        (["203.0.113.0/24"], "::ffff:203.0.114.7", False),
        (["::ffff:203.0.113.0/120"], "203.0.113.7", True),
        (["::ffff:203.0.113.0/120"], "::ffff:203.0.113.7", True),
        (["::ffff:0:0/96"], "198.51.100.1", True),
        (["203.0.113.7"], "203.0.113.7", True),
        (["203.0.113.7"], "203.0.113.8", False),
        (["2001:db8::/32"], "2001:db8:1::9", True),
        (["2001:db8::/32"], "2001:DB8:0001:0:0:0:0:9", True),
        (["2001:db8::/32"], "2001:db9::9", False),
        (["10.0.0.0/8", "2001:db8::7"], "2001:db8::7", True),
        (["0.0.0.0/0"], "2001:db8::7", False),
        (["::/0"], "203.0.113.7", False),
        (["::/0"], "::ffff:203.0.113.7", False),
        (["0.0.0.0/0", "::/0"], None, False),
        (["0.0.0.0/0", "::/0"], "", False),
        (["0.0.0.0/0", "::/0"], "unknown", False),
        (["0.0.0.0/0", "::/0"], "203.0.113.07", False),
        (["0.0.0.0/0", "::/0"], "203.0.113.7:80", False),
        (["0.0.0.0/0", "::/0"], "3405803783", False),
    ],
)
def test_only_who_is_in_a_network_is_let_in(rules: list[str], address: str | None, is_within: bool) -> None:
    assert network.is_within(_list(*rules), address) is is_within


@pytest.mark.parametrize("address", [None, "", "nonsense", "203.0.113.7"])
def test_without_a_list_everybody_is_let_in(address: str | None) -> None:
    assert _list() is None
    assert network.is_within(None, address)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        " ",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.7/8",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/0.255.255.255",
        "010.0.0.0/8",
        "10.0.0/8",
        "10.0.0.0/8 ",
        "10.0.0.0/8\n",
        "10.0.0.0/٨",
        "2001:db8::/129",
        "2001:db8::1/32",
        "fe80::1%eth0",
        "fe80::%eth0/64",
        "*",
    ],
)
def test_rule_that_is_no_network_is_refused_and_named(rule: str) -> None:
    with pytest.raises(InvalidNetworkError) as refused:
        network.read_networks(["203.0.113.0/24", rule])
    assert refused.value.detail() == {"error": "Invalid CIDR in api_ip_allowlist", "value": rule}


def test_rules_are_kept_once_each_in_their_shortest_form() -> None:
    kept = _list("203.0.113.7", "2001:DB8:0::/32", "203.0.113.7/32", "::ffff:10.0.0.0/104")
    assert network.shown(kept) == ["203.0.113.7/32", "2001:db8::/32", "10.0.0.0/8"]


@given(st.ip_addresses(), st.integers(0, 128))
def test_address_is_within_every_network_around_it(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, bits: int
) -> None:
    prefix = min(bits, address.max_prefixlen)
    around = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    is_mapped = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    assert network.is_within(_list(str(around)), str(address)) is not (is_mapped and prefix < 96)
