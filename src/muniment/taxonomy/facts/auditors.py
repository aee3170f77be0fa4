"""Who audited: firms by name, and by the place where a firm signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.taxonomy.facts import dates
from muniment.taxonomy.facts.keys import fact
from muniment.taxonomy.facts.names import NAME, ORGANISATION, tidy
from muniment.taxonomy.facts.view import Leaf, View
from muniment.taxonomy.model import Fact

FIRMS = (
    "A-LIGN ASSURANCE", "A-LIGN", "Schellman & Company, LLC", "Schellman Compliance, LLC", "Schellman", "Coalfire Controls, LLC",
    "Coalfire", "BrightLine CPAs & Associates, Inc.", "BrightLine", "Deloitte & Touche LLP", "Deloitte", "Ernst & Young LLP",
    "Ernst & Young", "EY CertifyPoint", "KPMG LLP", "KPMG", "PricewaterhouseCoopers LLP", "PricewaterhouseCoopers", "PwC",
    "Grant Thornton LLP", "Grant Thornton", "BDO USA, P.C.", "BDO USA, LLP", "BDO", "RSM US LLP", "RSM", "Crowe LLP", "Crowe",
    "Moss Adams LLP", "Moss Adams", "Baker Tilly", "CohnReznick LLP", "Marcum LLP", "Mazars", "Forvis Mazars, LLP", "FORVIS, LLP",
    "Plante & Moran, PLLC", "Plante Moran", "EisnerAmper LLP", "Eisner Advisory Group", "Armanino LLP", "Armanino", "Wipfli LLP",
    "Weaver and Tidwell, L.L.P.", "CliftonLarsonAllen LLP", "Prescient Assurance LLC", "Prescient Assurance", "Insight Assurance LLC",
    "Insight Assurance", "Johanson Group LLP", "Johanson Group", "Sensiba LLP", "Sensiba San Filippo LLP", "BARR Advisory, P.A.",
    "BARR Advisory", "Dansa D'Arata Soucia LLP", "AssurancePoint, LLC", "AssuranceLab", "Linford & Co LLP", "Linford & Company LLP",
    "KirkpatrickPrice, LLC", "KirkpatrickPrice", "MHM Professional Corporation", "Mayer Hoffman McCann P.C.", "CyberGuard Compliance, LLP",
    "Geels Norton", "Advantage Partners", "Accorp Partners CPA LLC", "Accedere Inc", "Zercurity", "Constellation GRC", "Modern Assurance",
    "Laika Compliance, LLC", "Thoropass", "Boulay PLLP", "SSAE 18 Professionals", "Withum", "WithumSmith+Brown, PC", "360 Advanced, Inc.",
    "360 Advanced", "Auditwerx", "Carr, Riggs & Ingram, LLC", "Holtzman Partners, LLP", "SC&H Group", "Wolf & Company, P.C.",
    "Tevora", "Securisea, Inc.", "Risk3sixty", "Oread Risk & Advisory, LLC", "Richey May", "Skoda Minotti", "Frazier & Deeter, LLC",
    "Aprio, LLP", "HORNE LLP", "Elliott Davis, LLC", "Cherry Bekaert LLP", "Dixon Hughes Goodman LLP", "UHY LLP", "Sikich", "Citrin Cooperman",
)  # fmt: skip
"""Firms that audit service organisations; public knowledge, most telling form first. A firm not listed is read where it signs."""

_FIRM = re.compile(
    r"(?<![\w.@])(?:" + "|".join(re.escape(name) for name in sorted(FIRMS, key=len, reverse=True)) + r")"
    r"(?: & (?:Company|Co\.?|Associates))?(?:,? (?:LLP|LLC|L\.L\.P\.|PLLC|P\.C\.|Inc\.?|Ltd\.?|P\.A\.))?(?![\w.]\w)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"(?i:(?:prepared|provided|issued|audited|examined|performed) by|service auditors?:|independent (?:service )?auditors?'? ?(?:of|:)|auditors?:)"
    rf"(?: the)? (?P<name>{NAME})"
)
_SIGNATURE = re.compile(
    r"(?P<name>(?:[A-Z][\w&'.+\-]*,? (?:and |& )?){0,6}[A-Z][\w&'.+\-]*,? (?:LLP|L\.L\.P\.|PLLC|PLLP|P\.C\.|PC|P\.A\.|CPAs?|"
    r"Certified Public Accountants|Chartered Accountants|Wirtschaftsprüfungsgesellschaft)(?:,? (?:LLC|Inc\.|LLP))?)(?![\w])"
)
_SIGNS = re.compile(r"(?i)(?:sincerely|very truly yours|/s/|docusigned by)")


def _signature(leaf: Leaf, key: str) -> Iterator[Fact]:
    """A firm alone on its line with a date, and at most its place, on the lines below."""
    for index, line in enumerate(leaf.lines):
        if not ORGANISATION.fullmatch(line.text) or (
            index and re.search(r"(?:&|,|\b(?:and|of|the|with|by))$", leaf.lines[index - 1].text)
        ):
            continue
        for below in leaf.lines[index + 1 : index + 5]:
            found = dates.find_days(below.text) if len(below.text) <= 45 else []
            if found and found[0].end >= len(below.text) - 1 and found[0].start < 25:
                yield fact(key, line.text, leaf.mark_line(line), confidence=0.92)
                return


def auditor(view: View, *, key: str) -> Iterator[Fact]:
    """The firm that signed: known firms and firm-like names counted where auditors sign, label and head."""
    front = view.front(12)
    for hit in view.near(("by ", "auditor"), _LABEL, after=120, leaves=front[:4]):
        firm = _SIGNATURE.match(hit["name"])
        known = _FIRM.match(hit["name"])
        name = tidy(firm["name"] if firm else known[0] if known else "")
        if name:
            yield fact(key, name, hit.mark(), confidence=0.95)
            return
    for leaf in front:
        if "opinion" not in leaf.low and "independent" not in leaf.low:
            continue
        yield from _signature(leaf, key)
        for line in leaf.lines:
            signed = _SIGNATURE.fullmatch(line.text) or _FIRM.fullmatch(line.text.strip(" ,"))
            if signed and len(line.text.split()) > 1 and not re.search(r"(?i)report of|independent", line.text):
                name = tidy(line.text)
                if name:
                    yield fact(key, name, leaf.mark_line(line), confidence=0.9)
                    return
    fullest: tuple[str, Leaf, int] | None = None
    for leaf in (*front, *view.leaves[-2:]):
        for known in _FIRM.finditer(leaf.flat):
            name = leaf.flat[known.start() : known.end()]
            if name[0].isupper() and (fullest is None or len(name) > len(fullest[0])):
                fullest = (name, leaf, known.start())
    if fullest:
        name, leaf, start = fullest
        yield fact(key, name, leaf.mark(start, start + len(name)), confidence=0.75)
