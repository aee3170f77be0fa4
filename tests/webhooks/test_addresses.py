"""Where webhooks may point, and what a URL may say."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from muniment.errors import InvalidUrlError
from muniment.webhooks.addresses import Reach, check_registrable, parse
from tests.webhooks.receivers import private_settings

PUBLIC = Reach()
HOME = Reach((ipaddress.ip_network("10.0.0.0/8"),), is_http_allowed=True)

SPECIAL = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
100.64.0.1 100.127.255.255 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 fec0::1 ff02::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1 2001:0:7f00:1::1 2001:db8::1 100::1 5f00::1
"""


@pytest.mark.parametrize("address", SPECIAL.split())
def test_address_that_is_not_public_is_refused(address: str) -> None:
    assert not PUBLIC.allows(address, is_encrypted=True)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_address_is_allowed_encrypted_alone(address: str) -> None:
    assert PUBLIC.allows(address, is_encrypted=True)
    assert not PUBLIC.allows(address, is_encrypted=False)
    assert not HOME.allows(address, is_encrypted=False)


def test_named_private_network_is_allowed_and_nothing_beside_it() -> None:
    assert HOME.allows("10.1.2.3", is_encrypted=True)
    assert HOME.allows("10.1.2.3", is_encrypted=False)
    assert HOME.allows("::ffff:10.1.2.3", is_encrypted=True)
    assert not HOME.allows("127.0.0.1", is_encrypted=True)
    assert not Reach(HOME.private_networks).allows("10.1.2.3", is_encrypted=False)
    assert not HOME.allows("no address", is_encrypted=True)


def test_settings_say_what_is_allowed() -> None:
    reach = Reach.of(private_settings(webhook_private_networks="10.0.0.0/8, 127.0.0.1", webhook_http=False))
    assert reach.private_networks == (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("127.0.0.1/32"))
    assert not reach.is_http_allowed


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.com",
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https://",
        "https:///path",
        "https://user:password@hooks.example.com/",
        "https://user@hooks.example.com/",
        "https://@hooks.example.com/",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com:port/",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nX-Injected: 1",
        "https://hooks.example.com\\@127.0.0.1/",
        "https://höoks.example.com/",
        "https://[::1",
        "https://" + "a" * 2000,
    ],
)
def test_what_is_no_https_url_is_refused(url: str) -> None:
    with pytest.raises(InvalidUrlError) as refused:
        parse(url, PUBLIC)
    assert "password" not in refused.value.message or "no password" in refused.value.message


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/",
    ],
)
def test_local_host_is_refused_at_registration_however_it_is_written(url: str) -> None:
    with pytest.raises(InvalidUrlError):
        check_registrable(url, PUBLIC, seconds=5)


def test_host_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ["1.1.1.1", "10.0.0.1"])
    with pytest.raises(InvalidUrlError):
        check_registrable("https://hooks.example.com/", PUBLIC, seconds=5)
    answers(monkeypatch, ["1.1.1.1"])
    check_registrable("https://hooks.example.com/", PUBLIC, seconds=5)


def test_name_that_is_not_known_yet_can_be_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    check_registrable("https://hooks.example.com/", PUBLIC, seconds=5)


def test_target_keeps_path_and_query_and_names_its_port() -> None:
    target = parse("https://hooks.example.com:8443/a/b?c=d#e", PUBLIC)
    assert (target.authority, target.path) == ("hooks.example.com:8443", "/a/b?c=d")
    assert parse("https://[2606:4700::1]", PUBLIC).authority == "[2606:4700::1]"


def answers(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    """What the system's resolver says of every name."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
