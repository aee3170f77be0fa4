"""Generators make clients of the OpenAPI document, which then upload, list, get and are refused by a real server.

Not among the tests that `make test` runs, as it installs 500 MB of tools: `make generators` does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import AUTHORITIES
from tests.http.live import PDF, Server, running, settings_for

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parents[1]
TOOLS = HOUSE / ".generators" / "bin"
PAGE = (HOUSE / "docs" / "openapi.md").read_text(encoding="utf-8")


def block(kind: str, *, begins: str = "") -> str:
    """The one block of this kind on the page that begins so."""
    (found,) = re.findall(rf"```{kind}\n({re.escape(begins)}.*?)```", PAGE, re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the defaults."""
    with running(settings_for(tmp_path_factory.mktemp("server"))) as one:
        yield one


@pytest.fixture
def folder(server: Server, tmp_path: Path) -> Path:
    """Where the OpenAPI document is, a file to upload, and what npm installed."""
    (tmp_path / "soc2.pdf").write_bytes(PDF)
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    run(block("bash", begins="curl"), server, tmp_path)
    return tmp_path


def run(command: str, server: Server, folder: Path, **environment: str) -> None:
    """Run what a reader would type, as the key of an organisation of its own; it must succeed."""
    known = {
        **{name: value for name, value in os.environ.items() if name != "SSL_CERT_FILE"},
        **AUTHORITIES,
        "PATH": f"{TOOLS}:{os.environ['PATH']}",
        "MUNIMENT_BASE_URL": server.base_url,
        "MUNIMENT_API_KEY": server.caller().secret,
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=known | environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-4000:]}{done.stderr[-4000:]}"


def test_openapi_python_client_makes_one_that_works(server: Server, folder: Path) -> None:
    (folder / "openapi-python-client.yml").write_text(block("yaml"))
    run(block("bash", begins="openapi-python-client"), server, folder)
    run(f"python {HERE / 'smoke.py'} soc2.pdf", server, folder, PYTHONPATH=str(folder))


def test_openapi_typescript_makes_types_that_hold(server: Server, folder: Path) -> None:
    run(block("bash", begins="npx openapi-typescript"), server, folder)
    shutil.copy(HERE / "smoke.mts", folder)
    strictly = "--strict --noUncheckedIndexedAccess --skipLibCheck"
    run(f"npx tsc {strictly} --target es2022 --module nodenext smoke.mts", server, folder)
    run("node smoke.mjs soc2.pdf", server, folder)


def test_openapi_generator_makes_one_in_go_that_works(server: Server, folder: Path) -> None:
    run(block("bash", begins="openapi-generator-cli"), server, folder)
    _write_modules(folder)
    run("go run . soc2.pdf", server, folder, GOFLAGS="-mod=mod", GOPROXY="off", GOTOOLCHAIN="local")


def _write_modules(folder: Path) -> None:
    """The program as a module, and the client as the one it needs. The client asks for a package that checks tags, of
    which it has none; a stand-in comes without a network."""
    shutil.copy(HERE / "smoke.go", folder / "main.go")
    needed = {"muniment v0.0.0": "muniment", "gopkg.in/validator.v2 v2.0.0": "validator"}
    (folder / "validator").mkdir()
    (folder / "validator" / "validator.go").write_text("package validator\n\nfunc Validate(any) error { return nil }\n")
    lines = "module smoke\n\ngo 1.23\n\n"
    for module, path in needed.items():
        (folder / path / "go.mod").write_text(f"module {module.split()[0]}\n\ngo 1.23\n")
        lines += f"require {module}\nreplace {module} => ./{path}\n"
    (folder / "go.mod").write_text(lines)
