"""The operations of the OpenAPI document, as the reference looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.wire_errors import ERRORS, body_of

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `said`: its part of the document."""

    method: str
    path: str
    said: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.said["operationId"])

    @property
    def tag(self) -> str:
        return str(self.said["tags"][0])

    @property
    def page(self) -> str:
        """The name of its page below docs/, without the ending."""
        return f"{resource_page(self.tag)}/{self.id.replace('_', '-')}"

    @property
    def client_method(self) -> str:
        return str(self.said["x-client-method"])

    @property
    def scope(self) -> str:
        """What a key needs for it, as a sentence's part."""
        if "security" not in self.said:
            return "no key is asked for"
        scope = self.said.get("x-required-scope")
        return f"scope `{scope}`" if scope else "any key"

    @property
    def is_idempotent(self) -> bool:
        """Whether it honours `Idempotency-Key`."""
        return any(one["name"] == "Idempotency-Key" for one in self.parameters)

    @property
    def is_walked(self) -> bool:
        """Whether the SDKs give its entries one after the other, as `scripts.write_clients` has it."""
        names = {one["name"] for one in self.parameters}
        return self.client_method.endswith(".list") or bool({"offset", "after"} & names)

    @property
    def parameters(self) -> Sequence[Mapping[str, Any]]:
        return tuple(self.said.get("parameters", ()))

    @property
    def body(self) -> tuple[str, Mapping[str, Any], bool] | None:
        """The media type of what is sent, its schema, and whether it must be; None where nothing is."""
        if (body := self.said.get("requestBody")) is None:
            return None
        ((media_type, content),) = body["content"].items()
        return media_type, content["schema"], bool(body.get("required"))

    @property
    def answers(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """What is answered where nothing is wrong, by status."""
        for status, response in self.said["responses"].items():
            if int(status) < 400:
                yield int(status), response

    @property
    def errors(self) -> Iterator[tuple[int, str, str, str]]:
        """Status, code, when, what to do."""
        for status, response in self.said["responses"].items():
            examples = response.get("content", {}).get(JSON, {}).get("examples", {}) if int(status) >= 400 else {}
            for example in examples.values():
                body = body_of(example["value"].get("detail", example["value"]))
                yield int(status), body, *ERRORS[body]


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """Every operation, in the document's order."""
    return [
        Operation(method.upper(), path, said)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    ]


def resource_page(tag: str) -> str:
    """The name of a resource's page below docs/."""
    return f"reference/{tag.lower().replace(' ', '-')}"
