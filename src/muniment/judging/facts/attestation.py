"""SOC 1, 2 and 3 reports, bridge letters, and other reports of independent auditors (WebTrust, ISAE 3000).

The wordings are those of the AICPA's and IAASB's illustrative reports (AT-C 105, 205, 320; SOC 2 Guide appendices;
ISAE 3402), which firms follow closely; the layouts around them differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from muniment.judging.facts import auditors, continuity, datelines, dates, examined, opinions, policies
from muniment.judging.facts.categories import categories
from muniment.judging.facts.exceptions import exceptions
from muniment.judging.facts.fields import Labels, agreed
from muniment.judging.facts.findings import findings
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, tidy
from muniment.judging.facts.subservice import subservice
from muniment.judging.facts.view import Leaf, Mark, Occurrence, View
from muniment.judging.model import Fact

_DATE_ZONE = r".{0,110}"
_THROUGHOUT = re.compile(
    rf"(?i)(?:throughout|during|for|covering|over) (?:the |a )?(?:period|time period|review period){_DATE_ZONE}"
)
_PERIOD = re.compile(rf"(?i)(?:period|from|between){_DATE_ZONE}")
_AS_OF = re.compile(rf"(?i)\b(?:as of|as at|at)\b(?: the date)?(?= (?:{dates.MONTH}\b|\d)).{{0,30}}")
_SOC = re.compile(
    r"(?i)\b(?:SOC|service organi[sz]ation controls?\)?|system and organi[sz]ation controls?\)?)\s?(?:\(SOC\)\s?)?"
    r"-?(?P<n>[123])(?!\d|\.\d)(?:\s?[®\u2120\u2122]|\s?\(?SM\)?)?"
    r"(?:[\s,\-:+・(]{0,3}(?P<called>typ[eo]?|tipo)\s?-?(?P<t>[12](?!\d|\.\d)|I{1,2}(?![a-zI])))?"
)
_TYPE = re.compile(r"(?i)\b(?:typ[eo]?|tipo)\s?-?(?P<t>[12](?!\d|\.\d)|I{1,2}(?![a-zI]))")
_ENGAGES = re.compile(
    rf"(?i:engage[sd]?|(?:examined|conducted|issued|performed|prepared|reported on|audited|attested|carried out|"
    rf"opined on|"
    rf"signed) by)(?: the firm of)? (?P<name>{NAME})"
)
_ISSUING = (
    " issued ",
    " examined ",
    " audited ",
    " performed ",
    " completed ",
    " conducted ",
    " reported ",
    " prepared ",
)
_ISSUED_OUR = re.compile(
    rf"(?P<name>{NAME}),? (?:has |have )?(?:issued|examined|audited|performed|completed|conducted|reported on|"
    rf"prepared) "
    r"(?:our|the|its|an?)\b"
)
_PLACE = re.compile(r"(?i)(?:date[d:]*\s*|[a-z .]{2,30},? ?(?:[a-z]{2,12},? ?)?)?[\W_]*")
"""What may precede the date on its line: "Date:", a place."""
_RUNS_INTO = re.compile(r"\b(?:dated|of|on|to|from|until|through|the|ended|since)$")
"""The end of a line whose sentence goes on with the date below it."""
_OUR_OPINION = re.compile(
    r"(?i)in our opinion,?(?P<rest>.{0,260})|(?:we (?:do|did) not express an opinion|"
    r"disclaimer of opinion)(?P<none>.{0,60})"
)
_OPINION_LABEL = Labels("(?:auditors?'?s? |type of |overall )?opinion(?: type)?|result|conclusion")
_STATED_OPINION = re.compile(
    r"(?i)(?P<kind>unqualified|unmodified|clean|qualified|adverse)(?: (?:audit |auditor'?s )?opinion)?\.?"
)
_GIVEN = re.compile(
    r"(?i)\b(?:we|auditors?|llp) (?:have )?(?:report(?:ed)?|express(?:ed)?|issued?|gave|give) an? "
    r"(?P<kind>unqualified|unmodified|clean|qualified|adverse) opinion\b"
)
_STATED_AS = {"clean": "unqualified", "unmodified": "unqualified"} | {
    kind: kind for kind in ("unqualified", "qualified", "adverse")
}
"""How a label's answer says what the opinion is, and what that is published as."""
_BASIS = re.compile(
    r"(?i)basis for (?:the )?(?P<kind>qualified|adverse)(?: opinion)?|basis for (?P<none>disclaimer) of opinion"
)
_NOT_TESTED = re.compile(r"(?i)\b(?:not|no|nor|without)\b[^.]*$")
"""Ahead of "operating effectiveness" in its sentence: what a report of Type 1 did not look at."""
_NOT_LOOKED_AT = re.compile(
    r"(?i)\b(?:did|do|does) not (?:\w+ ){1,5}(?:procedures?|tests?|opinion)[^.]{0,40}\boperating effectiveness\b"
)
_DESIGN_AT = re.compile(
    rf"(?i)suitability of (?:the )?design of (?:the )?(?:its )?controls,? as (?:of|at) (?=\d|{dates.MONTH})"
)
_DENIED = re.compile(r"(?i)\b(?:not|neither|nor|rather than|instead of|unlike|no)\b[^.;:]{0,24}$")
_USER_CONTROLS = re.compile(r"(?i)complementary user[\s-]?(?:entity|organi[sz]ation)?[\s-]controls?")
_NO_USER_CONTROLS = re.compile(r"(?i)\b(?:no|not any|without|does not|are not)\b[^.]{0,60}$")
_REFERRED = re.compile(
    r"(?i)\b(?:SOC\s?[123]|ISAE (?:No\.? )?3402)(?:\s?[®\u2120\u2122])?[\s,]{0,2}(?:\(?type\s?(?:[12]|"
    r"I{1,2})\b\)?)?[^.]{0,20}?"
    r"(?:reports?|examinations?|audits?|covers|covering)\b"
)


