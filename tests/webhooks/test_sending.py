"""One message to receivers that do whatever they like."""

from __future__ import annotations

import datetime
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from muniment.webhooks import sending
from muniment.webhooks.addresses import Reach
from muniment.webhooks.sending import MAX_ANSWER_BYTES, Outcome, Status, post
from tests.webhooks import receivers
from tests.webhooks.receivers import Behaviour, Receiver, TenGigabytes, answering, private_settings, receiving

REACH = Reach.of(private_settings())
QUICK = 0.5
"""Seconds for a receiver that is not to answer in time."""


def sent_to(behave: Behaviour, *, seconds: float = 10, **more: Any) -> tuple[Outcome, Receiver]:
    with receiving(behave, **more) as receiver:
        return post(receiver.url, b'{"a":1}', {"X-A": "b"}, REACH, seconds=seconds), receiver


def test_message_arrives_whole() -> None:
    outcome, receiver = sent_to(answering(204, body=b""))
    assert (outcome.status, outcome.response_status, outcome.error) == (Status.DELIVERED, 204, None)
    (request,) = receiver.requests
    assert (request.line, request.body) == ("POST /in?token=1 HTTP/1.1", b'{"a":1}')
    assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert (request.headers["content-type"], request.headers["x-a"]) == ("application/json", "b")


@pytest.mark.parametrize("status", [200, 201, 299])
def test_every_2xx_is_delivered(status: int) -> None:
    assert sent_to(answering(status))[0].status is Status.DELIVERED


@pytest.mark.parametrize(
    ("status", "may_succeed"), [(400, False), (404, False), (410, False), (408, True), (429, True)]
)
def test_of_4xx_only_408_and_429_are_worth_another_try(status: int, may_succeed: bool) -> None:
    outcome, _ = sent_to(answering(status))
    assert (outcome.status, outcome.response_status, outcome.may_succeed) == (Status.ERROR, status, may_succeed)


@pytest.mark.parametrize("status", [500, 502, 599])
def test_every_5xx_is_worth_another_try(status: int) -> None:
    outcome, _ = sent_to(answering(status))
    assert (outcome.status, outcome.may_succeed, outcome.is_away) == (Status.ERROR, True, False)


def test_receiver_says_when_to_come_back() -> None:
    assert sent_to(answering(429, "Retry-After: 17"))[0].retry_after_seconds == 17
    assert sent_to(answering(503, "retry-after:  3 "))[0].retry_after_seconds == 3
    assert sent_to(answering(503, "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"))[0].retry_after_seconds is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(status: int) -> None:
    with receiving(answering(200)) as elsewhere:
        outcome, _ = sent_to(answering(status, f"Location: {elsewhere.url}"))
        assert (outcome.status, outcome.response_status, outcome.may_succeed) == (Status.ERROR, status, False)
        assert elsewhere.connections == 0


@pytest.mark.parametrize(
    "behave", [receivers.hanging, receivers.half_a_header, receivers.dripping], ids=lambda one: one.__name__
)
def test_receiver_that_never_ends_its_head_times_out_as_a_whole(behave: Behaviour) -> None:
    outcome, _ = sent_to(behave, seconds=QUICK)
    assert (outcome.status, outcome.response_status) == (Status.TIMEOUT, None)
    assert (outcome.may_succeed, outcome.is_away) == (True, True)
    assert outcome.milliseconds >= QUICK * 1000


def test_receiver_that_accepts_and_never_reads_times_out() -> None:
    with receiving(receivers.hanging, reads=False) as receiver:
        outcome = post(receiver.url, b"a" * 20_000_000, {}, REACH, seconds=QUICK)
    assert outcome.status is Status.TIMEOUT


def test_receiver_that_resets_is_away() -> None:
    outcome, _ = sent_to(receivers.resetting)
    assert (outcome.status, outcome.is_away, outcome.may_succeed) == (Status.ERROR, True, True)


def test_nobody_listening_is_away() -> None:
    with receiving(answering(200)) as receiver:
        url = receiver.url
    outcome = post(url, b"{}", {}, REACH, seconds=10)
    assert (outcome.status, outcome.is_away) == (Status.ERROR, True)
    assert "ECONNREFUSED" in str(outcome.error)


def test_of_ten_gigabytes_64_kibibytes_are_read() -> None:
    behave = TenGigabytes()
    with receiving(behave) as receiver:
        outcome = post(receiver.url, b"{}", {}, REACH, seconds=10)
        assert behave.ended.wait(30)
    assert outcome.status is Status.DELIVERED
    assert MAX_ANSWER_BYTES == 65_536
    assert behave.sent < 20_000_000  # what the kernels of both sides take in


def test_endless_head_is_given_up() -> None:
    outcome, _ = sent_to(receivers.endless_head)
    assert (outcome.status, outcome.response_status) == (Status.ERROR, None)


