"""How much of which severity a report found, as its tables and tiles count it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.severities import HEAD, NOUN, OF_EARLIER, SEVERITY, findings_key
from muniment.judging.facts.view import Leaf, Line, Mark
from muniment.judging.model import Fact

_SCALE = r"(?:\s?[(\[][^()\[\]\n]{1,24}[)\]](?:, [^\W\d][^\d,|\t]{2,30})?)?"
"""What a scale says of a severity beside it: "(7.0-8.9)"."""
ROW = re.compile(
    rf"(?i)^[|•·\s-]*(?:overall |total |number of |{NOUN}\s|{HEAD}\s)?{SEVERITY}"
    rf"(?:[\s-]+(?:risk|severity|priority|impact|threat level|{NOUN}|{HEAD}))*{_SCALE}\s?(?:(?:\.{{2,}}+|[:\t|"
    rf"=(-])*\s*(?P<n>\d{{1,3}})\)?|[:\t|]\s?(?:{vocabulary.alternatives('none')}))"
    rf"(?:\s+\(?\d{{1,3}}(?:[.,]\d+)?\s?%\)?)?(?:\s+{NOUN})?(?:\s\([^()\d]{{2,30}}\))?\s?\|?$"
)
"""A severity and how many there are, or that there are none."""
_TOTAL = re.compile(
    rf"(?i)^(?:grand |overall )?(?:total|sum|{vocabulary.alternatives('total')})(?: {NOUN})?\s?[:\t|"
    rf"=-]*\s*(?P<n>\d{{1,4}})$"
)
_ROW_BEFORE = re.compile(
    rf"(?i)^[|•·*\s-]{{0,4}}(?P<n>\d{{1,3}})\s?(?:[x×:\t|-]|of|with|mit|von|de|à|di|con|com|van|met)?\s*{SEVERITY}"
    rf"(?:[\s-]+(?:risk|severity|{NOUN}|{HEAD}))*\s?[|.;,]?$"
)


def table(leaf: Leaf) -> list[Fact]:
    """Rows "High 3", one under the other, at least two of them."""
    rows: list[tuple[str, int, Line]] = []
    last = -10
    for index, line in enumerate(leaf.lines):
        match = (ROW.match(line.text) or _ROW_BEFORE.match(line.text)) if len(line.text) < 60 else None
        if not match:
            continue
        if rows and index - last > 3:
            if len(rows) >= 2:
                break
            rows = []
        above = (one.text for one in leaf.lines[max(0, index - 3) : index] if not one.text.endswith("."))
        if not rows and any(map(OF_EARLIER.search, above)):
            continue
        if findings_key(match["s"]) not in {key for key, _, _ in rows}:
            rows.append((findings_key(match["s"]), int(match["n"] or 0), line))
            last = index
    if len(rows) < 2:
        return []
    found = [fact(key, number, leaf.mark_line(line), confidence=0.85) for key, number, line in rows]
    return [*found, *_total(leaf, rows[-1][2])]


_TOTAL_WORD = re.compile(rf"(?i)\b(?:total|{vocabulary.alternatives('total')})\b")
_COUNTS = (
    rf"(?:number|no\.?|#|count|qty|quantity|total|sum|all|overall|found|identified|{NOUN}|"
    rf"{vocabulary.alternatives('count_head')}|{vocabulary.alternatives('total')})"
)
_AT_FIRST = re.compile(
    r"(?i)\b(?:initial\w*|first|original\w*|identified|found|discovered|reported|raised|baseline|round 1)\b"
)
"""What heads the counts of a test, beside those of its retest."""
_SEVERITY_HEAD = re.compile(
    rf"(?i)(?:{HEAD}|(?:risk|severity|threat|criticality|priority|cvss)(?: (?:level|rating|category|class|severity))?|"
    rf"rating|level|category)(?!\w)[\s|:]*(?P<rest>\S.*)"
)
_CELL = r"(?:[+\u2013-]?\d{1,3}(?:[.,]\d+)?(?: ?%)?|\(\d{1,3}(?: ?%)?\)|-|n/?a)"
_MANY_ROW = re.compile(
    rf"(?i)(?:\|\s*)?(?:{SEVERITY}(?:[\s-]+(?:risk|severity|priority|impact|{NOUN}|{HEAD}))*{_SCALE}|"
    rf"(?:grand |overall |sub)?(?P<total>total|sum|all|{vocabulary.alternatives('total')})(?: {NOUN})?)"
    rf"[\s|:]+(?P<n>\d{{1,3}}(?:[\s|]+{_CELL})+)\s?\|?"
)
_CELLS = re.compile(rf"(?i){_CELL}")
_NOW = re.compile(
    r"(?i)(?:this|current|diese[rsnm]?|aktuelle[rsn]?|ce(?:tte)?|actuel(?:le)?|est[ea]|actual|quest[oa]|corrente|deze|dit|"
    r"huidige?|atual)(?: [^\W\d]{3,12})?(?= )"
)
"""What heads the column of the period that a report tells of, ahead of that of the one before."""
_NOT_FOUND = re.compile(
    rf"(?i)(?<!\w)(?:open|closed|fix\w*|resolved|remain\w*|residual|outstanding|accepted|after|re-?test\w*|sla|days?|due|"
    r"deadline|target|cvss|score\w*|range|points?|weight|percent\w*|share|probability|impact|likelihood|hosts?|assets?|"
    r"systems?|addresses|last|previous|prior|before|old|"
    r"offen\w*|behoben\w*|geschlossen|verbleibend\w*|nach\w*|anteil|frist|tage|systeme?|vor\w*|letzte\w*|"
    r"ouvert\w*|corrig\w*|restant\w*|résiduel\w*|clos\w*|après|contre-\w+|part|délai|jours|hôtes|précédent\w*|"
    r"abiert\w*|pendiente\w*|cerrad\w*|residual\w*|tras|plazo|días|anterior\w*|"
    r"apert\w*|corrett\w*|residu\w*|chius\w*|dopo|giorni|precedent\w*|scors\w*|"
    r"resterend\w*|opgelost\w*|verholpen|gesloten|hertest|dagen|aandeel|vorige?|"
    r"abert\w*|fechad\w*|restantes?|após|prazo|dias|reteste|残存|未対応|対応済|再診断|前回|"
    rf"{vocabulary.alternatives(*vocabulary.EARLIER)}|%)(?!\w)"
)
"""What heads a column that does not count what a test found."""


def chosen_column(leaf: Leaf) -> list[Fact]:
    """Of rows "High 3 1", at least two of them, the numbers of the column that counts what was found in all, as the
    head right above them says; nothing where it does not."""
    lines = leaf.lines
    for index in range(len(lines)):
        head, begin = _head_of(lines, index), index + 1
        if head is None:
            continue
        while begin < min(len(lines), index + 1 + MAX_BROKEN_HEAD) and _goes_on_head(lines[begin]):
            head, begin = f"{head} {lines[begin].text}", begin + 1
        rows: dict[str, tuple[list[tuple[str, int]], Line]] = {}
        for row in lines[begin : begin + 1 + MAX_SEVERITIES]:
            match = _MANY_ROW.fullmatch(row.text) if len(row.text) <= MAX_HEAD else None
            key = findings_key(match["s"] or "total") if match else ""
            if match is None or key in rows:
                break
            rows[key] = [(cell[0], match.start("n") + cell.end()) for cell in _CELLS.finditer(match["n"])], row
        widths = {len(numbers) for numbers, _ in rows.values()}
        place = _place_in(head, widths.pop()) if len(rows) > 1 and len(widths) == 1 else None
        if place is not None:
            counted = {key: (numbers[place], row) for key, (numbers, row) in rows.items()}
            if all(number.isdecimal() for (number, _), _ in counted.values()):
                return [
                    fact(key, int(number), Mark(leaf.page, row.start, row.start + end), confidence=0.8, quote_limit=1)
                    for key, ((number, end), row) in counted.items()
                ]
    return []


def _head_of(lines: Sequence[Line], index: int) -> str | None:
    """What heads the columns of counts on a line, or on as many short ones as its cells were broken into."""
    line = lines[index]
    if len(line.text) > MAX_HEAD:
        return None
    found = _SEVERITY_HEAD.fullmatch(line.text)
    if found:
        return found["rest"]
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    if len(line.text) > MAX_BROKEN or not _MANY_ROW.fullmatch(below[:MAX_HEAD]):
        return None
    broken = [line.text]
    for above in reversed(lines[max(0, index - MAX_BROKEN_LINES) : index]):
        if len(above.text) > MAX_BROKEN or above.text.endswith("."):
            break
        broken.insert(0, above.text)
        joined = " ".join(broken)
        now = _NOW.match(joined)
        if now and _NOT_FOUND.search(joined, now.end()):
            return f"found {joined[now.end() :]}"
    return None


def _goes_on_head(line: Line) -> bool:
    """Whether a short line between a head and its rows is what the width of a column left of it: "(27/01/2026)"."""
    return len(line.text) <= MAX_BROKEN and not _MANY_ROW.fullmatch(line.text) and not line.text.endswith(".")


MAX_BROKEN_HEAD = 2
"""Lines of a head behind its first."""
MAX_BROKEN, MAX_BROKEN_LINES = 24, 4
"""Characters of a line of a head that its cells broke, and as many lines."""


def crossed(leaf: Leaf) -> list[Fact]:
    """The row of sums of a table with a column for each severity and a row for each part."""
    lines = leaf.lines
    for index, line in enumerate(lines):
        named = list(re.finditer(rf"(?i)\b{SEVERITY}\b", line.text)) if len(line.text) <= MAX_HEAD else []
        words = [one["s"] for one in named]
        head = _CAPTION.sub("", line.text)
        if len(words) < MIN_TILES or OF_EARLIER.search(line.text) or re.search(r"\d", head):
            continue
        has_other = not _TOTAL_WORD.search(line.text) and bool(re.search(r"[^\W\d]{3}", line.text[named[-1].end() :]))
        for row in lines[index + 2 : index + MAX_CROSSED]:
            summed = _SUM_ROW.fullmatch(row.text)
            if summed is None:
                continue
            numbers = re.findall(r"\d+", summed["n"])
            keys = [findings_key(word) for word in words]
            if len(set(keys)) == len(keys) <= len(numbers) <= len(keys) + 1:
                has_total = len(numbers) > len(keys)
                if has_total and has_other:
                    numbers, has_total = numbers[:-1], False
                if has_total and sum(map(int, numbers[:-1])) != int(numbers[-1]):
                    break
                mark = leaf.mark_line(line).to(leaf.mark_line(row))
                pairs = zip([*keys, "findings_total"][: len(numbers)], numbers, strict=True)
                return [fact(key, int(number), mark, confidence=0.8) for key, number in pairs]
            break
    return []


MAX_CROSSED = 16
_CAPTION = re.compile(
    r"(?i)^(?:table|tabelle|tableau|tabla|tabella|tabel|tabela|exhibit|figure) \d{1,3}(?:[.-]\d{1,2})?[.:]?\s"
)
"""A table's number ahead of its head."""
_SUM_ROW = re.compile(
    rf"(?i)\|?\s*(?:grand |overall )?(?:total|sum|{vocabulary.alternatives('total')})s?[\s|:]+(?P<n>\d{{1,4}}(?:[\s|"
    rf"]+\d{{1,4}}){{2,}})\s?\|?"
)


