"""The TypeScript SDK by itself: what its programs claim, and what its package is."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

import muniment_client
from tests.clients import typescript_sdk


@pytest.mark.parametrize("program", sorted(one.name for one in typescript_sdk.PROGRAMS.glob("*.test.mjs")))
def test_program_holds(typescript_folder: Path, program: str) -> None:
    done = subprocess.run(
        [typescript_sdk.node(), "--test", program], cwd=typescript_folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout


def test_package_needs_no_other_and_runs_nothing_when_it_is_installed() -> None:
    said = json.loads((typescript_sdk.PACKAGE / "package.json").read_text())
    assert said.keys() & {"dependencies", "peerDependencies", "optionalDependencies"} == set()
    run_when_installed = {"preinstall", "install", "postinstall", "prepare"}
    assert set(said["scripts"]) & run_when_installed == set()


def test_package_imports_itself_alone() -> None:
    sources = typescript_sdk.PACKAGE.joinpath("src").rglob("*.ts")
    imported = {
        found for one in sources for found in re.findall(r'\bfrom "([^"]+)"|\bimport\("([^"]+)"\)', one.read_text())
    }
    assert {name for pair in imported for name in pair if name and not name.startswith(("./", "../"))} == set()


def test_both_sdks_have_one_version() -> None:
    said = json.loads((typescript_sdk.PACKAGE / "package.json").read_text())
    (version,) = re.findall(r'VERSION = "([^"]+)"', (typescript_sdk.PACKAGE / "src" / "version.ts").read_text())
    assert said["version"] == version == muniment_client.__version__


_TYPED = """
import { type Document, Muniment, VendorNotFoundError } from "muniment-client";

const client = new Muniment({ apiKey: "ak_live", baseUrl: "https://evidence.example.com" });
export async function names(error: unknown): Promise<string[]> {
  const found: Document[] = await client.documents.list({ status: ["complete"] }).toArray({ limit: 10 });
  if (error instanceof VendorNotFoundError) return [error.message];
  // @ts-expect-error: whose?
  await client.documents.upload({ file: new Blob([]) });
  // @ts-expect-error: no such parameter
  await client.documents.list({ vendorId: "cbvndr_1" });
  // @ts-expect-error: no such field
  return found.map((one) => one.title);
}
"""


@pytest.mark.parametrize(
    "has", [{"types": ["node"], "lib": ["ES2023"]}, {"types": [], "lib": ["ES2023", "DOM"]}], ids=str
)
def test_types_tell_slips_and_ask_for_those_of_node_or_of_browsers_alone(
    typescript_folder: Path, has: dict[str, list[str]], tmp_path: Path
) -> None:
    typescript_sdk.link(tmp_path, typescript_folder)
    (tmp_path / "program.mts").write_text(_TYPED, encoding="utf-8")
    assert typescript_sdk.complaints(tmp_path, **has) == ""
