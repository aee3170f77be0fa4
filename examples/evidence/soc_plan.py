"""What a SOC report is to be: its kind, its house, what it covers, and the wordings all its parts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from examples.evidence.cast import World, us
from examples.evidence.paper import Look


@dataclass(frozen=True, slots=True)
class Plan:
    """What kind of report: `family` 1 or 2, `kind` type 1 or 2, `exceptions` are criteria whose tests fail.

    `method` is how subservice organisations are treated, None when there is none. `roman` writes Type II and Section
    IV. `extra_systems` repeats the table of tests for that many further components, and `appendix_pages` adds pages of
    text, to make long reports.
    """

    family: int
    kind: int
    look: Look
    opinion: str = "unqualified"
    method: str | None = "carve-out"
    categories: tuple[str, ...] = ("Security", "Availability", "Confidentiality")
    exceptions: tuple[str, ...] = ()
    landscape: bool = True
    roman: bool = True
    has_cover_letter: bool = False
    extra_systems: int = 0
    appendix_pages: int = 0

    @property
    def numeral(self) -> str:
        """How this house writes the type: `Type 2` or `Type II`."""
        return f"Type {'I' * self.kind}" if self.roman else f"Type {self.kind}"


@dataclass(frozen=True, slots=True)
class Span:
    """What the report covers: a period, or a date for a type 1 report, as it is worded; and when it was signed."""

    start: date | None
    end: date
    worded: str
    signed: date


def span_of(world: World, plan: Plan) -> Span:
    """The period or date the report covers, from the world."""
    period = world.period()
    signed = world.after(period.end, 25, 60)
    if plan.kind == 1:
        return Span(None, period.end, f"as of {us(period.end)}", signed)
    return Span(period.start, period.end, f"throughout the period {period.us}", signed)


def joined(words: Sequence[str]) -> str:
    """`security, availability, and confidentiality`."""
    lower = [word.lower() for word in words]
    return lower[0] if len(lower) == 1 else f"{', '.join(lower[:-1])}{',' if len(lower) > 2 else ''} and {lower[-1]}"


def subject_of(plan: Plan) -> str:
    """What the controls are held against, as the opinion words it."""
    if plan.family == 1:
        return (
            "to achieve the related control objectives stated in the description, relevant to user entities' "
            "internal control over financial reporting"
        )
    return (
        "to provide reasonable assurance that the service organization's commitments and system requirements were "
        "achieved based on the trust "
        f"services criteria relevant to {joined(plan.categories)} (applicable trust services criteria) set forth "
        "in TSP section 100"
    )
