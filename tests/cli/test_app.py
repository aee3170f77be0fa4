"""The command line as an operator runs it: real processes on a home of their own."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from muniment.http.contract.answers.analysis import AnalysisObject
from tests.cli.programs import environment, run, run_process
from tests.journeys.server import MUNIMENT, Server
from tests.waiting import until


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "home")


@pytest.fixture
def api(tmp_path: Path) -> Server:
    """Without a worker, which takes more than a second to start: for what is told before there is any."""
    return Server(tmp_path / "home", "--no-worker")


def test_secrets_are_in_no_file_of_the_home_and_in_no_log(server: Server) -> None:
    with server:
        server.start()
        secret = server.new_key()
        httpx.get(f"{server.base}/v1/documents", headers={"Authorization": f"Bearer {secret}"})
        assert server.terminate() == 0
    tail = secret.split("_", 3)[3].encode()  # which may itself hold such a mark
    kept = [path for path in server.home.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in [*kept, server.log] if tail in path.read_bytes()]
    assert stat.S_IMODE(server.home.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.home / "secret.key").stat().st_mode) == 0o600


def test_serve_says_where_it_listens_where_its_home_is_and_how_to_make_a_key(api: Server) -> None:
    with api:
        api.start()
        api.terminate()
    said = api.log.read_text()
    assert api.base in said
    assert str(api.home) in said
    assert "muniment keys create --org NAME --name NAME" in said


def test_serve_on_a_home_without_a_user_prints_a_code_that_makes_the_first_administrator_once(api: Server) -> None:
    with api:
        api.start()
        output = api.log.read_text()
        (code,) = re.findall(r"^  code   ([0-9A-Z-]{23})$", output, re.MULTILINE)
        assert f"{api.base}/setup makes" in output
        assert httpx.get(f"{api.base}/setup").status_code == 200
        assert httpx.get(f"{api.base}/v1/setup").json() == {"is_open": True}
        body = {"code": code, "email": "ada@example.com", "password": "seven red kites", "organisation": "Aldgate"}
        made = httpx.post(f"{api.base}/v1/setup", json=body)
        assert (made.status_code, made.json()["user"]["role"]) == (201, "admin")
        assert httpx.post(f"{api.base}/v1/setup", json=body).json()["detail"]["code"] == "already_set_up"
        assert httpx.get(f"{api.base}/v1/setup").json() == {"is_open": False}
    kept = [path for path in api.home.rglob("*") if path.is_file()]
    assert not [path for path in kept if code.encode() in path.read_bytes()]


def test_what_the_program_writes_is_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = ["sh", "-c", f"umask 0; exec {MUNIMENT} migrate"]
    subprocess.run(command, env=environment(home, {}), check=True, capture_output=True, timeout=60)
    backup = ["sh", "-c", f"umask 0; exec {MUNIMENT} backup {tmp_path / 'kept'}"]
    subprocess.run(backup, env=environment(home, {}), check=True, capture_output=True, timeout=60)
    written = [*home.rglob("*"), *(tmp_path / "kept").rglob("*"), home, tmp_path / "kept"]
    assert len(written) > 5
    assert [path for path in written if path.stat().st_mode & 0o077] == []


def _is_listening(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
    except OSError:
        return False
    return True


def test_sigterm_lets_an_upload_under_way_finish(server: Server) -> None:
    with server:
        server.start()
        secret = server.new_key()
        headers = {"Authorization": f"Bearer {secret}"}
        vendor_id = httpx.post(f"{server.base}/v1/vendors", headers=headers, json={"name": "N"}).json()["id"]
        boundary = "b"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="vendor_id"\r\n\r\n{vendor_id}\r\n'
        head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'

        def body():  # type: ignore[no-untyped-def]
            yield head.encode()
            yield b"first half, "
            os.kill(server.pid, 15)
            until(lambda: not _is_listening(server))
            yield f"second half\r\n--{boundary}--\r\n".encode()

        answer = httpx.post(
            f"{server.base}/v1/documents",
            headers={**headers, "Content-Type": f"multipart/form-data; boundary={boundary}"},
            content=body(),
            timeout=20,
        )
        assert answer.status_code == 201
        assert answer.json()["size"] == len("first half, second half")


def test_taken_port_is_said_and_exit_is_1(api: Server, tmp_path: Path) -> None:
    with api:
        api.start()
        done = run_process(tmp_path / "other", "serve", "--port", str(api.port))
        assert done.returncode == 1
        assert "in use" in done.stderr


def test_analyze_prints_a_line_for_every_file_and_never_stops(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "sla.md").write_text(
        "# Service Level Agreement\n\nThis Service Level Agreement promises 99.9 % uptime.\n"
    )
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    (folder / "notes.xyz").write_text("not looked at in a folder")
    alone = tmp_path / "alone.exe"
    alone.write_bytes(b"MZ")
    done = run_process(tmp_path / "home", "analyze", str(folder), str(alone), "--jsonl", "--jobs", "2")
    assert (done.returncode, "1 of 3 files could not be analysed" in done.stderr) == (1, True), done.stderr
    found = {Path(line["path"]).name: line for line in map(json.loads, done.stdout.splitlines())}
    assert sorted(found) == ["alone.exe", "broken.pdf", "sla.md"]
    assert found["alone.exe"]["error"]["code"] == "unsupported_file_type"
    assert found["broken.pdf"]["error"]["code"] == "corrupt"
    assert found["sla.md"]["status"] == "complete"
    for line in found.values():
        del line["path"]
        AnalysisObject.model_validate(line)


def test_analyze_works_on_names_that_are_not_utf8_and_prints_utf8(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "evid") + b"\xe9nce"
    os.mkdir(folder)
    with open(folder + b"/caf\xe9 \xff.md", "wb") as file:
        file.write(b"# Service Level Agreement\n\nThis Service Level Agreement promises 99.9 % uptime.\n")
    command = [os.fsencode(MUNIMENT), b"analyze", folder]
    done = subprocess.run(command, env=environment(tmp_path / "home", {}), capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.decode("utf-8"))
    assert found["status"] == "complete"
    assert found["path"].endswith("evid\\xe9nce/caf\\xe9 \\xff.md")


def test_analyze_ends_with_1_when_a_file_could_not_be_analysed_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, away = tmp_path / "good.md", tmp_path / "away.md"
    good.write_text("# Service Level Agreement\n")
    away.symlink_to(good)

    def files_that_vanish(paths: list[Path]) -> list[Path]:
        away.unlink()  # between listing and reading
        return paths

    monkeypatch.setattr("muniment.analysis.files.files_below", files_that_vanish)
    done = run(tmp_path / "home", "analyze", str(good), str(away), "--jsonl")
    assert done.returncode == 1
    assert done.stderr == "1 of 2 files could not be analysed; their `error` says why.\n"
    told = {Path(line["path"]).name: line["error"] for line in map(json.loads, done.stdout.splitlines())}
    assert told["good.md"] is None
    assert told["away.md"]["code"] == "unreadable_file"


def test_analyze_of_a_missing_path_says_so(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "analyze", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "nowhere" in done.stderr


def test_version_is_told_without_an_installation(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "--version")
    assert (done.returncode, done.stdout) == (0, f"muniment {version('muniment')}\n")
    assert not (tmp_path / "home").exists()


def test_server_and_worker_never_import_a_parser() -> None:
    parsers = ("pypdfium2", "PIL", "olefile", "python_calamine", "striprtf", "rapidocr", "onnxruntime")
    code = (
        "import sys, muniment.http.app, muniment.http.transport.server, muniment.worker.worker, muniment.cli.app;"
        f"print([name for name in {parsers!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.usefixtures("s3_credentials")
@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",), ("sweep",), ("verify",)])
def test_store_that_cannot_be_reached_at_the_start_is_told_in_a_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    done = run_process(tmp_path, *command, storage_url="s3://evidence", s3_endpoint_url="http://127.0.0.1:1")
    assert done.returncode == 1
    assert "The storage cannot be used: s3://evidence cannot be written to" in done.stderr
    assert "Traceback" not in done.stderr
