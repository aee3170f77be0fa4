"""Generators make clients of the OpenAPI document, which then upload, list, get and are refused by a real server.

Not among the tests that `make test` runs, as it installs 500 MB of tools: `make generators` does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.live import PDF, Server, running, settings_for

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parents[1] / ".generators" / "bin"
NODE_TOOLS = HERE / "node_modules" / ".bin"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the defaults."""
    with running(settings_for(tmp_path_factory.mktemp("server"))) as one:
        yield one


@pytest.fixture
def described(server: Server, tmp_path: Path) -> Path:
    """The OpenAPI document, as a file."""
    path = tmp_path / "openapi.json"
    path.write_bytes(server.client.get("/openapi.json").content)
    return path


def run(*command: str | Path, within: Path, **environment: str) -> None:
    """Run it, which must succeed."""
    known = {**os.environ, "PATH": f"{TOOLS}:{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=within, env=known | environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-4000:]}{done.stderr[-4000:]}"


def smoke(*command: str | Path, server: Server, within: Path, **environment: str) -> None:
    """Have the program do its work against the server, as an organisation of its own."""
    file = within / "soc2.pdf"
    file.write_bytes(PDF)
    known = {"MUNIMENT_BASE_URL": server.base_url, "MUNIMENT_API_KEY": server.caller().secret}
    run(*command, file, within=within, **known, **environment)


def test_openapi_python_client_makes_one_that_works(server: Server, described: Path, tmp_path: Path) -> None:
    made = ("--output-path", tmp_path / "muniment_generated", "--meta", "none")
    config = ("--config", HERE / "openapi-python-client.yml", "--fail-on-warning")
    run("openapi-python-client", "generate", "--path", described, *made, *config, within=tmp_path)
    smoke(TOOLS / "python", HERE / "smoke.py", server=server, within=tmp_path, PYTHONPATH=str(tmp_path))


def test_openapi_typescript_makes_types_that_hold(server: Server, described: Path, tmp_path: Path) -> None:
    run(NODE_TOOLS / "openapi-typescript", described, "-o", "schema.d.ts", within=tmp_path)
    shutil.copy(HERE / "smoke.mts", tmp_path)
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    checked = ("--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "nodenext")
    run(NODE_TOOLS / "tsc", *checked, "--skipLibCheck", "smoke.mts", within=tmp_path)
    smoke("node", "smoke.mjs", server=server, within=tmp_path)


def test_openapi_generator_makes_one_in_go_that_works(server: Server, described: Path, tmp_path: Path) -> None:
    # Constants of enums by their type, as two have a FAILED; and keys of later versions are borne.
    options = "packageName=muniment,enumClassPrefix=true,disallowAdditionalPropertiesIfNotPresent=false"
    only = "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false"
    made = ("-g", "go", "-i", described, "-o", tmp_path / "muniment", "--additional-properties", options)
    run("openapi-generator-cli", "generate", *made, "--global-property", only, within=tmp_path)
    _write_modules(tmp_path)
    smoke("go", "run", ".", server=server, within=tmp_path, GOFLAGS="-mod=mod", GOPROXY="off", GOTOOLCHAIN="local")


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
