"""How much of which severity a report found: from its table, its sentences, or the index of its findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import money, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Line, View
from muniment.judging.model import Fact

_SEVERITY = (
    r"(?P<s>critical|high|medium|moderate|low|informational|information|info|note|"
    + "|".join(vocabulary.severities().values())
    + ")"
)
_NOUN = rf"(?:issues?|findings?|vulnerabilit(?:y|ies)|{vocabulary.alternatives('findings')})"
_HEAD = rf"(?:{vocabulary.alternatives('severity_head')})"
_JOINED = vocabulary.alternatives("counted_with")
_FOUND = re.compile(rf"(?i)finding|issue|vulnerabilit|weakness|\bgaps?\b|\b(?:{vocabulary.alternatives('findings')})\b")
_ROW = re.compile(
    rf"(?i)^(?:overall |total |number of |{_NOUN}\s|{_HEAD}\s)?{_SEVERITY}"
    rf"(?:[\s-]+(?:risk|severity|priority|impact|threat level|{_NOUN}|{_HEAD}))*\s?(?:\.{{2,}}|[:\t|"
    rf"=(-])*\s*(?P<n>\d{{1,3}})"
    rf"\)?(?:\s+\(?\d{{1,3}}(?:\.\d+)?\s?%\)?)?(?:\s+{_NOUN})?$"
)
_TOTAL = re.compile(
    rf"(?i)^(?:grand |overall )?(?:total|sum|{vocabulary.alternatives('total')})(?: {_NOUN})?\s?[:\t|"
    rf"=-]*\s*(?P<n>\d{{1,4}})$"
)
_ROW_BEFORE = re.compile(rf"(?i)^(?P<n>\d{{1,3}})\s?[x:\t|-]?\s*{_SEVERITY}(?:[\s-]+(?:risk|severity|{_NOUN}))*$")
_COUNTED = re.compile(
    rf"(?i)\b(?<!met )(?<!mit )(?<!com )(?<!con )(?<!avec )(?:(?P<none>{vocabulary.alternatives('none')})|"
    rf"{money.COUNT})\s(?:(?:were|was|are|is|{_NOUN}|of|which|as|rated|"
    rf"classified|considered|had|a|with|being|{_JOINED})\s){{0,6}}['\"]?{_SEVERITY}\b(?=['\"]?[\s-](?:risk|severity|"
    rf"issue|finding|gap|vulnerab|impact|priorit|and|threat|rated|eingestuft|"
    rf"bewertet|class[ée]e?s?|clasificad|classificat|geclassificeerd|classificad|{_NOUN}\b|(?:{_JOINED})\b)|['\"]?(?:[,.;)]|$))"
)
_SEVERITY_WORD = re.compile(
    r"\b(?:[Cc]ritical|CRITICAL|[Hh]igh|HIGH|[Mm]edium|MEDIUM|[Mm]oderate|[Ll]ow|LOW|[Ii]nfo(?:rmational)?|"
    rf"(?i:{'|'.join(vocabulary.severities().values())}))\b"
)
_NUMBERED = re.compile(r"(?i)(?:page|of|section|figure|table|top|step|\d\.)\s?$")
_HEADINGS = re.compile(
    r"[\(\[]\s?(?P<s>(?=[A-Z])(?i:critical|high|medium|moderate|low|informational|info))\s?(?i:severity|risk)?[\)\]]"
)

_DENIED = re.compile(
    rf"(?i)\b(?:no|keine|aucune?|zero)\s{_SEVERITY}(?:[\s-](?:risk|severity))?"
    rf"(?:,? (?:or|nor|oder|ou|ni|o|of) {_SEVERITY.replace('?P<s>', '?P<also>', 1)}(?:[\s-](?:risk|severity))?)?\s"
    rf"(?:befunde|{_NOUN})\b"
)
_NOT_FOUND = re.compile(
    rf"(?i)\b{_SEVERITY}(?:[\s-](?:risk|severity))? {_NOUN} (?:(?:was|were|have been|wurden?|konnten|zijn|"
    rf"werden) (?:not|"
    r"nicht|niet) (?:found|identified|detected|observed|gefunden|festgestellt|identifiziert|gevonden|aangetroffen|"
    r"vastgesteld)|waren er niet)\b"
)
"""A severity of which a sentence says that nothing was found."""
_LEFT = re.compile(
    r"(?i)\s(?:(?:that |which )?(?:were|was|are|is) )?(?:still )?(?:remain\w*|left|open|outstanding|unresolved|offen)\b"
)
"""What makes "no critical findings" a count of what is left."""
_WAS_FOUND = re.compile(
    r"(?i)\s(?:(?:were|was|have been|wurden|ont été) )?(?:made|raised|reported|recorded|found|identified|"
    r"discovered|detected|noted|observed|gefunden|"
    r"festgestellt|identifiziert|trouvées?|identifiées?)\b"
)
"""What makes "no critical findings" a count of nothing, and not one of what is left."""
OF_EARLIER = re.compile(
    r"(?i)\b(?:compared (?:to|with)|gegenüber (?:dem|der)|im vergleich zu\w*|par rapport (?:à|au)|respecto a|"
    r"rispetto a\w*|vergeleken met|em comparação com|face a[os]?) [^.;]{0,40}\b20\d\d\b|"
    rf"\b(?:previous(?:ly)?|prior|preceding|earlier|last year|letzte[nrs]? test|"
    rf"{vocabulary.alternatives('earlier')})\b|"
    r"\b(?:of|from|in|aus|de) 20\d\d (?:were|was|have been|are|had been|wurden|ont été|werden|waren|avaient|"
    r"fueron|se \w+ron|sono stat[ei]|erano|foram)\b"
)
"""Words of a sentence or heading that tells of an earlier test, or of the period of another document."""
_TEST_OF_YEAR = re.compile(
    r"(?i)\b(?:in|of|from|during|at|by) (?:(?:the|our|its|a) )?(?P<year>20\d\d) (?:\w+ )?"
    r"(?:pen-?test|test|assessment|audit|engagement|exercise|report|review)"
)
_YEAR = re.compile(r"(?<![\w.,-])20\d\d(?![\w,-]|\.\d)")
_ANY_SEVERITY = "critical|high|medium|moderate|low|informational|info|" + "|".join(vocabulary.severities().values())
_PAIR = (
    rf"(?:{_ANY_SEVERITY})(?:[ -](?:risk|severity))?\s?[:=]?\s?\d{{1,3}}"
    r"(?![\d%]|[.,-]\d|\s?[%x/-])(?:\s?\([^()]{0,40}\))?"
)
_INLINE = re.compile(rf"(?i)\b{_PAIR}(?:\s?(?:[,;/|·•]|,? (?:and|und|et|y|e|en)\b|&)?\s?{_PAIR}){{2,}}")
_PAIRED = re.compile(rf"(?i)\b{_SEVERITY}(?:[ -](?:risk|severity))?\s?[:=]?\s?(?P<n>\d{{1,3}})")
_LEAST = ("findings_low", "findings_informational")
"""Severities a scale of points begins with."""
_ABOUT = re.compile(
    r"(?i)\b(?:at least|no (?:fewer|less|more) than|(?:fewer|more|less) than|up to|about|approximately|mindestens|"
    r"höchstens|au moins)\s$"
)


_CONTENTS = re.compile(
    r".{0,200}\b(?:table of contents|contents|index|inhaltsverzeichnis|sommaire|table des matières|índice|indice|"
    r"inhoud(?:sopgave)?|sumário(?! executivo))\b"
)


SAID = 0.75
"""Confidence of counts that sentences tell."""


def findings(view: View) -> Iterator[Fact]:
    """Counts by severity, without those that a page denies ("no critical findings")."""
    denied = {
        _key(said): (leaf, found)
        for leaf in view.front(16)
        for found in _DENIED.finditer(leaf.flat)
        for said in (found["s"], found["also"])
        if said and not _is_of_another_test(leaf, found)
    }
    left = {key for key, (leaf, found) in denied.items() if _LEFT.match(leaf.flat, found.end())}
    for counted in _counted(view):
        is_told_apart = counted.key in left and counted.confidence > SAID
        if counted.key not in denied or counted.value == 0 or is_told_apart:
            yield counted
    yield from _total_said(view)
    for leaf in view.front(16):
        for absent in _NOT_FOUND.finditer(leaf.flat):
            if not _is_of_another_test(leaf, absent):
                yield fact(_key(absent["s"]), 0, leaf.mark(*absent.span()), confidence=0.7)
    for key, (leaf, none) in denied.items():
        behind = _WAS_FOUND.match(leaf.flat, none.end())
        if behind:
            yield fact(key, 0, leaf.mark(none.start(), behind.end()), confidence=0.75)


_TOTALS = (
    re.compile(rf"(?i)\b(?:an? )?(?:grand |overall )?total of {money.COUNT} (?:\w+ ){{0,2}}?{_NOUN}\b"),
    re.compile(
        rf"(?i)\b(?:total (?:number of )?|number of ){_NOUN}(?: (?:identified|found|reported|raised))?\s?[:=|-]?\s?"
        rf"{money.COUNT}(?![\d.,%]*\d)"
    ),
    re.compile(rf"(?i)(?<![\d.,-]){money.COUNT} {_NOUN} (?:in (?:all|total)|altogether|overall)\b"),
    re.compile(rf"(?i)\b(?:in (?:all|total)|altogether|overall),? {money.COUNT} {_NOUN}\b"),
)


def _total_said(view: View) -> Iterator[Fact]:
    """The total where sentences or labels state one, and no other."""
    told = [
        (money.count_of(hit.match), hit)
        for pattern in _TOTALS
        for hit in view.near(("finding", "issue", "vulnerabilit"), pattern, before=60, after=60, leaves=view.front(16))
        if not _is_of_another_test(hit.leaf, hit.match)
    ]
    if len({number for number, _ in told}) == 1:
        yield fact("findings_total", told[0][0], told[0][1].mark(), confidence=0.75)


def _counted(view: View) -> Iterator[Fact]:
    """Counts from the first page that states them in one of the ways known."""
    everything = view.front(16)
    leaves = tuple(leaf for leaf in everything if not is_contents(leaf))
    for leaf in leaves:
        rows = _table(leaf)
        if rows:
            yield from rows
            return
    for leaf in leaves:
        first = _first_column(leaf)
        if first:
            yield from first
            return
    for leaf in leaves:
        tiles = _tiles(leaf)
        if tiles:
            yield from tiles
            return
    for leaf in leaves:
        inline = _inline(leaf)
        if inline:
            yield from inline
            return
    for leaf in leaves:
        columns = _columns(leaf)
        if columns:
            yield from columns
            return
    for leaf in leaves:
        counted = _sentence(leaf)
        if counted:
            yield from counted
            return
    yield from _listing(everything)


def is_contents(leaf: Leaf) -> bool:
    """A table of contents: the numbers behind its headings are pages."""
    dotted = sum(("....." in line.text or ". . . ." in line.text) and not _ROW.match(line.text) for line in leaf.lines)
    return dotted >= 3 or bool(_CONTENTS.match(leaf.low))


def _key(severity: str) -> str:
    low = severity.lower()
    for name, words in vocabulary.severities().items():
        if re.fullmatch(words, low):
            return f"findings_{name}"
    return "findings_" + {
        "moderate": "medium",
        "info": "informational",
        "information": "informational",
        "note": "informational",
    }.get(low, low)


def key_of(severity: str) -> str | None:
    """The key that counts a severity, which a text names and nothing else."""
    return _key(severity) if re.fullmatch(rf"(?i){_SEVERITY}", severity) else None


def _table(leaf: Leaf) -> list[Fact]:
    """Rows "High 3", one under the other, at least two of them."""
    rows: list[tuple[str, int, Line]] = []
    last = -10
    for index, line in enumerate(leaf.lines):
        match = (_ROW.match(line.text) or _ROW_BEFORE.match(line.text)) if len(line.text) < 60 else None
        if not match:
            continue
        if rows and index - last > 3:
            if len(rows) >= 2:
                break
            rows = []
        above = (one.text for one in leaf.lines[max(0, index - 3) : index] if not one.text.endswith("."))
        if not rows and any(map(OF_EARLIER.search, above)):
            continue
        if _key(match["s"]) not in {key for key, _, _ in rows}:
            rows.append((_key(match["s"]), int(match["n"]), line))
            last = index
    if len(rows) < 2:
        return []
    found = [fact(key, number, leaf.mark_line(line), confidence=0.85) for key, number, line in rows]
    return [*found, *_total(leaf, rows[-1][2])]


_COUNT_HEAD = re.compile(
    rf"(?i)(?:{_HEAD}|severity|risk(?: level| rating)?|rating)(?:\s+|\s?[\t|]\s?)"
    rf"(?:(?:number|count|total|found|{_NOUN}|"
    rf"{vocabulary.alternatives('count_head')})(?!\w)\s?)+(?P<more>[\t| ]\s?[^\W\d].*)"
)
"""The head of a table whose first numbers count what was found, and the next ones something else."""
_COUNT_ROW = re.compile(
    rf"(?i){_SEVERITY}(?:\s+|\s?[\t|]\s?)(?P<n>\d{{1,3}})(?:\s+|\s?[\t|]\s?)\d{{1,3}}(?:[\s\t|]+\d{{1,3}})*"
)


def _first_column(leaf: Leaf) -> list[Fact]:
    """The first numbers of rows "High 3 1" below a head that says what they count, at least two of them."""
    lines = leaf.lines
    for index, line in enumerate(lines):
        head = _COUNT_HEAD.fullmatch(line.text) if len(line.text) <= MAX_HEAD else None
        if head is None:
            continue
        rows: dict[str, tuple[int, Line]] = {}
        for row in lines[index + 1 : index + 1 + MAX_SEVERITIES]:
            match = _COUNT_ROW.fullmatch(row.text) if len(row.text) <= MAX_HEAD else None
            if match is None or _key(match["s"]) in rows:
                break
            rows[_key(match["s"])] = int(match["n"]), row
        if len(rows) > 1:
            return [fact(key, number, leaf.mark_line(row), confidence=0.8) for key, (number, row) in rows.items()]
    return []


MAX_HEAD, MAX_SEVERITIES = 80, 6
_TILE = re.compile(rf"(?i)(?:(?P<n>\d{{1,3}})|{_SEVERITY}(?: (?:risk|severity|findings?|issues?))?)")
MIN_TILES = 3


def _tiles(leaf: Leaf) -> list[Fact]:
    """Numbers and severities on lines of their own that take turns, as tiles of a summary are read; or as many of the
    one as of the other behind them."""
    run: list[tuple[str, Line]] = []
    for line in (*leaf.lines, Line("", 0)):
        match = _TILE.fullmatch(line.text) if len(line.text) <= MAX_TILE else None
        if match:
            run.append(("n" if match["n"] else match["s"], line))
            continue
        if pairs := _paired(run):
            whole = leaf.mark_line(run[0][1]).to(leaf.mark_line(run[-1][1]))
            is_stack = run[0][0] != "n" and run[1][0] != "n"
            return [
                fact(
                    _key(said),
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
    keys = {_key(kind) for (kind, _), _ in parts}
    return [(kind, name, number) for (kind, name), (_, number) in parts] if len(keys) == half else []


def _inline(leaf: Leaf) -> list[Fact]:
    """A list in a line, "Critical 0, High 2 (both closed), Medium 5", of at least three severities."""
    for line in _INLINE.finditer(leaf.flat):
        if _is_of_another_test(leaf, line, behind_too=False):  # a list ends with its line
            continue
        pairs = list(_PAIRED.finditer(leaf.flat, *line.span()))
        keys = [_key(pair["s"]) for pair in pairs]
        is_scale = [int(pair["n"]) for pair in pairs] == list(range(1, len(pairs) + 1)) and keys[0] in _LEAST
        if len(set(keys)) == len(keys) and not is_scale:
            return [
                fact(key, int(pair["n"]), leaf.mark(*pair.span()), confidence=0.85, quote_limit=1)
                for key, pair in zip(keys, pairs, strict=True)
            ]
    return []


def _total(leaf: Leaf, last: Line) -> Iterator[Fact]:
    """The row behind the last of a table that adds the others up."""
    below = [line for line in leaf.lines if line.start > last.start][:2]
    for line in below:
        match = _TOTAL.match(line.text)
        if match:
            yield fact("findings_total", int(match["n"]), leaf.mark_line(line), confidence=0.85)
            return


def _is_of_another_test(leaf: Leaf, found: re.Match[str], *, behind_too: bool = True) -> bool:
    """Whether the sentence of a count speaks of an earlier test; `behind_too`: behind the count as well."""
    ahead = re.split(r"[.;:] ", leaf.flat[max(0, found.start() - 160) : found.start()])[-1]
    behind = re.split(r"[.;](?: |$)", leaf.flat[found.end() : found.end() + 100])[0]
    sentence = ahead + found[0] + (behind if behind_too else "")
    years = [int(one[0]) for one in _YEAR.finditer(leaf.flat)]
    named = [int(one["year"]) for one in _TEST_OF_YEAR.finditer(sentence)]
    return bool(OF_EARLIER.search(sentence)) or any(year < max(years, default=0) for year in named)


_TOTAL_WORD = re.compile(rf"(?i)\b(?:total|{vocabulary.alternatives('total')})\b")
_COUNTS_ONLY = re.compile(
    rf"(?i)[^A-Za-z]*(?:total|count|findings|{_NOUN}|{vocabulary.alternatives('count_head')})?[^A-Za-z]*"
)
_SEVERITIES_ONLY = re.compile(
    rf"(?i)(?:(?:{_SEVERITY.replace('?P<s>', '?:')}|total|{vocabulary.alternatives('total')})(?:\s+|$)){{3,}}"
)
_NUMBERS_ONLY = re.compile(r"\d{1,3}(?:\s+\d{1,3}){2,}")
_NO_LINE = Line("", 0)


def _columns(leaf: Leaf) -> list[Fact]:
    """A head line naming severities and a line of as many numbers below it; else above it, and neither with more."""
    lines = (_NO_LINE, *leaf.lines, _NO_LINE)
    for index, line in enumerate(lines[1:-1], start=1):
        if len(line.text) > 120 or OF_EARLIER.search(line.text):
            continue
        made = _counts_in(leaf, line, lines[index + 1])
        is_tiles = not made and _SEVERITIES_ONLY.fullmatch(line.text) and _NUMBERS_ONLY.fullmatch(lines[index - 1].text)
        if is_tiles and not _SEVERITIES_ONLY.fullmatch(lines[max(index - 2, 0)].text):
            made = _counts_in(leaf, line, lines[index - 1])
        if made:
            return made
    return []


def _counts_in(leaf: Leaf, line: Line, numbered: Line) -> list[Fact]:
    """What the numbers of a line next to a head line count, where they are as many as its severities."""
    words = re.findall(rf"(?i)\b{_SEVERITY}\b", line.text)
    numbers = re.findall(r"(?<![\d.,])\d{1,3}(?![\d.,%])", numbered.text)
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
        fact(_key(word), int(number), mark, confidence=0.8)
        for word, number in zip(words, numbers[int(leads) :], strict=False)
    ]
    if len(numbers) > len(words):
        made.append(fact("findings_total", int(numbers[0 if leads else -1]), mark, confidence=0.8))
    return made


def _counts(leaf: Leaf) -> Iterator[re.Match[str]]:
    """Counts in front of a severity, looked for only around severities; not numbers of pages, figures and sections."""
    read_to = 0
    for severity in _SEVERITY_WORD.finditer(leaf.flat):
        match = _COUNTED.search(leaf.flat, max(read_to, severity.start() - 90), severity.end() + 40)
        if match:
            read_to = match.end()
            ahead = leaf.flat[max(0, match.start() - 24) : match.start()]
            if not (_NUMBERED.search(ahead) or _ABOUT.search(ahead) or _is_of_another_test(leaf, match)):
                yield match


def _sentence(leaf: Leaf) -> list[Fact]:
    """Counts said in words: "one critical, 4 medium and 1 low severity vulnerabilities"."""
    if not _FOUND.search(leaf.low):
        return []
    found: list[Fact] = []
    contradicted: set[str] = set()
    first = -1
    for match in _counts(leaf):
        if first >= 0 and match.start() - first > 400:
            break
        zone = leaf.low[max(0, match.start() - 250) : match.end() + 200]
        if not _FOUND.search(zone):
            continue
        first = match.start() if first < 0 else first
        if _key(match["s"]) not in {one.key for one in found}:
            found.append(fact(_key(match["s"]), _count_of(match), leaf.mark(*match.span()), confidence=0.75))
        elif any(one.key == _key(match["s"]) and one.value != _count_of(match) for one in found):
            contradicted.add(_key(match["s"]))
    if not any(one.value for one in found):
        return []  # "no critical ones" alone may be what is left of them
    return [one for one in found if one.key not in contradicted]


def _count_of(match: re.Match[str]) -> int:
    return 0 if match["none"] else money.count_of(match)


def _listing(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Headings that end in their severity, "(High)", counted in an index that stands on one page."""
    for leaf in leaves[:6]:
        counts: dict[str, int] = {}
        spans = [match.span() for match in _HEADINGS.finditer(leaf.flat)]
        if len(spans) < 3 or spans[-1][1] - spans[0][0] > 4500:
            continue
        if any(
            behind.page.number == leaf.page.number + 1 and _HEADINGS.search(behind.flat[:500]) and is_contents(leaf)
            for behind in leaves
        ):
            return  # the index runs on over the page
        for match in _HEADINGS.finditer(leaf.flat):
            counts[_key(match["s"])] = counts.get(_key(match["s"]), 0) + 1
        if len(counts) < 2:
            continue
        mark = leaf.mark(spans[0][0], spans[-1][1])
        for key, number in counts.items():
            yield fact(key, number, mark, confidence=0.65, quote_limit=1)
        return