def _place_in(head: str, width: int) -> int | None:
    """Which of so many columns counts what was found: the first one so headed, one at the end that adds up, of months
    or years the latest; else the first, where the others are said to count something else."""
    named = [cell.strip() for cell in re.split(r"\t|\|", head.strip(" |"))]
    if len(named) == width:
        for wanted in (_TOTAL_WORD, _AT_FIRST, re.compile(rf"(?i)(?:{_COUNTS}\W*)+")):
            places = [at for at, cell in enumerate(named) if wanted.search(cell)]
            if wanted is _TOTAL_WORD and len(places) > 1:
                continue
            if places:
                return places[0]
    cells = named if len(named) == width else head.split()
    times = [dates.order_of(cell) for cell in cells] if len(cells) == width else [None]
    if None not in times:
        return max(range(width), key=lambda at: times[at] or 0) if len(set(times)) == width else None
    if len(named) != width and _TOTAL_WORD.search(head.split()[-1]):
        return width - 1
    named_first = 1 if len(named) == width or width == len(cells) else 2
    first, others = " ".join(cells[:named_first]), " ".join(cells[named_first:])
    if _AT_FIRST.match(first) or re.match(rf"(?i){_COUNTS}(?!\w)", first):
        return 0
    return 0 if _NOT_FOUND.search(others) and not _NOT_FOUND.search(first) else None


