"""Clients that are told of changes, by the feed or by a webhook, and what they believe is so."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

State = dict[str, dict[str, Any]]
"""A document's id -> the fields that events of it named, as they were last."""


@dataclass
class Told:
    """The events a listener got, each once, in the order of their first coming."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    cursors: list[str] = field(default_factory=list)

    def hear(self, event: dict[str, Any]) -> None:
        """Take an event; one that was heard before must say the same."""
        assert self.events.setdefault(event["event_id"], event) == event

    def documents(self) -> State:
        """What the events say of documents, one after the other."""
        state: State = {}
        for event in self.events.values():
            if event["event_type"].startswith("VendorDocument."):
                fields = state.setdefault(event["data"]["vendor_document_id"], {})
                fields |= {name: diff["new_value"] for name, diff in event["data"]["field_diffs"].items()}
        return state


@contextmanager
def following(base: str, secret: str) -> Iterator[Told]:
    """Follow the feed for as long as the block, through every break, each time from where the last answer ended."""
    told, stopping = Told(cursors=["0"]), threading.Event()

    def follow() -> None:
        with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {secret}"}, timeout=20) as client:
            while not stopping.is_set():
                try:
                    answer = client.get("/v1/events", params={"after": told.cursors[-1], "wait": 1, "limit": 500})
                except httpx.TransportError:
                    time.sleep(0.05)
                    continue
                if answer.status_code != 200:
                    time.sleep(0.05)
                    continue
                for event in answer.json()["data"]:
                    told.hear(event)
                told.cursors.append(answer.json()["next"])

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield told
    finally:
        stopping.set()
        thread.join(30)


def polled(client: httpx.Client, ids: Sequence[str]) -> State:
    """What one who polls sees of these documents."""
    return {one: client.get(f"/v1/documents/{one}").json() for one in ids}


def differences(heard: State, seen: State) -> dict[str, dict[str, tuple[Any, Any]]]:
    """Where what was heard is not what is seen: fields that both know."""
    found = {
        one: {name: (value, seen[one][name]) for name, value in fields.items() if seen[one].get(name, value) != value}
        for one, fields in heard.items()
    }
    return {one: fields for one, fields in found.items() if fields}
