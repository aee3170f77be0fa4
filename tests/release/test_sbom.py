"""The bill of materials says what the lock says: every package, its hashes, who needs whom."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scripts.release import sbom

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements" / "runtime.txt").read_text()
BILL = sbom.document("muniment", "0.1.0", list(sbom.pins(LOCK)), epoch=1_800_000_000)


def test_every_line_of_the_lock_is_in_it() -> None:
    pinned = set(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK, re.MULTILINE))
    assert {(one["name"], one["version"]) for one in BILL["components"]} == pinned
    hashes = [h["content"] for one in BILL["components"] for ref in one["externalReferences"] for h in ref["hashes"]]
    assert sorted(hashes) == sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", LOCK))


def test_who_needs_whom_is_told() -> None:
    needs = {
        one["ref"].partition("@")[0]: [ref.partition("@")[0] for ref in one["dependsOn"]]
        for one in BILL["dependencies"]
    }
    assert "pkg:pypi/fastapi" in needs["pkg:pypi/muniment"]
    assert "pkg:pypi/starlette" in needs["pkg:pypi/fastapi"]
    refs = {one["bom-ref"] for one in BILL["components"]} | {BILL["metadata"]["component"]["bom-ref"]}
    assert {one["ref"] for one in BILL["dependencies"]} == refs
    reached, waiting = set(), [BILL["metadata"]["component"]["bom-ref"]]
    below = {one["ref"]: one["dependsOn"] for one in BILL["dependencies"]}
    while waiting:
        if (one := waiting.pop()) not in reached:
            reached.add(one)
            waiting += below[one]
    assert reached == refs, "nothing is installed that nothing needs"


def test_same_lock_gives_the_same_bytes_and_another_one_another_serial_number() -> None:
    again = sbom.document("muniment", "0.1.0", list(sbom.pins(LOCK)), epoch=1_800_000_000)
    changed = LOCK.replace("sha256:0", "sha256:1", 1)
    other = sbom.document("muniment", "0.1.0", list(sbom.pins(changed)), epoch=1_800_000_000)
    assert json.dumps(again) == json.dumps(BILL)
    assert other["serialNumber"] != BILL["serialNumber"]


@pytest.mark.parametrize("line", ["-e .", "fastapi>=1", "    --hash=md5:00", "--index-url https://example.com"])
def test_line_that_is_none_of_a_lock_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a line of a lock"):
        list(sbom.pins(f"{LOCK}\n{line}\n"))


def test_packages_for_development_are_not_installed_with_the_npm_package() -> None:
    lock = {
        "packages": {
            "": {},
            "node_modules/typescript": {"version": "7.0.2", "dev": True},
            "node_modules/a/node_modules/@scope/b": {"version": "1.0.0"},
        }
    }
    assert [(one.name, one.version) for one in sbom.node_pins(lock)] == [("@scope/b", "1.0.0")]
