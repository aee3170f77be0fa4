"""How long evidence of each type holds: the setting behind `expires_on`, and the rule that gave a date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache

from muniment.judging.facts.dates import add_months, parse_iso
from muniment.judging.facts.keys import KEYS
from muniment.judging.model import Fact
from muniment.judging.taxonomy.types import EntryError, types_by_slug

_RULE = re.compile(
    r"(?:(?P<key>\w+) = (?P<value>[^:]+): )?(?P<base>\w+)(?: \+ (?:(?P<months>\d+) months|(?P<days>\d+) days))?"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How long evidence holds after the fact `base`: `months` or `days`, neither where that date itself ends it. With
    `given` only of documents that have a fact of this key and value."""

    base: str
    months: int = 0
    days: int = 0
    given: tuple[str, str] | None = None

    def holds_of(self, facts: Mapping[str, Fact]) -> bool:
        """Whether the rule is for a document with these facts."""
        return self.given is None or (self.given[0] in facts and facts[self.given[0]].value == self.given[1])


@cache
def standard_rules(document_type: str) -> tuple[Rule, ...]:
    """The rules of the type's entry, in order; the first whose base is there counts.

    Twelve months after a period's end is what reviewers ask of SOC, PCI DSS and penetration tests; HITRUST r2 holds 24
    months (HITRUST Assurance Program); an ASV's scan 90 days (PCI SSC, ASV Program Guide); a policy is reviewed yearly
    (ISO/IEC 27001 A.5.1). Raises EntryError for what is no rule.
    """
    known = types_by_slug().get(document_type)
    rules = []
    for rule in known.validity if known is not None else ():
        found = _RULE.fullmatch(rule)
        if found is None or found["base"] not in KEYS or (found["key"] and found["key"] not in KEYS):
            raise EntryError(
                f"{document_type}.toml",
                f"validity {rule!r} is neither a fact nor `fact + 12 months`, `fact + 90 days`, `fact = value: …`",
            )
        given = (found["key"], found["value"]) if found["key"] else None
        rules.append(Rule(found["base"], int(found["months"] or 0), int(found["days"] or 0), given))
    return tuple(rules)


class ValidityError(Exception):
    """The validity setting is not what it must be; the message says where."""


@dataclass(frozen=True, slots=True)
class ValidityRules:
    """Months that evidence of a type holds after its base date.

    `months` overrides the default of single types, by slug; a type with 0 months never expires by age. Days that a
    programme sets, and dates on which a document itself says it ends (a certificate's expiry, a policy's next review),
    are not overridden otherwise.
    """

    months: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> ValidityRules:
        """Rules from a JSON object {slug: months 0-1200}. Raises ValidityError for anything else."""
        try:
            loaded: object = json.loads(text)
        except ValueError as problem:
            raise ValidityError(f"the validity setting is not JSON: {problem}") from problem
        if not isinstance(loaded, dict):
            raise ValidityError("the validity setting must be an object of slug: months")
        months: dict[str, int] = {}
        for slug, value in loaded.items():
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1200:
                raise ValidityError(f"the validity of {slug!r} must be whole months from 0 to 1200")
            months[str(slug)] = value
        return cls(months)

    def expiry(self, facts: Iterable[Fact], document_type: str) -> tuple[Fact, ...]:
        """`expires_on` and `expires_on_rule` as the type's first present base date gives them, or nothing.

        Both carry the quote of the date they derive from. The rule reads `expiry_date` or `period_end + 12 months`.
        """
        present = {found.key: found for found in facts}
        for rule in standard_rules(document_type):
            base = present.get(rule.base)
            day = parse_iso(base.value) if base and isinstance(base.value, str) else None
            if base is None or day is None or not rule.holds_of(present):
                continue
            months = self.months.get(document_type, rule.months) if rule.months else 0
            is_by_age = bool(rule.months or rule.days)
            if is_by_age and self.months.get(document_type, 1) == 0:
                return ()
            ends = (add_months(day, months) + timedelta(days=rule.days)).isoformat()
            reckoned = f"{rule.base} + {months} months" if months else f"{rule.base} + {rule.days} days"
            named = reckoned if months or rule.days else rule.base
            dated = replace(base, key="expires_on", title="Expires on", value=ends, value_type="date")
            ruled = replace(
                base, key="expires_on_rule", title="Rule behind the expiry date", value=named, value_type="text"
            )
            return dated, ruled
        return ()