MAX_HEAD, MAX_SEVERITIES = 80, 6
_TILE = re.compile(
    rf"(?i)(?:(?P<n>\d{{1,4}})|(?:sev(?:erity)? ?\d ?)?\(?{SEVERITY}\)?(?: (?:risk|severity|{NOUN}))?|"
    rf"(?P<total>(?:total|{vocabulary.alternatives('total')})(?: {NOUN})?))"
)
MIN_TILES = 3


def tiles(leaf: Leaf) -> list[Fact]:
    """Numbers and severities on lines of their own that take turns, as tiles of a summary are read; or as many of the
    one as of the other behind them."""
    run: list[tuple[str, Line]] = []
    for line in (*leaf.lines, Line("", 0)):
        match = _TILE.fullmatch(line.text) if len(line.text) <= MAX_TILE else None
        if match:
            run.append(("n" if match["n"] else match["s"] or _TOTAL_TILE, line))
            continue
        if pairs := _paired(run):
            whole = leaf.mark_line(run[0][1]).to(leaf.mark_line(run[-1][1]))
            is_stack = run[0][0] != "n" and run[1][0] != "n"
            return [
                fact(
                    _key_of_tile(said),
                    int(number.text),
                    whole if is_stack else leaf.mark_line(number).to(leaf.mark_line(name)),
                    confidence=0.8,
                    quote_limit=1,
                )
                for said, name, number in pairs
            ]
        run = []
    return []