MAX_SIGNED_LINES = 6
MAX_ROW = 200
"""Characters of a row of a letter's table."""
_ADDRESS = re.compile(r"(?:[\s,|·-]+(?:[^\W\d][\w'. ]{2,40},? )?\d.*)?")
"""What may follow a sender's name on its line."""
_ISAE = re.compile(
    r"(?i)ISAE (?:No\.? )?3402(?:,? (?:de |di |du |del )?\(?(?:typ[eo]?|tipo)\s?(?:[12]|I{1,2})(?![\w]))?"
)


_STANDARD = re.compile(r"\bISAE (?:No\.? )?3402\b")


def soc_report(view: View) -> Iterator[Fact]:
    """Facts of a SOC report; the auditor's own section and the cover weigh more than the descriptions behind."""
    front = view.front(14)
    yield from policies.set_off_version(front[:1])
    yield from _report_type(view.front(6))
    yield from _period(view, front)
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
    yield from _period(view, front, as_of_words=("examined", "assertion"))
    yield from auditors.auditor(view, key="auditor")
    yield from opinion(view)
    yield from continuity.outcome(view)
    yield from findings(view)
    yield from _signed_on(view)


def bridge_letter(view: View) -> Iterator[Fact]:
    """Facts of a bridge (gap) letter: the later of its two periods is the gap, the earlier the report's."""
    front = view.front(3)
    anchors = ("soc 1", "soc 2", "soc 3", "soc1", "soc2", "soc3", "isae 3402")
    for hit in view.near(anchors, _REFERRED, after=120, leaves=front):
        wording = hit[0]
        numbered = _SOC.search(wording)
        isae = None if numbered else _ISAE.match(wording)
        if isae:
            yield fact("report_referred_to", isae[0], hit.mark(), confidence=0.88)
            break
        if numbered:
            kind = _TYPE.search(wording)
            value = f"SOC {numbered['n']}" + (f" {_type(kind['t'])}" if kind else "")
            yield fact("report_referred_to", value, hit.mark(), confidence=0.9)
            yield fact("report_type", value[:5], hit.mark(), confidence=0.88)
            break
    else:
        yield from _referred_abroad(front)
    spans: list[tuple[dates.Found, dates.Found, Leaf]] = []
    for leaf in front:
        found = dates.periods(leaf.flat[:8000], day_first=view.day_first)
        spans.extend((first, last, leaf) for first, last in (*found, *_in_cells(leaf, view.day_first)))
    unique = {(first.iso, last.iso): (first, last, leaf) for first, last, leaf in reversed(spans)}
    ordered = sorted(unique.values(), key=lambda span: span[1].day)
    if len(ordered) >= 2:
        yield from _span_facts(ordered[0], "report_period_start", "report_period_end", 0.85)
        yield from _span_facts(ordered[-1], "period_start", "period_end", 0.85)
    elif ordered:
        first, last, leaf = ordered[0]
        sentence = re.split(r"[.!?:] ", leaf.low[max(0, first.start - 160) : first.start])[-1]
        behind_report = re.split(r"reports?\b|examination|soc ?\d", sentence)[-1]
        is_gap = re.search(r"\b(?:bridg\w+|gap|interval|letter covers|since|subsequent\w*)\b", behind_report)
        is_report = not is_gap and ("report" in sentence or "examination" in sentence or "soc" in sentence)
        keys = ("report_period_start", "report_period_end") if is_report else ("period_start", "period_end")
        yield from _span_facts(ordered[0], *keys, 0.8)
        if is_report:
            yield from _gap_to(front, last)
    for hit in view.near(
        ("engage", "retain", "undergo", " has been examined"), _ENGAGING, before=110, after=60, leaves=front
    ):
        yield fact("service_organisation", hit["name"], hit.mark("name"), confidence=0.78)
        break
    yield from _signing(front)
    for line in front[0].lines[:4] if front else ():
        named = ORGANISATION.match(line.text)
        if named and _ADDRESS.fullmatch(line.text[named.end() :]):
            mark = Mark(front[0].page, line.start, line.start + named.end())
            yield fact("service_organisation", named[0], mark, confidence=0.8)
            break
    yield from _letter_auditor(view, front)
    yield from examined.system_of_letter(view, front)
    yield from examined.set_off(front)


