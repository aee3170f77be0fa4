"""What people call by a name and the API by an id."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from muniment import ids
from muniment.cli.common import printable, stop
from muniment.unicode import normalised

if TYPE_CHECKING:
    from muniment_client import Muniment
    from muniment_client.models import Vendor

OfVendor = Annotated[str | None, typer.Option("--vendor", help="Only of this vendor, by name or id.")]


def vendor_named(client: Muniment, given: str) -> Vendor:
    """The vendor of that name, whatever its case, or of that id; ends the program when it is none or several."""
    found = find_vendor(client, given)
    if found is None:
        stop(f"There is no vendor {printable(given)}.")
    return found


def find_vendor(client: Muniment, given: str) -> Vendor | None:
    """The same, or None where there is none. Ends the program when there are several."""
    from muniment_client.error_classes import VendorNotFoundError

    if given.startswith(f"{ids.VENDOR}_"):
        try:
            return client.vendors.get(given)
        except VendorNotFoundError:
            return None
    alike = [one for one in client.vendors.list(name=given) if _is_same(one.name, given)]
    if len(alike) > 1:
        stop(f"There are {len(alike)} vendors {printable(given)}; name one by its id: {_ids(alike)}.")
    return client.vendors.get(alike[0].id) if alike else None


def make_vendor(client: Muniment, name: str) -> Vendor:
    """A new vendor; the same one when two processes make it at once."""
    key = f"muniment-vendor-{hashlib.sha256(name.encode()).hexdigest()}"
    return client.vendors.create(name=name, idempotency_key=key)


def services_named(vendor: Vendor, given: Sequence[str]) -> tuple[str, ...]:
    """The ids of the vendor's services of these names or ids; ends the program when one is none or several."""
    found: list[str] = []
    for name in given:
        alike = [one for one in vendor.services if one.id == name or _is_same(one.name, name)]
        if not alike:
            stop(f"{printable(vendor.name)} has no service {printable(name)}.")
        if len(alike) > 1:
            stop(f"There are {len(alike)} services {printable(name)}; name one by its id: {_ids(alike)}.")
        found.append(alike[0].id)
    return tuple(found)


def _is_same(name: str, given: str) -> bool:
    return normalised(name, "NFKC").casefold() == normalised(given.strip(), "NFKC").casefold()


def _ids(things: Sequence[object]) -> str:
    return ", ".join(printable(str(getattr(one, "id", ""))) for one in things)
