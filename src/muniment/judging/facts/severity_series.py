"""Counts by severity that one sentence tells of several severities, in words or figures, in any order and language:
"none that we rated critical, one high, four medium and six low", "High or above: 1. Medium: 2. Low: 3."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from muniment.judging.facts import money, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.severities import HEAD, NOUN, OF_EARLIER, SEVERITY, findings_key
from muniment.judging.facts.view import Leaf
from muniment.judging.model import Fact

MAX_CHARACTERS, MAX_SENTENCE, MAX_GAP = 20_000, 500, 46
_BARE = SEVERITY.replace("?P<s>", "?:")
_NONE = (
    rf"(?:none|no|nil|zero|not (?:a single|one|any)|without|{vocabulary.alternatives('none')}|nessun[oa]?|"
    r"pas d[e'’]|não (?:foram?|se|houve|há)|no (?:se|hubo|hay)|non (?:sono|si|è|ci sono|vi sono|vi erano|c['’]erano)|"
    r"sem|sin|senza|sans|ohne|zonder)"
)
_TOKEN = re.compile(
    rf"(?i)(?<![\w.,-])(?:(?P<none>{_NONE})(?!\w)|{money.COUNT}(?![\w%]|[.,-]\d|\s?[%x/])|{SEVERITY}(?!\w))"
)
_CLAUSE = re.compile(r"[,;:·|]|\s[\u2013\u2014-]\s|\.\s")
_IS_ABOUT = re.compile(rf"(?i)(?<!\w)(?:{NOUN}|{HEAD}|severity|rated|rating|classified|risks?)(?!\w)")
_NO_COUNT = re.compile(
    r"(?i)\b(?:remain\w*|open|closed?|fixed|resolved|corrected|remediated|mitigated|outstanding|retest\w*|re-test\w*|"
    r"within|days?|hours?|months?|weeks?|working|cvss|per ?cent|systems?|hosts?|servers?|deadline|"
    r"offen\w*|behoben\w*|geschlossen\w*|verbleib\w*|nachtest|nachgeprüft|innerhalb|binnen|tagen?|stunden|wochen|"
    r"corrig\w*|ouvert\w*|restant\w*|clos|close|résol\w*|contre-\w+|jours|heures|mois|sous|délai|"
    r"abiert\w*|correg\w*|cerrad\w*|pendiente\w*|resuelt\w*|días|horas|meses|plazo|"
    r"apert\w*|corrett\w*|chius\w*|residu\w*|risolt\w*|giorni|ore|mesi|entro|"
    r"opgelost|verholpen|gesloten|resterend\w*|hertest|dagen|uur|weken|"
    r"abert\w*|fechad\w*|resolvid\w*|restantes?|dias|prazo|reteste)\b"
)
"""Of a sentence that counts what was done about findings, or by when it has to be."""
_TOTAL = re.compile(
    rf"(?i)\b(?:(?:in )?total(?:e|i)?(?: (?:of|de|di|von))?|altogether|together|overall|in all|"
    rf"{vocabulary.alternatives('total')}|soit|totaliza(?:m|ndo)|num total de|per un totale di|in totaal|zusammen|"
    rf"en tout|en total|ensemble|sum(?:ming)? (?:up )?to)\W{{0,3}}$"
)
"""What makes the last count of a sentence that of all."""


_TOTAL_BEHIND = re.compile(rf"(?i)\s(?:{NOUN}\s)?(?:{vocabulary.alternatives('in_all')})(?!\w)")
_IS_ARTICLE = re.compile(rf"(?i)\s(?:(?:grand |gran )?total|{vocabulary.alternatives('total')})\w*")
"""Behind a word for one that says how many there are in all."""


@dataclass(frozen=True, slots=True)
class _Token:
    """`said`: a severity's key; else `count`."""

    start: int
    end: int
    said: str | None
    count: int


def series(leaf: Leaf) -> list[Fact]:
    """The counts of the first sentence that tells two severities' or more, one count to each, and not all of them
    none; and the total, where it states one and the counts add up to it."""
    text = leaf.flat[:MAX_CHARACTERS]
    for start, end in _spans(text):
        listed = _LISTED.search(text, start, end)
        colons = [found.end() for found in islice(_COLON.finditer(text, start, end), MAX_COLONS)]
        for begin in (start, *((listed.start(),) if listed else ()), *colons):
            made = _of_sentence(leaf, text, begin, end)
            if made:
                return made
    return []


