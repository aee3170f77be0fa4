"""Scanners' reports and the attestations of approved scanning vendors (PCI DSS): by whom, when, until when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.judging.facts import boxes, continuity, dates, vocabulary
from muniment.judging.facts.engagements import test_dates
from muniment.judging.facts.fields import Labels, agreed
from muniment.judging.facts.findings import findings
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, tidy
from muniment.judging.facts.records import is_whole, tables, wordings
from muniment.judging.facts.severities import COLUMN, key_of
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

ASV_SCAN = "ASV scan"
_ASV = re.compile(
    r"(?i)\bASV scan\b|\battestation of scan compliance\b|\bapproved scanning vendor information\b|\bASV-scan|"
    r"atestado de conformidade d[ae] varredura|attestation de conformité d(?:u|e|es) (?:scan|balayage|analyse)s?|"
    r"(?:bescheinigung|nachweis|attest) (?:der|über die|van) scan-?\s?(?:konformität|compliance|conformiteit)|"
    r"scan-?konformitätsbescheinigung|(?:atestación|certificación|declaración) de cumplimiento del escaneo|"
    r"attestat\w+ di conformità d(?:ella|i) scansion[ei]|(?:escaneo|balayage|scansion[ei]|varredura|analyse|"
    r"análisis)s? ASV\b|"
    r"ASVスキャン|(?:relatório|informe|rapport|rapporto|"
    r"bericht)[^.\n]{0,30} ASV\b"
)
_COMPLETED = Labels(
    r"(?:date (?:of )?)?scan(?:s)? (?:was )?(?:completed|completion|finished)(?: date| on)?",
    r"scan end(?:ed)?(?: date)?",
)
_TARGET = Labels(
    "scan name|(?:scan )?targets?(?: (?:name|range|group|list))?|(?:scan |scanned )?scope|(?:scanned )?(?:asset group|"
    "networks?|ip range|subnets?|hosts? range|range)|(?:assets?|systems?|addresses|networks?|hosts?|urls?) "
    "(?:scanned|in "
    "scope)|site(?: name)?|(?:container )?image(?: name)?|urls?|address range|web application|scanned (?:addresses|"
    "systems|targets?|urls?)",
)
MAX_TARGET = 120
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\w\.\w{2,}\b")
"""Of a network or host, which the name of a scan that says what was scanned holds."""
_NETWORK = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w/.-])")
_HOST = re.compile(r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,10}(?![\w@.-]|/\w)")
_NO_HOST = re.compile(r"(?i)\.(?:pdf|csv|xlsx?|docx?|html?|json|xml|txt|js|py|exe|dll|so|php)$|^(?:www|e\.g|i\.e)\b")
_SCANNERS = re.compile(
    r"(?<!\w)(?:Nessus(?: Professional| Expert| Essentials| Manager)?|Tenable(?:\.io|\.sc| Vulnerability Management|"
    r" Security "
    r"Center)?|Qualys(?: VMDR| WAS| Cloud Platform)?|OpenVAS|Greenbone(?: (?:Vulnerability Management|Enterprise|"
    r"Community "
    r"Edition|Security Manager))?|Rapid7 (?:InsightVM|Nexpose|InsightAppSec)|InsightVM|Nexpose|Trivy|Grype|Clair|"
    r"Anchore|Snyk|"
    r"Acunetix|Invicti|Netsparker|OWASP ZAP|Burp Suite(?: Professional| Enterprise)?|Nuclei|Outpost24|Detectify|"
    r"Microsoft Defender Vulnerability Management|Amazon Inspector|Prisma Cloud|Holm Security|Intruder)"
    r"(?: v?\d+(?:\.\d+){0,3})?(?!\w)"
)
"""Scanners by their names, with a version behind."""
_EXPIRES = Labels(
    *(rf"(?:{word})(?: \([^()\n]{{3,40}}\))?" for word in vocabulary.words("scan_expires")),
    r"(?:asv )?scan (?:expiration|expiry)(?: date)?",
    r"scan expires(?: on)?",
    "attestation (?:expires|expiry)(?: on| date)?",
)
_VENDOR_LABEL = Labels(
    r"(?:approved scanning vendor|asv)(?: company)?(?: name)?",
    "scan(?:ning)? (?:vendor|company|provider)",
    *vocabulary.words("scan_vendor"),
)
_TOOL = Labels(
    "scanner(?: name| used)?|scan(?:ning)? (?:tool|engine|software)|(?:scanned|generated|produced) (?:by|with|using)|"
    "tool(?: used)?",
    r"(?:scan-?)?werkzeug|scan-?(?:tool|software|engine)|eingesetztes werkzeug|outil(?: de scan| utilisé| employé)?|"
    r"herramienta(?: utilizada| de escaneo)?|strumento(?: utilizzato| di scansione)?|ferramenta(?: utilizada)?|"
    r"escáner|hulpmiddel|scantool|使用ツール|ツール|診断ツール|スキャナー?",
)
_COLUMNS = {
    "severity": wordings(COLUMN),
    "where": wordings(r"(?:ip|host|asset|target|dns|fqdn|plugin|cve|qid|nvt|oid|cvss)\b.*"),
}
MAX_TOOL_WORDS = 6
_COMPANY = Labels(
    "company(?: name)?|empresa|société|entreprise|azienda|società|firma|unternehmen|bedrijf|organisatie|会社名"
)
_VENDOR_PART = re.compile(
    rf"(?i)approved scanning vendor information|\basv information|{vocabulary.alternatives('scan_vendor')}|"
    rf"fornecedor de varreduras? (?:aprovado|autorizado)|"
    r"(?:fournisseur|prestataire) de (?:scan|balayage|analyse)s? (?:agréé|approuvé)|proveedor de (?:escaneo|"
    r"análisis)s? "
    r"(?:aprobado|autorizado)|fornitore (?:di|della) scansion[ei] approvato|(?:zugelassener|"
    r"anerkannter) scan-?\s?anbieter|"
    r"(?:goedgekeurde|erkende) scan-?\s?(?:leverancier|aanbieder)"
)
_PART = re.compile(r"(?m)^\s*(?:part )?[A-Z1-9]\.?\d?\.? [A-Z]")
_STATUS = Labels(*vocabulary.words("compliance_status"))
_STATUS_LINE = re.compile(
    rf"(?i)(?:(?:scan |overall |compliance )*(?:status|result)|{vocabulary.alternatives('compliance_status')})"
    r"\s?[:|\t]?\s?(?P<said>[^\W\d]+(?:[ -][^\W\d]+)?)"
)
MAX_STATUS_LINE = 80
"""Characters of a line that is a status beside its label, be it one that heads columns elsewhere."""
_CONDUCTED = re.compile(rf"(?i:(?:prepared and )?conducted by) (?P<name>{NAME})(?= under certificate)")
MAX_PART = 400
"""Characters of a part of the form up to its company's name."""


