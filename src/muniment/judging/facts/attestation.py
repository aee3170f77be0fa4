"""SOC 1, 2 and 3 reports, and other reports of independent auditors (WebTrust, ISAE 3000).

The wordings are those of the AICPA's and IAASB's illustrative reports (AT-C 105, 205, 320; SOC 2 Guide appendices;
ISAE 3402), which firms follow closely; the layouts around them differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from muniment.judging.facts import auditors, audits, continuity, datelines, dates, examined, versions
from muniment.judging.facts.categories import categories
from muniment.judging.facts.exceptions import exceptions
from muniment.judging.facts.findings import findings
from muniment.judging.facts.keys import fact
from muniment.judging.facts.opinions import opinion
from muniment.judging.facts.report_kinds import report_type
from muniment.judging.facts.report_periods import period
from muniment.judging.facts.subservice import subservice
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

_PLACE = re.compile(r"(?i)(?:date[d:]*\s*|[a-z .]{2,30},? ?(?:[a-z]{2,12},? ?)?)?[\W_]*")
"""What may precede the date on its line: "Date:", a place."""
_RUNS_INTO = re.compile(r"\b(?:dated|of|on|to|from|until|through|the|ended|since)$")
"""The end of a line whose sentence goes on with the date below it."""
_USER_CONTROLS = re.compile(r"(?i)complementary user[\s-]?(?:entity|organi[sz]ation)?[\s-]controls?")
_NO_USER_CONTROLS = re.compile(r"(?i)\b(?:no|not any|without|does not|are not)\b[^.]{0,60}$")


def soc_report(view: View) -> Iterator[Fact]:
    """Facts of a SOC report; the auditor's own section and the cover weigh more than the descriptions behind."""
    front = view.front(14)
    yield from versions.set_off_version(front[:1])
    yield from report_type(view.front(6))
    yield from period(view, front)
    yield from auditors.auditor(view, key="service_auditor")
    yield from opinion(view)
    yield from categories(view, front)
    yield from examined.names(view, front)
    yield from subservice(view)
    yield from _controls(view)
    yield from _signed_on(view)


def _signed_on(view: View) -> Iterator[Fact]:
    """The report's date: alone on a line under the signature, on the page of the opinion or the one behind it."""
    leaves = view.front(30)
    for index, leaf in enumerate(leaves):
        if not auditors.OPINION.search(leaf.low):
            continue
        dated = [
            (found[0].day, found[0].iso, near.mark_line(line))
            for near in leaves[index : index + 3]
            for above, line in zip(("", *(one.text for one in near.lines)), near.lines, strict=False)
            if len(line.text) <= 60
            and not _RUNS_INTO.search(above)
            and len(found := dates.find_days(line.text, day_first=view.day_first)) == 1
            and found[0].end >= len(line.text) - 1
            and _PLACE.fullmatch(line.text[: found[0].start])
        ]
        dated.extend(
            (date.fromisoformat(iso), iso, mark)
            for mark, iso, _ in datelines.signed_off(leaves[index : index + 3], view.day_first)
        )
        if dated:  # lines of prose can begin with a date too; the report is younger than what it tells of
            _, iso, mark = max(dated, key=lambda one: one[0])
            yield fact("document_date", iso, mark, confidence=0.93)
        return


def audit_report(view: View) -> Iterator[Fact]:
    """Facts of another auditor's attestation; reports without an opinion give only what they hold."""
    front = view.front(8)
    yield from period(view, front, as_of_words=("examined", "assertion"))
    yield from auditors.auditor(view, key="auditor")
    yield from opinion(view)
    yield from continuity.outcome(view)
    yield from audits.assurance(view)
    yield from findings(view)
    yield from _signed_on(view)


def _controls(view: View) -> Iterator[Fact]:
    for hit in view.near(("complementary user", "complementary-user"), _USER_CONTROLS, after=60):
        if not _NO_USER_CONTROLS.search(hit.before(80)):
            yield fact("complementary_user_entity_controls", True, hit.mark(), confidence=0.9)
            break
    yield from exceptions(view)