_BEHIND = re.compile(r"(?:\s(?:or|and|und|et|ou|oder|of|o|e|y|en) \w+)?\s?[:=(]\s?")
"""Between a severity and the count behind it."""
_LISTED = re.compile(rf"(?i)(?<!\w){_BARE}(?: (?:or|and|oder|und|ou|et|o|e|y|of|en) \w+)?\s?:\s")
"""Where a list of severities begins, behind whatever the sentence began with."""
_COLON, MAX_COLONS = re.compile(r":\s"), 3
"""What a sentence may begin to count behind: "Breakdown: 2 high, 3 low"."""
_SEVERITY_AT = re.compile(rf"(?i)(?<!\w){_BARE}(?!\w)")
_END = re.compile(r"[!?]\s|\.(?=\s+(?:\(|[^\W\d_a-zß-ÿ]))|\.$|\u2022")
_LIST_GOES_ON = re.compile(rf"(?i)\s*{_BARE}(?: [a-z]+){{0,2}}\s?:\s?\S")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Sentences with at least two severities; a list whose entries end in stops ("High: 1. Low: 3.") is one."""
    begin = 0
    ends = [*(found.start() for found in _END.finditer(text)), len(text)]
    for end in ends:
        if end < len(text) and _LIST_GOES_ON.match(text, end + 1):
            continue
        if end - begin <= MAX_SENTENCE and len(_SEVERITY_AT.findall(text, begin, end)) > 1:
            yield begin, end
        begin = end + 1


def _of_sentence(leaf: Leaf, text: str, start: int, end: int) -> list[Fact]:
    sentence = text[start:end]
    around = text[max(0, start - 120) : end]
    if not _IS_ABOUT.search(around) or OF_EARLIER.search(sentence) or _NO_COUNT.search(sentence):
        return []
    years = [int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", sentence)]
    if years and min(years) < leaf.latest_year:
        return []
    tokens = _tokens(text, start, end)
    paired = _paired(text, tokens)
    if paired is None:
        return []
    pairs, total = paired
    keys = [one.said for _, one in pairs]
    counts = [number.count for number, _ in pairs]
    if len(pairs) < 2 or len(set(keys)) < len(keys) or not any(counts):
        return []
    if total is not None and total.count != sum(counts):
        return []
    if counts == list(range(1, len(pairs) + 1)) and _are_rows(text, pairs):
        return []
    made = [
        fact(
            str(severity.said), number.count,
            leaf.mark(min(number.start, severity.start), max(number.end, severity.end)), confidence=0.76, quote_limit=1,
        )
        for number, severity in pairs
    ]  # fmt: skip
    if total is not None:
        whole = leaf.mark(min(_start(pairs), total.start), max(_end(pairs), total.end))
        made.append(fact("findings_total", total.count, whole, confidence=0.76, quote_limit=400))
    return made


def _are_rows(text: str, pairs: Sequence[tuple[_Token, _Token]]) -> bool:
    """Whether counts only number the rows of a table that end in their severity: nothing parts one from the next."""
    return all(
        text[number.start : number.end].isdecimal() and not text[severity.end : following.start].strip()
        for (number, severity), (following, _) in pairwise(pairs)
    )


def _start(pairs: Sequence[tuple[_Token, _Token]]) -> int:
    return min(min(number.start, severity.start) for number, severity in pairs)


def _end(pairs: Sequence[tuple[_Token, _Token]]) -> int:
    return max(max(number.end, severity.end) for number, severity in pairs)


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(text, start, end):
        said = findings_key(found["s"]) if found["s"] else None
        count = 0 if said or found["none"] else money.count_of(found)
        if found["w2"] and count == 1 and _IS_ARTICLE.match(text, found.end()):
            continue
        repeats = bool(said) and bool(tokens) and tokens[-1].said == said
        if repeats and found.start() - tokens[-1].end <= MAX_GAP:
            continue  # "critical (critical)"
        tokens.append(_Token(found.start(), found.end(), said, count))
    return tokens


def _paired(text: str, tokens: list[_Token]) -> tuple[list[tuple[_Token, _Token]], _Token | None] | None:
    """(count, severity) of tokens that take turns, and a total ahead of or behind them."""
    shape = "".join("s" if one.said else "n" for one in tokens)
    total: _Token | None = None
    if re.fullmatch(r"n(?:ns)+", shape):
        total, tokens = tokens[0], tokens[1:]
        if not re.match(rf"(?i)\s(?:[\w-]+\s){{0,2}}?{NOUN}(?!\w)", text[total.end : total.end + 60]):
            return None
    elif re.fullmatch(r"(?:ns)+n", shape) or re.fullmatch(r"(?:sn)+n", shape):
        total, tokens = tokens[-1], tokens[:-1]
        is_said = _TOTAL.search(text[max(0, total.start - 40) : total.start])
        if not is_said and not _TOTAL_BEHIND.match(text, total.end):
            return None
    shape = "".join("s" if one.said else "n" for one in tokens)
    if re.fullmatch(r"(?:ns)+", shape):
        pairs = list(zip(tokens[::2], tokens[1::2], strict=True))
        is_close = all(
            not _CLAUSE.search(text, number.end, severity.start) and severity.start - number.end <= MAX_GAP
            for number, severity in pairs
        )
    elif re.fullmatch(r"(?:sn)+", shape):
        pairs = [(number, severity) for severity, number in zip(tokens[::2], tokens[1::2], strict=True)]
        is_close = all(_BEHIND.fullmatch(text, severity.end, number.start) for number, severity in pairs)
    else:
        return None
    return (pairs, total) if is_close else None