def _referred_abroad(front: Sequence[Leaf]) -> Iterator[Fact]:
    """The report that a letter in another language names, as it is written there: the first mention with its type."""
    for leaf in front:
        told = [one for one in _SOC.finditer(leaf.flat[:8000]) if not _is_denied(leaf, one)]
        named = next((one for one in told if one["t"]), next(iter(told), None))
        isae = _ISAE.search(leaf.flat[:8000])
        if named and isae and not named["t"] and _TYPE.search(isae[0]):
            yield fact("report_referred_to", isae[0], leaf.mark(*isae.span()), confidence=0.84)
            yield fact("report_type", f"SOC {named['n']}", leaf.mark(*named.span()), confidence=0.84)
            return
        if named:
            mark = leaf.mark(*named.span())
            called = f" {named['called'].capitalize()} {named['t']}" if named["t"] else ""
            yield fact("report_referred_to", f"SOC {named['n']}{called}", mark, confidence=0.84)
            yield fact("report_type", f"SOC {named['n']}", mark, confidence=0.84)
            return
        if isae:
            yield fact("report_referred_to", isae[0], leaf.mark(*isae.span()), confidence=0.8)
            return


_ENGAGING = re.compile(
    rf"(?P<name>(?:{ORGANISATION.pattern}))(?: \(\"[^\"]{{2,40}}\"\))?,? (?i:(?:has |"
    rf"have )?(?:annually )?(?:engage[sd]?|retain(?:s|ed)?|"
    r"undergoes|undergone|has been examined))\b"
)
"""Whom a sentence says to have its controls examined."""


def _signing(front: Sequence[Leaf]) -> Iterator[Fact]:
    """The organisation for which the letter is signed, on one of the last lines."""
    for line in reversed(front[-1].lines[-MAX_SIGNED_LINES:] if front else ()):
        named = ORGANISATION.match(line.text)
        if (
            named
            and not auditors.is_firm(named[0])
            and (_ADDRESS.fullmatch(line.text[named.end() :]) or not line.text[named.end() :])
        ):
            mark = Mark(front[-1].page, line.start, line.start + named.end())
            yield fact("service_organisation", named[0], mark, confidence=0.7)
            return


def _in_cells(leaf: Leaf, day_first: bool | None) -> Iterator[tuple[dates.Found, dates.Found]]:
    """The first and the last day of rows that put them into cells beside each other."""
    at = 0
    for line in leaf.lines:
        found = dates.find_days(line.text, day_first=day_first) if len(line.text) <= MAX_ROW else []
        text = " ".join(line.text.split())
        at = leaf.flat.find(text, at) if len(found) == 2 else at
        if len(found) == 2 and at >= 0 and not re.search(r"[^\s|]", line.text[found[0].end : found[1].start]):
            flat = dates.find_days(text, day_first=day_first)
            if 25 <= (flat[1].day - flat[0].day).days <= 800:
                yield _moved(flat[0], at), _moved(flat[1], at)
        at = max(at, 0)


