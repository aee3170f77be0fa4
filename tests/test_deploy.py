"""What Dockerfile, compose.yaml and deploy/nginx.conf say agrees with the code; nginx, where there is one, is run."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from muniment.cli.app import app
from muniment.settings import Settings
from tests.http.live import PDF, Server, created, read_response, running, settings_for
from tests.ports import free_port
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([a-z0-9._-]+)==([^ ]+)", re.MULTILINE)
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())


@pytest.mark.parametrize(
    "name", ["Dockerfile", "compose.yaml", "deploy/nginx.conf", "docs/deploy.md", "docs/observing.md"]
)
def test_every_setting_named_is_one(name: str) -> None:
    named = set(re.findall(r"MUNIMENT_([A-Z0-9_]+)", (ROOT / name).read_text()))
    assert named <= {setting.upper() for setting in Settings.model_fields}


def _filled_in(value: str) -> str:
    """The value with its variables' defaults, and some text for those that have none."""
    return re.sub(r"\$\{\w+:(?:\?|-([^}]*))\}", lambda match: match[1] or "0123456789abcdef", value)


def test_settings_of_compose_can_be_used() -> None:
    for service in COMPOSE["services"].values():
        ours = {
            name.removeprefix("MUNIMENT_").lower(): _filled_in(value)
            for name, value in service.get("environment", {}).items()
            if name.startswith("MUNIMENT_")
        }
        assert Settings(**ours).model_fields_set == set(ours)


def test_what_runs_is_not_root_and_cannot_write_outside_its_home() -> None:
    assert re.search(r"^USER 10001:10001$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for name in ("serve-1", "serve-2", "worker-1", "worker-2"):
        service = COMPOSE["services"][name]
        assert [volume.split(":")[1] for volume in service["volumes"]] == ["/var/lib/muniment"]


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_service_is_confined_and_bounded(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 512


def test_images_of_others_are_named_by_a_whole_version() -> None:
    images = {service["image"] for service in COMPOSE["services"].values()} - {"muniment"}
    assert images
    assert not [image for image in images if not re.search(r":\d+\.\d+", image)]


def test_images_are_plain_names() -> None:
    images = [service["image"] for service in COMPOSE["services"].values()]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert not [image for image in images if "." in image.partition("/")[0] and "/" in image]


def test_commands_of_compose_exist() -> None:
    commands = {command.callback.__name__ for command in app.registered_commands if command.callback is not None}
    assert {COMPOSE["services"][name]["command"][0] for name in ("worker-1", "worker-2")} <= commands


def test_runtime_lock_has_the_versions_that_were_tested() -> None:
    tested = set(_PIN.findall((ROOT / "requirements" / "dev.txt").read_text()))
    for name in ("runtime.txt", "build.txt"):
        pins = set(_PIN.findall((ROOT / "requirements" / name).read_text()))
        assert pins
        assert pins <= tested, f"compile requirements/{name} again: its head says how"


# nginx


@contextmanager
def _nginx(folder: Path, *, server_port: int) -> Iterator[httpx.Client]:
    """nginx with deploy/nginx.conf, of which only names and ports differ, and a client of it; skips without nginx."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx")
    port = free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for name in ("serve-1:8000", "serve-2:8000"):
        text = text.replace(name, f"127.0.0.1:{server_port}")
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/nginx", f"{folder}/nginx")
    text = text.replace("/dev/stderr", f"{folder}/errors").replace("/dev/stdout", f"{folder}/lines")
    (folder / "nginx.conf").write_text(text)
    command = [nginx, "-c", folder / "nginx.conf", "-p", folder, "-e", folder / "errors", "-g", "daemon off;"]
    with (
        subprocess.Popen(command) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client,
    ):
        try:
            _await(client, process)
            yield client
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, httpx.Client]]:
    """A server, and a client that reaches it through nginx."""
    folder = tmp_path_factory.mktemp("nginx")
    with running(settings_for(folder / "home")) as server:
        with _nginx(folder, server_port=server.port) as client:
            yield server, client
        assert "secret-words" not in (folder / "lines").read_text()


def _await(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        assert process.poll() is None
        try:
            return client.get("/healthz").status_code > 0
        except httpx.TransportError:
            return False

    until(answers)


def test_upload_and_its_link_go_through_nginx(proxied: tuple[Server, httpx.Client]) -> None:
    server, client = proxied
    caller = server.caller()
    content = PDF + bytes(3_000_000)
    document = created(
        client.post(
            "/v1/documents",
            headers=caller.headers,
            files={"file": ("a.pdf", content)},
            data={"vendor_id": caller.vendor()},
        )
    )
    link = client.get(f"/v1/documents/{document['id']}/download", headers=caller.headers).json()["url"]
    assert link.startswith(str(client.base_url).rstrip("/"))
    assert client.get(link).content == content
    assert client.get("/v1/documents?q=secret-words", headers=caller.headers).status_code == 200


def test_refusal_comes_through_nginx(proxied: tuple[Server, httpx.Client]) -> None:
    server, client = proxied
    caller = server.caller()
    answer = client.post(
        "/v1/documents", headers=caller.headers, files={"file": ("a.exe", bytes(3_000_000))}, data={"vendor_id": "x"}
    )
    assert (answer.status_code, answer.json()["detail"]["code"]) == (400, "unsupported_file_type")


def test_body_that_nginx_refuses_is_told_in_our_words(proxied: tuple[Server, httpx.Client]) -> None:
    _, client = proxied
    head = f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Length: {101 * 2**20 + 1}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", client.base_url.port or 0), timeout=10) as connection:
        connection.sendall(head.encode())
        status, headers, body = read_response(connection, "POST")
    assert (status, headers["content-type"]) == (413, "application/json")
    assert json.loads(body)["detail"]["code"] == "file_too_large"


@pytest.mark.parametrize("path", ["metrics", "readyz"])
@pytest.mark.parametrize("way", ["/{}", "/{}%0a", "/{}%0A?x", "/{}/", "//{}", "/./{}", "/v1/../{}", "/%6d{}", "/{};x"])
def test_what_is_for_operators_is_not_for_the_public(proxied: tuple[Server, httpx.Client], path: str, way: str) -> None:
    _, client = proxied
    asked = way.format(path if "%6d" not in way else path[1:])
    with socket.create_connection(("127.0.0.1", client.base_url.port or 0), timeout=10) as connection:
        connection.sendall(f"GET {asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode())  # as it is: clients tidy paths
        status, _, body = read_response(connection)
    assert status == 404
    assert b"muniment_" not in body and b"checks" not in body


def test_health_is_for_everybody(proxied: tuple[Server, httpx.Client]) -> None:
    assert proxied[1].get("/healthz").status_code == 200


def test_no_log_of_nginx_holds_a_links_signature(tmp_path: Path) -> None:
    with _nginx(tmp_path, server_port=free_port()) as client:  # nobody there: each request is an error
        assert client.get("/v1/files/abc", params={"signature": "secret-words"}).status_code == 502
        assert client.get("/v1/documents").status_code == 502
    assert "/v1/documents" in (tmp_path / "errors").read_text()
    assert "secret-words" not in (tmp_path / "errors").read_text() + (tmp_path / "lines").read_text()
