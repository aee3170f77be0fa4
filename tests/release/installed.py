"""The wheel that the Dockerfile makes, in an environment where nothing of the checkout is: what it answers."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.ports import free_port
from tests.release.image import Image, steps
from tests.waiting import until

SLA = """# Service Level Agreement

This Service Level Agreement ("SLA") is entered into between Harrowgate Cloud GmbH and the Customer.

## Uptime commitment

Harrowgate Cloud guarantees a monthly uptime percentage of at least 99.95 %. Service credits are granted when the
monthly uptime percentage falls below this commitment.
"""


class Installed:
    """The commands of the installed wheel, run from an empty folder with a home of its own."""

    def __init__(self, image: Image, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._bin = image.opt / "bin"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUNIMENT_", "PYTHON"))}
        homes = {name: str(folder) for name in ("MUNIMENT_HOME", "HOME", "XDG_CONFIG_HOME")}
        self.environment = {**kept, **homes, "PATH": f"{self._bin}:{os.environ['PATH']}"}

    def run(self, *command: str, stdin: str = "") -> str:
        """What the command prints."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, input=stdin, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str) -> str:
        """What the server answers."""
        with urllib.request.urlopen(urljoin(self.base_url, path), timeout=30) as answer:
            return str(answer.read().decode("utf-8", "replace"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """Installed, and served by the command of the image."""
    image = Image(tmp_path_factory.mktemp("image"))
    image.build()
    one = Installed(image, tmp_path_factory.mktemp("plain"))
    said = {step.name: step.rest for step in steps() if step.stage == 1}
    command = [*json.loads(said["ENTRYPOINT"]), *json.loads(said["CMD"])]
    command[command.index("0.0.0.0")], command[command.index("8000")] = "127.0.0.1", str(one.port)
    probe = json.loads(said["HEALTHCHECK"].partition("CMD ")[2])
    probe[-1] = probe[-1].replace(":8000", f":{one.port}")

    def is_healthy() -> bool:
        assert server.poll() is None, (one.folder / "log").read_text()
        return subprocess.run(probe, env=one.environment, capture_output=True, check=False).returncode == 0

    with (one.folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=one.folder, env=one.environment, stdout=log, stderr=log)
        try:
            until(is_healthy, 60)
            yield one
        finally:
            server.terminate()
            server.wait(30)


def test_what_runs_is_the_wheel_and_nothing_of_the_checkout(installed: Installed) -> None:
    where = installed.run("python", "-c", "import muniment, muniment_client as c; print(muniment.__file__, c.__file__)")
    assert all("/opt/lib/" in path for path in where.split())
    assert re.fullmatch(r"muniment \d+\.\d+\.\d+\n", installed.run("muniment", "--version"))


def test_documentation_comes_with_it_and_whatever_its_pages_load(installed: Installed) -> None:
    pages = {path: installed.get(path) for path in ("/docs", "/docs/errors", "/docs/try", "/sign-in")}
    loaded = {
        urljoin(page, one)
        for page, text in pages.items()
        for one in re.findall(r'(?:<link[^>]+href|<script[^>]+src|<img[^>]+src)="([^"#]+)"', text)
    }
    assert len(loaded) > 3
    for path in loaded:
        assert installed.get(path)
    assert installed.get("/docs/errors.md").startswith("# ")
    assert "/docs/" in installed.get("/llms.txt")


def test_models_come_with_it(installed: Installed) -> None:
    (installed.folder / "sla.md").write_text(SLA)
    found = json.loads(installed.run("muniment", "analyze", "sla.md", "--jsonl"))
    assert "service_level_agreement" in json.dumps(found)


def test_command_line_is_its_client(installed: Installed) -> None:
    made = shlex.split("muniment keys create --org ACME --create-org --name laptop --json")
    secret = json.loads(installed.run(*made))["secret"]
    installed.run("muniment", "login", "--url", installed.base_url, stdin=f"{secret}\n")
    assert installed.run("muniment", "vendors") == "none\n"
