"""What every contract is made of: opening, numbered clauses, signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from examples.evidence.cast import World, us
from examples.evidence.manuscript import Manuscript
from examples.evidence.sample import Built, Stated, list_fact

Open = Callable[[str], Manuscript]
"""Opens an empty document under a title."""

LAWS = ("the State of Delaware", "the State of New York", "England and Wales", "the Netherlands", "Singapore")


def opening(
    page: Manuscript,
    world: World,
    title: str,
    start: date,
    *,
    supplier: str,
    customer: str,
    worded: Callable[[date], str] = us,
) -> dict[str, Stated]:
    """Title and opening paragraph, and the facts they state."""
    one, two = world.vendor, world.customer
    page.centred(title, 18, bold=True)
    page.text(
        f'This {title} (the "Agreement") is entered into as of {worded(start)} (the "Effective Date") by and '
        f"between {one.name}, with offices at {one.street}, {one.city} "
        f'("{supplier}"), and {two.name}, with offices at {two.street}, {two.city} ("{customer}").'
    )
    return {"parties": list_fact(one.name, two.name), "effective_date": Stated(start.isoformat(), (worded(start),))}


def numbered(page: Manuscript, clauses: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Clauses with their topics, numbered 1, 1.1, 1.2, …"""
    for number, (topic, paragraphs) in enumerate(clauses, 1):
        page.heading(f"{number}. {topic}", 2)
        page.text(*(f"{number}.{place} {paragraph}" for place, paragraph in enumerate(paragraphs, 1)))


def _signatures(page: Manuscript, world: World) -> None:
    page.text("IN WITNESS WHEREOF, the parties have executed this Agreement by their duly authorized representatives.")
    page.columns(
        (world.vendor.name, "By: ______________________", f"Name: {world.people[0]}", "Title: Chief Executive Officer"),
        (world.customer.name, "By: ______________________", f"Name: {world.people[1]}", "Title: VP Procurement"),
    )


def signed(page: Manuscript, world: World, facts: dict[str, Stated]) -> Built:
    """The signature block, and the finished document."""
    _signatures(page, world)
    data, pages = page.finish()
    return Built(data, facts, pages)
