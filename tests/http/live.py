"""A real server for tests: the production application and protocol, in a thread of the test process."""

from __future__ import annotations

import http.client
import http.cookiejar
import io
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
from sqlalchemy import insert, select

from muniment import clock
from muniment.accounts import keys, oauth_clients, sessions, users
from muniment.accounts.caller import Caller as KeyMaker
from muniment.accounts.roles import Role
from muniment.accounts.scopes import Scope, granted
from muniment.accounts.user_rows import find_by_email
from muniment.accounts.users import NewUser
from muniment.analysis import kept_pages
from muniment.db.tables import document_pages, documents, idempotency_keys, jobs, uploads
from muniment.events.actor import ActorKind
from muniment.http.transport.server import GracefulServer, configure
from muniment.http.transport.session_cookie import CSRF_HEADER, PLAIN_NAME, csrf_token
from muniment.reading.model import Page
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.web.app import create_app
from tests.builders import World, build_organisation, build_world
from tests.http import described
from tests.waiting import until

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
"""Bytes that begin like a PDF; nobody reads them here."""

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""The id of a request (CONTRACT §1.8)."""

UNKNOWN = "0" * 32
"""The hex of an id that was never given."""


@dataclass
class Server:
    """A running server. `base_url` is where; `runtime` is what it works with."""

    runtime: Runtime
    base_url: str
    port: int
    client: httpx.Client

    def caller(self, *, expires_at: int | None = None) -> Caller:
        """A key of a new organisation."""
        with self.runtime.database.write() as tx:
            org_id = build_organisation(tx, f"org {token_hex(6)}", now=clock.now())
        return self.another_key(org_id, expires_at=expires_at)

    def keeper(self) -> Caller:
        """A key of a new organisation that may do everything."""
        return self.another_key(self.caller().org_id, scopes=sorted(Scope))

    def another_key(
        self,
        org_id: str,
        *,
        expires_at: int | None = None,
        scopes: Sequence[str] = (),
        vendor_ids: Sequence[str] | None = None,
    ) -> Caller:
        """A further key of an organisation."""
        with self.runtime.database.write() as tx:
            key = keys.create_key(
                tx,
                KeyMaker.system(org_id, "operator"),
                name="test",
                scopes=scopes,
                vendor_ids=vendor_ids,
                expires_at=expires_at,
                now=clock.now(),
            )
        return Caller(self, org_id, key.id, key.secret)

    def another_client(
        self,
        org_id: str,
        *,
        scopes: Sequence[str] = (),
        vendor_ids: Sequence[str] | None = None,
        token_seconds: int = 3600,
    ) -> Client:
        """An OAuth client of an organisation."""
        with self.runtime.database.write() as tx:
            entry, secret = oauth_clients.create(
                tx,
                KeyMaker(
                    org_id=org_id, kind=ActorKind.SYSTEM, id=None, name="operator", scopes=granted([*Scope, *scopes])
                ),
                name="client",
                scopes=scopes,
                vendor_ids=vendor_ids,
                token_seconds=token_seconds,
                now=clock.now(),
            )
        return Client(self, org_id, entry["id"], secret)

    def person(self, org_id: str | None = None, role: Role = Role.ADMIN) -> Person:
        """A new user, signed in; of a new organisation when none is named."""
        org_id = org_id or self.caller().org_id
        email = f"{token_hex(6)}@example.com"
        with self.runtime.database.write() as tx:
            users.create_or_get(tx, KeyMaker.operator(org_id), NewUser(email, role), now=clock.now())
        return self.signed_in(email)

    def signed_in(self, email: str) -> Person:
        """A further session of a user."""
        lifetime = sessions.Lifetime(idle_seconds=28_800, seconds=604_800)
        with self.runtime.database.write() as tx:
            user = find_by_email(tx, email)
            assert user is not None
            method, client = sessions.Method.PASSWORD, sessions.Client()
            session = sessions.begin(tx, user, method=method, client=client, lifetime=lifetime, now=clock.now())
        return Person(self, user.org_id, user.id, session.token, email, session.id)

    def world(self) -> World:
        """Two organisations with vendors, services and assessments."""
        with self.runtime.database.write() as tx:
            return build_world(tx, name=f"world {token_hex(6)}")

    def connect(self) -> socket.socket:
        """A raw connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def traces(self) -> dict[str, frozenset[str]]:
        """Everything an upload may leave: the keys of rows by table, the names of files that are staged or stored."""
        with self.runtime.database.read() as tx:
            rows = {
                table.name: frozenset(str(tuple(row)) for row in tx.execute(select(*table.primary_key.columns)))
                for table in (documents, jobs, idempotency_keys, uploads)
            }
        folders = {"staged": self.runtime.staging_folder, "stored": self.runtime.home / "files"}
        files = {
            name: frozenset(str(path) for path in folder.rglob("*") if path.is_file())
            for name, folder in folders.items()
        }
        return {**rows, **files}

    def left_since(self, before: dict[str, frozenset[str]]) -> dict[str, int]:
        """How many of each kind came since; what went meanwhile, as a file goes a moment after its answer, counts
        for nothing."""
        return {kind: len(new) for kind, now in self.traces().items() if (new := now - before[kind])}

    @contextmanager
    def leaves_nothing(self) -> Iterator[None]:
        """What happens in the block leaves no row, no file and no job; files go a moment after the answer."""
        before = self.traces()
        yield
        until(lambda: not self.left_since(before))


