"""Exceptions of an auditor's tests: from the matrices of controls, tests and results, and from prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.items.grid import TableRow, table_rows
from muniment.judging.items.kinds import MAX_ITEMS
from muniment.judging.items.row import item
from muniment.judging.model import Item

_HEADERS = {
    "criteria": re.compile(
        r"(?i)(?:tsc |trust services? )?(?:criteri(?:a|on)|control objectives?|kriteri(?:um|en))(?: (?:ref\w*|no|"
        r"number|"
        r"id|#))?|tsc(?: ref\w*)?|common criteria"
    ),
    "reference": re.compile(r"(?i)(?:control )?(?:ref\w*|id|no|nr|number|#)|control (?:#|ref\w*)"),
    "control": re.compile(
        r"(?i)(?:related |key |description of )?controls?(?: (?:activit\w+|descriptions?|specified by .{0,40}))?|"
        r"(?:.{0,40}'?s )?control activit\w+|kontrollen?"
    ),
    "test": re.compile(
        r"(?i)(?:service )?(?:auditor'?s? )?(?:tests?|test(?:ing)? procedures?|procedures?)(?: (?:of|performed|applied|"
        r"of (?:controls?|operating effectiveness))){0,2}(?: by .{0,40})?|prüfungshandlungen?"
    ),
    "result": re.compile(
        r"(?i)(?:test(?:ing)? )?(?:results?|exceptions?|deviations?|findings?|ergebnis(?:se)?|feststellung(?:en)?)"
        r"(?: of (?:the )?(?:tests?|testing))?(?: (?:noted|identified))?|(?:exception|deviation) (?:noted|description)|"
        r"description of (?:the )?(?:exception|deviation)"
    ),
    "management_response": re.compile(
        r"(?i)(?:management'?s? )?(?:response|remediation|comment)s?(?: (?:by|of|from) management)?|"
        r"management (?:action|response)s?(?: plan)?"
    ),
}
_SAID = re.compile(r"(?i)\b(?:exceptions?|deviations?|abweichung(?:en)?|ausnahmen?)\b")
_NOTHING = re.compile(
    r"(?i)\b(?:no|keine?|aucune?|without|ohne|not note|not identify)\b[^.;:]{0,40}\b(?:exceptions?|deviations?|"
    r"abweichung(?:en)?|ausnahmen?|feststellung\w*)|"
    r"^\W*(?:none|n/?a|nil|not applicable|keine|pass(?:ed)?|effective|satisfactory)\W*(?:noted)?\W*$|"
    r"(?:exceptions?|deviations?)(?: noted| identified)?\s?:?\s(?:none|nil|0)\b|"
    r"\b(?:not tested|could not be tested|no (?:occurrences?|instances?|events?) |did not (?:operate|occur)|"
    r"none of the \w+ )"
)
_SHORT_OF = re.compile(
    r"(?i)\b\d{1,4} (?:\w+ )?(?:out )?of (?:the )?\d{1,4}\b|\b(?:was|were|had|did|has|have) not\b|"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:\(\d+\) )?(?:out )?of\b|\bnot (?:performed|"
    r"completed|removed|"
    r"documented|approved|retained|provided|reviewed)\b"
)
_CRITERION_HEADING = re.compile(
    r"(?m)^(?P<criterion>(?:CC\d{1,2}\.\d{1,2}|[ACP]\d\.\d{1,2}|PI\d\.\d|"
    r"(?:Control )?[Oo]bjective \d{1,2})\b)(?=\W{1,4}[A-Z])"
)
_HEADING_REACH = 700
"""Characters ahead of a row in which its criterion is looked for: the quote takes them in."""
_MENTION = re.compile(
    r"\b(?:Exceptions?|Deviations?)(?: (?:noted|identified|description|"
    r"\d{1,2}))?\s?[:.–-]\s(?=[A-Z0-9])"
)
_CONTROL = re.compile(r"Control (?:(?:Activity|No\.?|Number|ID|#) )?(?P<control>[A-Z]{0,5}[-.]?\d[\d.-]{0,7})\W{1,4}$")
_PROSE_END = re.compile(
    r"\s(?=(?:Management(?:'s)?,? (?:[Rr]esponse|[Cc]omment|[Aa]ction)|Response(?: from| by)?|Exceptions? (?:noted|"
    r"identified|\d)|"
    r"Exceptions?:|Deviations?(?::| noted)|Control [A-Z]{0,5}[-.]?\d|CC\d+\.\d|Section [IVX\d])\b)"
)
_SENTENCE_END = re.compile(r"[.](?= [A-Z]|$)")
_RESPONSE = re.compile(
    r"(?:Management(?:'s)?,? (?:[Rr]esponses?|[Cc]omments?|[Aa]ction)(?: to [^:.]{2,60})?|"
    r"Response(?: from management| by "
    r"management)?)\s?[:.–-]\s?(?P<response>[A-Z].{8,900}?)(?=\s(?:Exceptions?|Deviations?|Control|CC\d|Section|"
    r"\d+\.)\b|$)"
)
_RESULT_REACH, _RESPONSE_REACH = 700, 1_000
"""Characters of an exception told in prose, and of the response to it."""
MAX_MENTIONS = 200
"""Of a page."""


def exceptions(view: View) -> Iterator[Item]:
    """Rows of matrices whose result is an exception, else what prose says; one a control. Of each the first MAX_ITEMS,
    as every one is compared with all others."""
    found = list(islice((one for row in _matrix(view) if (one := _of_row(row)) is not None), MAX_ITEMS))
    places = [(one.page, one.start, one.start + len(one.quote)) for one in found]
    told = islice((one for leaf in view.leaves for one in _of_prose(leaf)), MAX_ITEMS)
    found += [one for one in told if not any(_overlap(one, place) for place in places)]
    yield from _once(found)


def _overlap(one: Item, place: tuple[int, int, int]) -> bool:
    page, start, end = place
    return one.page == page and one.start < end and start < one.start + len(one.quote)


def _matrix(view: View) -> Iterator[TableRow]:
    yield from table_rows(
        view.leaves,
        _HEADERS,
        lambda names: (
            "result" in names and bool(names & {"test", "control", "management_response", "reference", "criteria"})
        ),
    )


def is_exception(result: str) -> bool:
    """Whether a result tells of an exception: it names one, or that something fell short; not that there was none."""
    if _NOTHING.search(result):
        rest = _NOTHING.sub(" ", result)
        return bool(re.search(r"(?i)\b(?:exception|deviation)s?(?: (?:was|were))? noted\b|\bexception:", rest))
    return bool(_SAID.search(result)) or bool(_SHORT_OF.search(result))


def _of_row(found: TableRow) -> Item | None:
    said = found.said
    result = said.get("result", "")
    if not is_exception(result):
        return None
    response = said.get("management_response")
    inline = _RESPONSE.search(result)
    if response is None and inline:
        response, result = inline["response"], result[: inline.start()].strip()
    control = " ".join(text for text in (said.get("reference"), said.get("control")) if text) or None
    mark, criteria = found.row.mark, said.get("criteria")
    if criteria is None and (heading := _criterion_above(found.row.leaf, mark.start)) is not None:
        mark, criteria = heading[0].to(mark), heading[1]
    return item(
        "exception",
        mark,
        control=control,
        criteria=criteria,
        test=said.get("test"),
        result=result,
        management_response=response,
    )


def _criterion_above(leaf: Leaf, start: int) -> tuple[Mark, str] | None:
    """The criterion that heads the rows down to a place on the page, as "CC6.2 - Users are registered …"."""
    floor = max(0, start - _HEADING_REACH)
    headings = [one for one in _CRITERION_HEADING.finditer(leaf.plain, floor, start) if not _is_cell(leaf, one.start())]
    if not headings:
        return None
    last = headings[-1]
    return Mark(leaf.page, last.start("criterion"), last.end("criterion")), last["criterion"]


def _is_cell(leaf: Leaf, at: int) -> bool:
    """Whether a place is in a row of a table: what stands there is of that row, and heads no other."""
    end = leaf.plain.find("\n", at)
    if "\t" in leaf.plain[at : end if end >= 0 else len(leaf.plain)]:
        return True
    return any(
        start <= at < stop for row in leaf.page.rows if len(row) > 1 for cell in row for start, stop in cell.pieces
    )


def _of_prose(leaf: Leaf) -> Iterator[Item]:
    """ "Exception noted: …", with "Management's response: …" behind it."""
    if "exception" not in leaf.low and "deviation" not in leaf.low:
        return
    read_to = 0
    for match in islice(_MENTION.finditer(leaf.flat), MAX_MENTIONS):
        if match.start() < read_to:
            continue
        result = _told(leaf.flat[match.end() : match.end() + _RESULT_REACH])
        if result is None:
            continue
        behind = match.end() + len(result)
        answer = _RESPONSE.match(leaf.flat[: behind + _RESPONSE_REACH], behind + 1)
        control = _CONTROL.search(leaf.flat, max(0, match.start() - 40), match.start())
        read_to = behind
        mark = leaf.mark(control.start() if control else match.start(), behind)
        response = None
        if answer:
            said = _paragraph(leaf.mark(*answer.span("response")))
            mark, response, read_to = mark.to(said), said.text, answer.start("response") + 1
        one = item(
            "exception",
            mark,
            control=control["control"] if control else None,
            result=result,
            management_response=response,
        )
        if one is not None:
            yield one


def _paragraph(mark: Mark) -> Mark:
    """The place up to the end of its paragraph: an empty line, or a short line after a full stop, as a heading is."""
    at = mark.start
    lines = mark.text.split("\n")
    for number, line in enumerate(lines):
        behind = lines[number + 1].strip() if number + 1 < len(lines) else ""
        at += len(line) + 1
        is_heading = len(behind) < 60 and behind[:1].isupper() and not behind.endswith((".", ",", ";"))
        if not behind or (line.rstrip().endswith(".") and is_heading):
            return Mark(mark.page, mark.start, at - 1)
    return mark


def _told(text: str) -> str | None:
    """What an exception is, at the head of a text: up to management's response or the next one, else its sentence."""
    end = _PROSE_END.search(text)
    sentence = _SENTENCE_END.search(text)
    is_answered = end is not None and text.startswith(("Management", "Response"), end.end())
    stop = end.start() if end and (is_answered or not sentence or end.start() < sentence.end()) else None
    result = text[: stop if stop is not None else sentence.end() if sentence else len(text)].strip()
    if re.match(r"(?i)\W*(?:none|nil|no\b|n/a|not applicable|0\b)", result) or len(result.split()) < 4:
        return None
    return result


def _once(found: list[Item]) -> Iterator[Item]:
    """One a control: of two, the one that says more; what prose repeats of a row goes."""
    kept: dict[str, Item] = {}
    for one in found:
        result = str(one.fields["result"] or "")
        reference = _reference(str(one.fields["control"] or ""))
        if reference is None and any(result in held.quote for held in kept.values()):
            continue
        before = kept.get(key := reference or result.lower())
        if before is None or (one.fields["management_response"] and not before.fields["management_response"]):
            kept[key] = one
    yield from kept.values()


def _reference(control: str) -> str | None:
    match = re.match(r"[A-Z]{0,5}[-. ]?\d[\w.-]*", control)
    return match[0] if match else None