def _letter_auditor(view: View, front: Sequence[Leaf]) -> Iterator[Fact]:
    for hit in view.near(
        (
            "engage",
            "reported on by",
            "audited by",
            "attested by",
            "carried out by",
            "signed by",
            "examined by",
            "conducted by",
            "issued by",
            "performed by",
            "prepared by",
        ),
        _ENGAGES,
        after=120,
        leaves=front,
    ):
        whole = ORGANISATION.match(hit["name"])
        name = tidy(whole[0] if whole else hit["name"])
        if name and 1 < len(name.split()) <= 8:
            yield fact("service_auditor", name, hit.mark(), confidence=0.85)
            return
    for hit in view.near(_ISSUING, _ISSUED_OUR, before=110, after=20, leaves=front):
        whole = ORGANISATION.search(hit["name"])
        if whole and auditors.is_firm(whole[0]):
            yield fact("service_auditor", whole[0], hit.mark(), confidence=0.84)
            return
    yield from auditors.reported(view, front, key="service_auditor")
    yield from auditors.auditor(view, key="service_auditor")


def _gap_to(front: Sequence[Leaf], report_end: dates.Found) -> Iterator[Fact]:
    """A letter that only says until when nothing changed: "through the date of this letter" gives nothing."""
    for leaf in front:
        for found in dates.find_days(leaf.flat[:8000]):
            ahead = leaf.low[max(0, found.start - 30) : found.start]
            if found.day > report_end.day and re.search(r"(?:through|to|until|as of|up to)\s$", ahead):
                yield fact("period_end", found.iso, leaf.mark(found.start, found.end), confidence=0.75)
                return


def _span_facts(span: tuple[dates.Found, dates.Found, Leaf], start: str, end: str, confidence: float) -> Iterator[Fact]:
    first, last, leaf = span
    mark = leaf.mark(first.start, last.end)
    yield fact(start, first.iso, mark, confidence=confidence)
    yield fact(end, last.iso, mark, confidence=confidence)


def _type(numeral: str) -> str:
    return f"Type {'2' if numeral.lower() in {'2', 'ii'} else '1'}"


def _is_denied(leaf: Leaf, match: re.Match[str]) -> bool:
    """Whether a mention says what the report is not: "is not a SOC 2 Type 2 report"."""
    return bool(_DENIED.search(leaf.flat, max(0, match.start() - 40), match.start()))


def _report_type(front: Sequence[Leaf]) -> Iterator[Fact]:
    for leaf in front:
        match = _SOC.search(leaf.flat[:6000])
        if match:
            yield fact("report_type", f"SOC {match['n']}", leaf.mark(*match.span()), confidence=0.95)
            if match["t"] and match["n"] != "3" and not _is_denied(leaf, match):
                yield fact("soc_type", _type(match["t"]), leaf.mark(*match.span()), confidence=0.96)
            break
    for leaf in front:
        isae = _STANDARD.search(leaf.flat[:6000])
        if isae:
            yield fact("report_type", isae[0], leaf.mark(*isae.span()), confidence=0.8)
            break
    for leaf in front:
        match = next((one for one in _TYPE.finditer(leaf.flat[:6000]) if not _is_denied(leaf, one)), None)
        if match:
            yield fact("soc_type", _type(match["t"]), leaf.mark(*match.span()), confidence=0.95)
            return
    for leaf in front:
        match = re.search(r"(?i)(?:design and )?operating effectiveness of (?:the )?controls", leaf.flat[:6000])
        if match and not _NOT_TESTED.search(leaf.flat, max(0, match.start() - 160), match.start()):
            yield fact("soc_type", "Type 2", leaf.mark(*match.span()), confidence=0.75)
            return
    yield from _design_only(front)


def _design_only(front: Sequence[Leaf]) -> Iterator[Fact]:
    """Type 1, of a report on the design at a date that says it did not look at operating effectiveness."""
    if not any(_NOT_LOOKED_AT.search(leaf.flat) for leaf in front):
        return
    for leaf in front:
        match = _DESIGN_AT.search(leaf.flat[:6000])
        if match:
            yield fact("soc_type", "Type 1", leaf.mark(*match.span()), confidence=0.75)
            return


