"""Whose statements and annual reports are: the company and its number in the register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import auditors, registers
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import ORGANISATION, tidy
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_ACCOUNTS = (
    r"(?:(?:annual|consolidated|statutory|special[- ]purpose|general[- ]purpose|standalone|separate|group|parent|"
    r"company|the|of|and|accompanying|company's) )*(?:financial (?:statements?|report)|accounts|"
    r"balance sheets?|annual report)"
)
_NAMED = rf"(?P<name>(?i:the )?(?:{ORGANISATION.pattern}))(?=[\s,.;:('\"]|$)"
_AUDITED = re.compile(rf"(?i:(?:audited|reviewed) the (?:{_ACCOUNTS})(?: and (?:{_ACCOUNTS}))? of):? {_NAMED}")
"""How an auditor says whose accounts were audited; in other languages `stated` has the words."""
_ADDRESSED = re.compile(
    r"(?i:to the (?:sole )?(?:members?|shareholders?|stockholders?|directors|partners|"
    rf"board of (?:directors|trustees|managers)(?: and (?:the )?(?:stockholders|shareholders|"
    rf"members))?)(?: of)?,?) {_NAMED}"
)
MAX_COVER_LINES = 8
_REGISTERED = re.compile(
    r"(?i)\b(?:ABN|ACN|CIN|UEN|CRN|company|registered|registration|incorporated|charity|SIREN|RCS|HRB|NIPC|NIF|CNPJ|KvK|"
    r"annual report)\b"
)
"""What may follow a company's name on the line of a cover."""


def company(view: View) -> Iterator[Fact]:
    """`company_name` as the auditor, the addressee or the cover names it, and its `registration_number`."""
    front = view.front(4)
    leaves = view.front(12)
    for anchored, pattern, confidence in (
        (("audited the", "reviewed the"), _AUDITED, 0.9),
        (("to the ",), _ADDRESSED, 0.8),
    ):
        for hit in view.near(anchored, pattern, before=4, after=260, leaves=leaves):
            name = tidy(hit["name"])
            if name and not auditors.is_firm(name):
                yield fact("company_name", name, hit.mark("name"), confidence=confidence)
                break
    yield from registers.labelled_company(front)
    yield from _on_cover(front[:1])
    yield from registers.number(front)


def _on_cover(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """A company alone on one of the first lines, or ahead of its number there."""
    for leaf in leaves:
        for line in leaf.lines[:MAX_COVER_LINES]:
            named = ORGANISATION.match(line.text)
            behind = line.text[named.end() :].strip(" ,.(-|") if named else ""
            if named and not auditors.is_firm(named[0]) and (not behind or _REGISTERED.match(behind)):
                name = tidy(named[0])
                if name:
                    yield fact("company_name", name, leaf.mark_line(line), confidence=0.7)
                    return