MAX_TILE = 24
_TOTAL_TILE = "total"


def _key_of_tile(said: str) -> str:
    return "findings_total" if said == _TOTAL_TILE else findings_key(said)


def _paired(run: list[tuple[str, Line]]) -> list[tuple[str, Line, Line]]:
    """(severity, its line, the line of its number) of lines that are one for one numbers and severities."""
    shape = "".join("n" if kind == "n" else "s" for kind, _ in run)
    half = len(run) // 2
    if half < MIN_TILES or len(run) % 2:
        return []
    if shape in ("ns" * half, "sn" * half):
        parts = [sorted(run[at : at + 2], key=lambda one: one[0] == "n") for at in range(0, len(run), 2)]
    elif shape == "s" * half + "n" * half:
        parts = [[run[at], run[at + half]] for at in range(half)]
    else:
        return []
    keys = {_key_of_tile(kind) for (kind, _), _ in parts}
    return [(kind, name, number) for (kind, name), (_, number) in parts] if len(keys) == half else []


def _total(leaf: Leaf, last: Line) -> Iterator[Fact]:
    """The row behind the last of a table that adds the others up."""
    below = [line for line in leaf.lines if line.start > last.start][:2]
    for line in below:
        match = _TOTAL.match(line.text)
        if match:
            yield fact("findings_total", int(match["n"]), leaf.mark_line(line), confidence=0.85)
            return


_COUNTS_ONLY = re.compile(
    rf"(?i)[^A-Za-z]*(?:(?:{_COUNTS}|of|open|in|initial(?:ly)?|reported|raised)(?!\w)[^A-Za-z\d]*)*[\d\s|:]*"
)
"""A row of counts, and what may head it."""
_SEVERITIES_ONLY = re.compile(
    rf"(?i)(?:(?:sev(?:erity)? ?\d ?)?\(?(?:{SEVERITY.replace('?P<s>', '?:')}|total|"
    rf"{vocabulary.alternatives('total')})\)?(?:[\s|]+|$)){{3,}}"
)
_NUMBERS_ONLY = re.compile(r"\d{1,4}(?:[\s|]+\d{1,4}){2,}")
_NO_LINE = Line("", 0)


def columns(leaf: Leaf) -> list[Fact]:
    """A head line naming severities and a line of as many numbers below it; else above it, and neither with more."""
    lines = (_NO_LINE, *leaf.lines, _NO_LINE)
    for index, line in enumerate(lines[1:-1], start=1):
        if len(line.text) > 120 or OF_EARLIER.search(line.text):
            continue
        made = _counts_in(leaf, line, _counted_below(lines, index))
        is_tiles = not made and _SEVERITIES_ONLY.fullmatch(line.text) and _NUMBERS_ONLY.fullmatch(lines[index - 1].text)
        if is_tiles and not _SEVERITIES_ONLY.fullmatch(lines[max(index - 2, 0)].text):
            made = _counts_in(leaf, line, lines[index - 1])
        if made:
            return made
    return []


def _counted_below(lines: tuple[Line, ...], index: int) -> Line:
    """The line below a head; over a head of the row that its column broke."""
    for line in lines[index + 1 : index + 4]:
        if re.search(r"\d", line.text) or not _COUNTS_ONLY.fullmatch(line.text):
            return line
    return _NO_LINE


def _counts_in(leaf: Leaf, line: Line, numbered: Line) -> list[Fact]:
    """What the numbers of a line next to a head line count, where they are as many as its severities."""
    words = re.findall(rf"(?i)\b{SEVERITY}\b", line.text)
    numbers = re.findall(r"(?<![\d.,])\d{1,4}(?![\d.,%])", numbered.text)
    has_total = bool(_TOTAL_WORD.search(line.text))
    if (
        len(words) < 3
        or len(numbers) not in {len(words), len(words) + has_total}
        or not _COUNTS_ONLY.fullmatch(numbered.text)
    ):
        return []
    leads = has_total and len(numbers) > len(words) and bool(_TOTAL_WORD.match(line.text.lstrip(" |\t*")))
    mark = leaf.mark_line(line).to(leaf.mark_line(numbered))
    made = [
        fact(findings_key(word), int(number), mark, confidence=0.8)
        for word, number in zip(words, numbers[int(leads) :], strict=False)
    ]
    if len(numbers) > len(words):
        made.append(fact("findings_total", int(numbers[0 if leads else -1]), mark, confidence=0.8))
    return made