def _period(view: View, front: Sequence[Leaf], *, as_of_words: tuple[str, ...] = ()) -> Iterator[Fact]:
    day_first = view.day_first
    for anchors, pattern, confidence in (
        (("throughout", "during the", "for the period", "covering"), _THROUGHOUT, 0.95),
        (("period", "from ", "between "), _PERIOD, 0.85),
    ):
        for hit in view.near(anchors, pattern, after=160, leaves=front):
            pairs = dates.periods(hit[0], day_first=day_first)
            if pairs and 25 <= (pairs[0][1].day - pairs[0][0].day).days <= 800:
                first, last = pairs[0]
                at = hit.match.start()
                yield from _span_facts(
                    (_moved(first, at), _moved(last, at), hit.leaf), "period_start", "period_end", confidence
                )
                return
    for leaf in front[:3]:
        for first, last in dates.periods(leaf.flat[:2500], day_first=day_first):
            if 25 <= (last.day - first.day).days <= 800:
                yield from _span_facts((first, last, leaf), "period_start", "period_end", 0.8)
                return
    for hit in view.near(("as of ", "as at ", " at "), _AS_OF, after=60, leaves=front):
        found = dates.find_days(hit[0], day_first=day_first)
        if found and (not as_of_words or any(word in hit.before(500).lower() for word in as_of_words)):
            start = hit.match.start()
            yield fact("as_of_date", found[0].iso, hit.leaf.mark(start, start + found[0].end), confidence=0.9)
            return


def _moved(found: dates.Found, by: int) -> dates.Found:
    return dates.Found(found.day, found.start + by, found.end + by, found.is_month)


def opinion(view: View) -> Iterator[Fact]:
    """The auditor's opinion: a modified one is named by its basis paragraph, a clean one by its own sentence."""
    leaves = view.front(30)
    yield from _called(view, leaves[:6])
    for hit in view.near(("basis for",), _BASIS, after=60, leaves=leaves):
        kind = (hit["kind"] or "disclaimer").lower()
        yield fact("opinion", kind, hit.mark(), confidence=0.95)
        return
    yield from opinions.abroad(view, leaves)
    for hit in view.near(
        ("in our opinion", "not express an opinion", "disclaimer of opinion"), _OUR_OPINION, after=320, leaves=leaves
    ):
        rest = hit["rest"].lower()
        ahead = hit.before(90).lower()
        if hit.match["none"] is not None:
            if (
                re.search(r"accordingly|because|disclaimer", ahead + hit[0].lower())
                and "with respect to" not in hit["none"]
            ):
                yield fact("opinion", "disclaimer", hit.mark(), confidence=0.7)
                return
            continue
        if "except for" in rest or "except that" in rest:
            yield fact(
                "opinion", "qualified", hit.leaf.mark(hit.match.start(), _end_of(hit, "except for")), confidence=0.95
            )
            return
        if re.search(
            r"because of the (?:significance|effects?|matter)|(?:did|does|do|was|were) not (?:present|fairly|"
            r"suitably|operate|maintain)|not fairly",
            rest,
        ):
            yield fact("opinion", "adverse", hit.mark(), confidence=0.85)
            return
        if re.search(
            r"in all material respects|fairly,? (?:present|stated)|present(?:s|ed)? fairly|true and fair|"
            r"were effective|operated effectively",
            rest,
        ):
            yield fact("opinion", "unqualified", hit.mark(), confidence=0.9)
            return


def _called(view: View, leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The opinion by its kind, as a label's answer calls it, or a sentence that tells of it."""
    labelled = agreed(
        (_STATED_AS[said["kind"].lower()], field)
        for field in _OPINION_LABEL.find(leaves)
        if (said := _STATED_OPINION.fullmatch(field.value))
    )
    if labelled:
        yield fact("opinion", labelled[0], labelled[1].mark, confidence=0.9, quote_limit=1)
        return
    given = {hit["kind"].lower(): hit for hit in view.near((" opinion",), _GIVEN, before=60, after=12, leaves=leaves)}
    if len(given) == 1:
        ((kind, hit),) = given.items()
        yield fact("opinion", _STATED_AS[kind], hit.mark(), confidence=0.8)


def _end_of(hit: Occurrence, words: str) -> int:
    at = hit.match[0].lower().find(words)
    return hit.match.start() + (at + len(words) if at >= 0 else 20)


def _controls(view: View) -> Iterator[Fact]:
    for hit in view.near(("complementary user", "complementary-user"), _USER_CONTROLS, after=60):
        if not _NO_USER_CONTROLS.search(hit.before(80)):
            yield fact("complementary_user_entity_controls", True, hit.mark(), confidence=0.9)
            break
    yield from exceptions(view)
