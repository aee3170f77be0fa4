"""A provider that may answer anything, on a real socket: bounded in time and size, and nowhere else followed."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from muniment.accounts.oidc.fetching import MAX_BYTES, Request, fetch_json
from muniment.errors import OidcUnavailableError

Answer = Callable[[socket.socket, threading.Event], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def answering(answer: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that answers one request so, and what it was asked."""
    asked: list[bytes] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            with suppress(OSError):
                accepted, _ = listening.accept()
                with tls.wrap_socket(accepted, server_side=True) if tls is not None else accepted as connection:
                    head = b""
                    while b"\r\n\r\n" not in head and (piece := connection.recv(4096)):
                        head += piece
                    asked.append(head)
                    with suppress(OSError):
                        answer(connection, over)

        thread = threading.Thread(target=run)
        thread.start()
        yield f"http{'s' if tls is not None else ''}://127.0.0.1:{listening.getsockname()[1]}/path?a=b", asked
        over.set()
        thread.join()


def says(content: bytes) -> Answer:
    return lambda connection, _over: connection.sendall(content)


def drips(first: bytes, drop: bytes) -> Answer:
    """A byte now and then, for as long as anybody listens."""

    def answer(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(first)
        while not over.wait(0.02):
            connection.sendall(drop)

    return answer


def floods(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(OK + b"\r\n{")
    while not over.is_set():
        connection.sendall(b" " * 65536)


def test_answer_is_read_and_the_form_is_sent() -> None:
    with answering(says(OK + b'Content-Length: 8\r\n\r\n{"a": 1}')) as (url, asked):
        assert fetch_json(Request(url, {"Authorization": "Basic x"}, {"code": "a b&c"})) == (200, {"a": 1})
    head = asked[0].decode()
    assert head.startswith("POST /path?a=b HTTP/1.1\r\n")
    assert "Authorization: Basic x\r\n" in head
    assert "Content-Type: application/x-www-form-urlencoded\r\n" in head


def test_status_is_told_with_the_answer() -> None:
    with answering(says(b'HTTP/1.1 400 Bad Request\r\n\r\n{"error": "invalid_grant"}')) as (url, _):
        assert fetch_json(Request(url, {})) == (400, {"error": "invalid_grant"})


def test_redirect_is_not_followed() -> None:
    with answering(says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n{}")) as (url, _):
        assert fetch_json(Request(url, {})) == (302, {})


@pytest.mark.parametrize(
    "answer",
    [
        drips(b"", b"H"),
        drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        drips(OK + b"\r\n{", b" "),
        floods,
        says(b""),
        says(b"nonsense\r\n\r\n"),
        says(OK + b"Content-Length: 9\r\n\r\n{}"),
        says(OK + b"\r\n[]"),
        says(OK + b"\r\n<html>"),
        says(OK + b"\r\n\xff"),
        says(OK + b"\r\n" + b"[" * 500_000),
        says(OK + b"\r\n{" + b" " * MAX_BYTES + b"}"),
        lambda _connection, over: over.wait() and None,
    ],
    ids=[f"answer {n}" for n in range(13)],
)
def test_answer_that_is_none_is_told_in_time_and_without_what_it_held(answer: Answer) -> None:
    with answering(answer) as (url, _), pytest.raises(OidcUnavailableError) as failed:
        fetch_json(Request(url, {}), seconds=0.4)
    assert failed.value.message == "The identity provider cannot be used at the moment; try again later."


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    with pytest.raises(OidcUnavailableError):
        fetch_json(Request(url, {}))


def _certified(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate for 127.0.0.1 that it has signed itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now.replace(year=2126))
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = made.add_extension(address, critical=False).sign(key, hashes.SHA256())
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "both.pem").write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def test_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = _certified(tmp_path)
    with answering(says(OK + b"\r\n{}"), tls=tls) as (url, asked), pytest.raises(OidcUnavailableError) as refused:
        fetch_json(Request(url, {}))
    assert (refused.value.why, asked) == ("127.0.0.1: SSLCertVerificationError", [])
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))  # where an operator's own authorities stand
    with answering(says(OK + b"\r\n{}"), tls=tls) as (url, _):
        assert fetch_json(Request(url, {})) == (200, {})