@dataclass(frozen=True)
class Caller:
    """One key of one organisation, and the requests it makes."""

    server: Server
    org_id: str
    key_id: str
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def request(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> httpx.Response:
        response = self.server.client.request(method, path, headers={**self.headers, **(headers or {})}, **kwargs)
        request_id(response)
        return response

    def get(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.request("GET", path, **kwargs)

    def post(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.request("POST", path, **kwargs)

    def patch(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.request("PATCH", path, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.request("DELETE", path, **kwargs)

    def upload(
        self,
        vendor_id: str | None,
        *,
        filename: str = "report.pdf",
        content: bytes = PDF,
        headers: dict[str, str] | None = None,
        **fields: Any,
    ) -> httpx.Response:
        """The answer to an upload with the file first, as curl sends it."""
        data = {**({"vendor_id": vendor_id} if vendor_id is not None else {}), **fields}
        return self.post("/v1/documents", files={"file": (filename, content)}, data=data, headers=headers)

    def document(self, vendor_id: str, **kwargs: Any) -> dict[str, Any]:
        """A new document."""
        return created(self.upload(vendor_id, **kwargs))

    def read(self, document_id: str, *pages: Page) -> None:
        """Keep these as what was read of a document."""
        with self.server.runtime.database.write() as tx:
            for page in map(kept_pages.kept, pages):
                row = {"document_id": document_id, "number": page.number, "kind": page.kind.value, "label": page.label}
                tx.execute(insert(document_pages).values(**row, is_ocr=page.ocr, text=page.compressed, seen=page.seen))

    def vendor(self, name: str = "Northwind Hosting", **fields: Any) -> str:
        """The id of a new vendor."""
        return str(created(self.post("/v1/vendors", json={"name": name, **fields}))["id"])

    def service(self, vendor_id: str, name: str = "Hosting", **fields: Any) -> str:
        """The id of a new service."""
        return str(created(self.post(f"/v1/vendors/{vendor_id}/services", json={"name": name, **fields}))["id"])

    def user(self, role: str = "analyst", **fields: Any) -> str:
        """The id of a new user."""
        body = {"email": f"{token_hex(6)}@example.com", "role": role, **fields}
        return str(created(self.post("/v1/users", json=body))["id"])

    def assessment(self, vendor_id: str, **fields: Any) -> str:
        """The id of a new assessment."""
        body = {"vendor_id": vendor_id, "control_set_ids": [], **fields}
        return str(created(self.post("/v1/assessments", json=body))["id"])


@dataclass(frozen=True)
class Person(Caller):
    """One session of a user, whose id stands for a key's, and the requests that its browser makes."""

    email: str
    session_id: str

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"{PLAIN_NAME}={self.secret}"}

    @property
    def headers(self) -> dict[str, str]:
        return {**self.cookie, CSRF_HEADER: csrf_token(self.secret)}


@dataclass(frozen=True)
class Client:
    """One OAuth client of one organisation."""

    server: Server
    org_id: str
    id: str
    secret: str

    def ask(self, **fields: str) -> httpx.Response:
        """The answer of the token endpoint."""
        form = {"grant_type": "client_credentials", "client_id": self.id, "client_secret": self.secret, **fields}
        return self.server.client.post("/v1/oauth/token", data=form)

    def caller(self, **fields: str) -> Caller:
        """Who calls with a new token."""
        answer = self.ask(**fields)
        assert answer.status_code == 200, answer.text
        return Caller(self.server, self.org_id, self.id, answer.json()["access_token"])


def created(response: httpx.Response) -> dict[str, Any]:
    """What a 201 says."""
    assert response.status_code == 201, response.text
    return dict(response.json())


def request_id(response: httpx.Response) -> str:
    """The id of the request, as both headers of the answer name it."""
    named = response.headers.get_list("x-coverbase-request-id")
    assert (len(named), response.headers.get_list("x-request-id")) == (1, named)
    assert UUID.fullmatch(named[0])
    return str(named[0])


def detail_of(response: httpx.Response) -> Any:
    """The `detail` of a refusal, whose body holds that and the id of the request."""
    body = response.json()
    assert list(body) == ["detail", "request_id"]
    assert body["request_id"] == request_id(response)
    return body["detail"]


def code(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, whose `detail` holds a code and a sentence and nothing else."""
    detail = detail_of(response)
    assert list(detail) == ["code", "message"]
    assert detail["message"]
    return response.status_code, detail["code"]


def fields(response: httpx.Response) -> list[list[str | int]]:
    """Where a 422 says that fields do not fit."""
    assert response.status_code == 422, response.text
    detail = detail_of(response)
    assert all(list(one) == ["loc", "msg", "type"] for one in detail)
    return [one["loc"] for one in detail]


@contextmanager
def running(settings: Settings) -> Iterator[Server]:
    """A server with these settings, stopped at the end of the block."""
    runtime = build(settings)
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    server = GracefulServer(configure(create_app(runtime), settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="server")
    thread.start()
    until(lambda: server.started or not thread.is_alive(), 60)
    port = listening.getsockname()[1]
    base_url = f"http://127.0.0.1:{port}"
    checked = {"response": [described.check]}
    client = httpx.Client(base_url=base_url, timeout=30, verify=False, trust_env=False, event_hooks=checked)
    client.cookies.jar.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=()))  # nobody's session is kept
    try:
        yield Server(runtime, base_url, port, client)
    finally:
        client.close()
        server.should_exit = True
        thread.join(20)
        listening.close()
        runtime.close()
        assert not thread.is_alive()


def settings_for(home: Path, *, database_url: str | None = None, **changes: Any) -> Settings:
    """Settings of a server without workers."""
    quick = {"worker_concurrency": 0, "shutdown_seconds": 2, "password_memory_bytes": 8 * 2**20, "password_passes": 1}
    quick["sign_in_tries_per_address"] = 10_000  # all tests come from one
    return Settings(home=home, database_url=database_url, **{**quick, **changes})


def read_response(connection: socket.socket, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """The next response on a raw connection: status, headers in lower case, body. Reads not a byte beyond it."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            raise ConnectionError(f"closed after {head!r}")
        head += byte
    first, _, rest = head.partition(b"\r\n")
    headers = {name.lower(): value for name, value in http.client.parse_headers(io.BytesIO(rest)).items()}
    status = int(first.split()[1])
    body = b""
    if method != "HEAD" and status not in (204, 304):
        length = int(headers["content-length"])
        while len(body) < length and (piece := connection.recv(length - len(body))):
            body += piece
    return status, headers, body


def is_closed(connection: socket.socket, *, seconds: float = 5) -> bool:
    """Whether the server closes the connection within this time without a further byte."""
    connection.settimeout(seconds)
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


def form(parts: list[tuple[str, str | None, bytes]], *, boundary: str = "b0undary") -> tuple[str, bytes]:
    """Content type and body of a form of (name, filename, content)."""
    pieces = []
    for name, filename, content in parts:
        its_file = f'; filename="{filename}"' if filename is not None else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{its_file}\r\n\r\n'
        pieces.append(head.encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={boundary}", b"".join(pieces) + f"--{boundary}--\r\n".encode()