def vulnerability_scan(view: View) -> Iterator[Fact]:
    """When a scanner ran and how much of which severity it found; of an ASV's attestation also who, and until when."""
    front = view.front(4)
    for leaf in front[:2]:
        named = _ASV.search(leaf.flat[:3000])
        if named:
            yield fact("report_type", ASV_SCAN, leaf.mark(*named.span()), confidence=0.9)
            yield from _vendor(view, front)
            yield from _validity(view, front)
            yield from continuity.outcome(view)
            yield from _status(front)
            break
    yield from _titled(front[:1])
    yield from _tool(front)
    yield from _named_scanner(front[:1])
    yield from _target(front[:1])
    yield from _one_host(view)
    yield from _finished(view, front[:1])
    yield from test_dates(view)
    yield from findings(view)
    yield from _listed(view)


def _target(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """What was scanned, as a row of its own beside a label names it."""
    for field in _TARGET.find(leaves, loose=True):
        network = _NETWORK.match(field.value)
        name = network[0] if network else tidy(field.value)
        is_named = field.label.lower() == "scan name" and not _ADDRESS.search(field.value)
        if name and not is_named and not field.is_below and len(name) <= MAX_TARGET and not dates.find(name):
            yield fact("target", name, field.mark, confidence=0.78)
            return


def _finished(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """When a scan that says no more ended."""
    answer = agreed(
        (found[0].iso, field)
        for field in _COMPLETED.find(leaves, loose=True)
        if (found := dates.find_days(field.value[:60], day_first=view.day_first)) and found[0].start < 3
    )
    if answer:
        yield fact("test_end", answer[0], answer[1].mark, confidence=0.86)


def _listed(view: View) -> Iterator[Fact]:
    """As many of each severity as the rows of a scanner's export have it; nothing where a row names none."""
    found = tables(view.reading, _COLUMNS, frozenset({"severity", "where"})) if is_whole(view.reading) else []
    said = [row["severity"] for table in found for row in table.rows if row["severity"].lower() != "none"]
    keys = Counter(key_of(severity) for severity in said)
    if None not in keys and len({table.names for table in found}) == 1:
        counts = {str(key): count for key, count in keys.items()}
        for key, count in {**counts, "findings_total": keys.total()}.items() if counts else ():
            yield fact(key, count, found[0].header, confidence=0.7, quote_limit=1)


def _tool(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The scanner that a label names."""
    fields = list(_TOOL.find(leaves[:2], loose=True))
    for field in sorted(
        fields, key=lambda one: not (one.label.lower().endswith(" by") and ORGANISATION.match(one.value))
    ):
        name = tidy(field.value.split(",")[0])
        if name and len(name.split()) <= MAX_TOOL_WORDS and name[0].isupper() and not dates.find(name):
            yield fact("tester", name, field.mark, confidence=0.7)
            return


def _named_scanner(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The one scanner that the head of a report names."""
    for leaf in leaves:
        found = list(_SCANNERS.finditer(leaf.flat[:MAX_HEAD_CHARACTERS]))
        if len({one[0].split()[0] for one in found}) == 1:
            longest = max(found, key=lambda one: len(one[0]))
            yield fact("tester", longest[0], leaf.mark(*longest.span()), confidence=0.6)


def _one_host(view: View) -> Iterator[Fact]:
    """The host of which alone a report tells."""
    found = {
        host[0]: leaf.mark(*host.span())
        for leaf in reversed(view.front(6))
        for host in _HOST.finditer(leaf.flat[:MAX_HOST_CHARACTERS])
        if not _NO_HOST.search(host[0])
    }
    if len(found) == 1:
        ((name, mark),) = found.items()
        yield fact("target", name, mark, confidence=0.6, quote_limit=1)


MAX_HEAD_CHARACTERS, MAX_HOST_CHARACTERS = 600, 20_000


def _status(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The result of a vendor's attestation, beside its label or as the box that is ticked says."""
    told: list[tuple[str, str, Mark]] = []
    for field in _STATUS.find(leaves[:2], loose=True):
        said = None if continuity.has_boxes(field.mark) else continuity.verdict_of(field.value)
        if said:
            told.append((said, field.value.strip(" ."), field.mark))
    for leaf in leaves[:2]:
        for line in leaf.lines:
            ticked = boxes.ticked(line.text) or ()
            beside = _STATUS_LINE.fullmatch(line.text) if len(line.text) <= MAX_STATUS_LINE else None
            answers = (*ticked, *((beside["said"],) if beside else ()))
            told.extend(
                (verdict, answer.strip(" ."), leaf.mark_line(line))
                for answer in answers
                if (verdict := continuity.verdict_of(answer))
            )
    if len({verdict for verdict, _, _ in told}) == 1:
        yield fact("result", *told[0][1:], confidence=0.88, quote_limit=1)


_TITLED = re.compile(
    r"(?i)(?:[\w-]+ ){0,5}(?:scans?|varredura|escaneo|scansione|balayage)(?: (?:report|result|status|resultado|"
    r"résultat|esito))?"
    r"\s?[:\u2013-]\s?(?P<said>[^\W\d]+(?: [^\W\d]+)?)"
)


def _titled(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The result that the title of a scan's report ends in."""
    for leaf in leaves:
        for line in leaf.lines[:MAX_TITLE_LINES]:
            found = _TITLED.fullmatch(line.text)
            if found and continuity.verdict_of(found["said"]):
                yield fact("result", found["said"], leaf.mark_line(line), confidence=0.84)
                return


MAX_TITLE_LINES = 5


def _validity(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for key, labels in (("test_end", _COMPLETED), ("expiry_date", _EXPIRES)):
        answer = agreed(
            (found[0].iso, field)
            for field in labels.find(leaves, loose=True)
            if (found := dates.find_days(field.value[:60], day_first=view.day_first)) and found[0].start < 3
        )
        if answer:
            yield fact(key, answer[0], answer[1].mark, confidence=0.93)
            if key == "test_end":
                yield fact("document_date", answer[0], answer[1].mark, confidence=0.8)


def _vendor(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The company of the vendor's part of the form, not the customer's; or who it says conducted the scan."""
    for field in _VENDOR_LABEL.find(leaves, loose=True):
        if " " not in field.label and not field.is_below and ":" not in field.mark.text:
            continue
        whole = ORGANISATION.match(field.value)
        name = tidy(whole[0]) if whole else tidy(field.value) if re.fullmatch(NAME, field.value) else None
        if name and len(name.split()) > 1 and not dates.find(name):
            yield fact("tester", name, field.mark, confidence=0.92)
            return
    for leaf in leaves:
        part = _VENDOR_PART.search(leaf.page.text[:20_000])
        beside = _beside_customer(leaf, part) if part else None
        if beside:
            yield beside
            return
        for field in _COMPANY.find([leaf]) if part else ():
            between = leaf.page.text[part.end() : field.mark.start] if part else ""
            name = tidy(field.value)
            if (
                part
                and part.end() <= field.mark.start
                and len(between) <= MAX_PART
                and not _PART.search(between)
                and name
            ):
                yield fact("tester", name, field.mark, confidence=0.9)
                return
    for hit in view.near(("conducted by",), _CONDUCTED, before=20, after=120, leaves=leaves):
        name = tidy(hit["name"])
        if name:
            yield fact("tester", name, hit.mark(), confidence=0.85)
            return


def _beside_customer(leaf: Leaf, part: re.Match[str]) -> Fact | None:
    """The vendor's company where the form sets its part beside the customer's: the second ahead of the next part."""
    begin = leaf.page.text.rfind("\n", 0, part.start()) + 1
    if "customer" not in leaf.page.text[begin : part.start()].lower():
        return None
    companies = [field for field in _COMPANY.find([leaf]) if field.mark.start > part.end()]
    for first, second in pairwise(companies):
        name = tidy(second.value)
        between = leaf.page.text[first.mark.start : second.mark.start]
        if name and len(between) <= MAX_PART and not _PART.search(between):
            return fact("tester", name, second.mark, confidence=0.93)
    return None