@pytest.mark.parametrize(
    "answer", [b"", b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 200", b"HTTP/2 200\r\n\r\n", b"HTTP/1.1 99 No\r\n\r\n"]
)
def test_what_is_not_http_is_an_error(answer: bytes) -> None:
    outcome, _ = sent_to(lambda _receiver, connection: connection.sendall(answer))
    assert (outcome.status, outcome.response_status) == (Status.ERROR, None)


def test_interim_answers_are_passed_over() -> None:
    both = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n"
    assert sent_to(lambda _receiver, connection: connection.sendall(both))[0].response_status == 202


def test_nothing_is_sent_to_an_address_that_is_not_allowed() -> None:
    with receiving(answering(200)) as receiver:
        outcome = post(receiver.url.replace("http:", "https:"), b"{}", {}, Reach(), seconds=10)
        assert (outcome.status, outcome.may_succeed, receiver.connections) == (Status.ERROR, False, 0)
        assert "not allowed" in str(outcome.error)


def test_name_that_turns_private_after_registration_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: one answer is asked for, checked and connected to."""
    asked = []

    def rebound(host: str, port: int, **_more: Any) -> Any:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    with receiving(answering(200)) as receiver:
        outcome = post(f"https://rebound.example.com:{receiver.port}/", b"{}", {}, Reach(), seconds=10)
        assert (outcome.status, receiver.connections, asked) == (Status.ERROR, 0, ["rebound.example.com"])


def test_connection_goes_to_the_very_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["127.0.0.1"], ["192.0.2.1"]])

    def once(_host: str, port: int, **_more: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    with receiving(answering(200)) as receiver:
        outcome = post(f"http://hooks.example.com:{receiver.port}/", b"{}", {}, REACH, seconds=10)
    assert outcome.status is Status.DELIVERED
    assert receiver.requests[0].headers["host"] == f"hooks.example.com:{receiver.port}"


def test_resolver_that_hangs_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(receivers.hanging) as receiver:

        def hang(*_args: Any, **_more: Any) -> Any:
            receiver.stopping.wait()
            return []

        monkeypatch.setattr(socket, "getaddrinfo", hang)
        outcome = post("https://hooks.example.com/", b"{}", {}, Reach(), seconds=QUICK)
    assert outcome.status is Status.TIMEOUT


def test_second_address_is_tried_where_the_first_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(_host: str, port: int, **_more: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    with receiving(answering(200)) as receiver:
        assert post(f"http://two.example.com:{receiver.port}/", b"{}", {}, REACH, seconds=10).status is Status.DELIVERED


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(answering(200)) as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        outcome, receiver = sent_to(answering(200))
        assert (outcome.status, len(receiver.requests), proxy.connections) == (Status.DELIVERED, 1, 0)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ssl.SSLContext]]:
    """Makes the TLS side of a receiver whose certificate names a host, signed by somebody this process trusts."""
    trusted = tmp_path / "trusted.pem"
    trusted.touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    sending._tls.cache_clear()

    def make(host: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        today = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - datetime.timedelta(days=1))
            .not_valid_after(today + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        pem = made.public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        own = tmp_path / f"{host}.pem"
        own.write_bytes(private + pem)
        with trusted.open("ab") as file:
            file.write(pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own)
        return context

    yield make
    sending._tls.cache_clear()


def to_local(monkeypatch: pytest.MonkeyPatch) -> None:
    def local(_host: str, port: int, **_more: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", local)


def test_tls_is_made_with_the_hosts_name(
    certificate: Callable[[str], ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    to_local(monkeypatch)
    with receiving(answering(200), tls=certificate("hooks.example.com")) as receiver:
        right = post(f"https://hooks.example.com:{receiver.port}/", b"{}", {}, REACH, seconds=10)
        wrong = post(f"https://other.example.com:{receiver.port}/", b"{}", {}, REACH, seconds=10)
    assert (right.status, right.response_status) == (Status.DELIVERED, 200)
    assert (wrong.status, wrong.response_status) == (Status.ERROR, None)
    assert "certificate is not accepted" in str(wrong.error)
    assert len(receiver.requests) == 1


def test_certificate_of_nobody_we_trust_is_refused(
    certificate: Callable[[str], ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    to_local(monkeypatch)
    context = certificate("hooks.example.com")
    (tmp_path / "trusted.pem").write_bytes(b"")
    with receiving(answering(200), tls=context) as receiver:
        outcome = post(f"https://hooks.example.com:{receiver.port}/", b"{}", {}, REACH, seconds=10)
    assert (outcome.status, receiver.requests) == (Status.ERROR, [])


def test_handshake_that_hangs_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    to_local(monkeypatch)
    with receiving(receivers.hanging, reads=False) as receiver:
        outcome = post(f"https://hooks.example.com:{receiver.port}/", b"{}", {}, REACH, seconds=QUICK)
    assert outcome.status is Status.TIMEOUT
