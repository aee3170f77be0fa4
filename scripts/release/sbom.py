"""What an installation is made of, as a CycloneDX 1.6 document: read off the lock that is installed, its hashes and who
needs whom. By hand, since a lock has it all: tools that read environments would tell of this machine instead.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?$")
_HASH = re.compile(r"^    --hash=sha256:(?P<digest>[0-9a-f]{64})(?: \\)?$")
_VIA = re.compile(r"^    #(?: via)? *(?P<name>[a-z0-9][a-z0-9._-]*)?(?: \(.*\)|-c .*)?$")
_NAMESPACE = uuid.UUID("5f9b2f8e-2c86-5d57-9a3b-0f6f0d1c7a11")
"""Of serial numbers: the same content has the same."""


@dataclass
class Pin:
    """A package of a lock. `needed_by`: names of packages of the lock, or of the project itself."""

    name: str
    version: str
    marker: str | None
    digests: list[str] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        """Its package URL, by which advisories name it."""
        return f"pkg:pypi/{self.name.replace('_', '-').replace('.', '-')}@{self.version}"


def pins(lock: str) -> Iterator[Pin]:
    """The packages of a lock that `uv pip compile --generate-hashes` wrote. Raises ValueError for a line that is none
    of its own."""
    pin: Pin | None = None
    for line in lock.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if match := _PIN.match(line):
            if pin is not None:
                yield pin
            pin = Pin(match["name"], match["version"], match["marker"])
        elif pin is not None and (match := _HASH.match(line)):
            pin.digests.append(match["digest"])
        elif pin is not None and (match := _VIA.match(line)):
            pin.needed_by += [match["name"]] if match["name"] else []
        else:
            raise ValueError(f"not a line of a lock: {line!r}")
    if pin is not None:
        yield pin


def node_pins(lock: Mapping[str, Any]) -> list[Pin]:
    """The packages that a package-lock.json installs with the package: none of those for its development."""
    return [
        Pin(path.rpartition("node_modules/")[2], one["version"], None)
        for path, one in lock["packages"].items()
        if path and not one.get("dev")
    ]


def document(name: str, version: str, found: list[Pin], *, epoch: int) -> dict[str, Any]:
    """The bill of materials of this version, made of these packages. `epoch`: when, in Unix seconds."""
    root = f"pkg:pypi/{name}@{version}"
    by_name = {pin.name: pin for pin in found}
    needs: dict[str, list[str]] = {root: [], **{pin.purl: [] for pin in found}}
    for pin in found:
        for parent in dict.fromkeys(pin.needed_by):
            needs[root if parent == name else by_name[parent].purl].append(pin.purl)
    content: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": name,
                "version": version,
                "purl": root,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
        },
        "components": [_component(pin) for pin in found],
        "dependencies": [{"ref": ref, "dependsOn": sorted(those)} for ref, those in sorted(needs.items())],
    }
    serial = uuid.uuid5(_NAMESPACE, json.dumps(content, sort_keys=True))
    return {**content, "serialNumber": f"urn:uuid:{serial}"}


def _component(pin: Pin) -> dict[str, Any]:
    """A package, with the hashes of the files that may be installed: one of them is, by platform."""
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.purl,
    }
    if pin.marker:
        component["properties"] = [{"name": "muniment:marker", "value": pin.marker}]
    if pin.digests:
        hashes = [{"alg": "SHA-256", "content": digest} for digest in pin.digests]
        component["externalReferences"] = [{"type": "distribution", "url": pin.purl, "hashes": hashes}]
    return component
