"""What an agreement says of its renewal: how long it goes on for each time, else its own words: on what terms, or that
it is not renewed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from muniment.judging.facts import money
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import has_blank, is_blank
from muniment.judging.facts.renewal_lengths import renewal_length
from muniment.judging.facts.view import Leaf, Mark, Sentence, View
from muniment.judging.model import Fact

_RENEWS = (
    r"(?:auto(?:matic(?:ally)?)?-?)?renew\w*|\bextend(?:s|ed)?\b|\bextension\b|roll(?:s|ing)? (?:over|on|into|month|"
    r"periods?)|month[- ]to[- ]month|"
    r"(?:from )?year to year|evergreen|"
    r"reconduct\w*|reconduit\w*|reconduire|renouvel\w*|prolong\w*|prorog\w*|d['’]année en année|"
    r"pr[óo]rrog\w*|renueva\w*|renova\w*|reconducc\w*|rinnov\w*|renovação|"
    r"verlänger\w*|\bläuft\b[^.;]{0,80}\bweiter\b|setzt sich[^.;]{0,40}fort|fortgesetzt|erneuer\w*|"
    r"verleng\w*|voortgezet|voortzet\w*|\bloopt\b[^.;]{0,80}\bdoor\b|stilzwijgend|更新"
)
_RENEWAL = re.compile(rf"(?i)(?<!\w)(?:{_RENEWS})")
_ANCHORS = (
    "renew", "extend", "extension", "roll", "month-to-month", "month to month", "year to year", "evergreen", "recondu",
    "renouvel", "prolong", "prorog", "année en année", "prórrog", "prorrog", "renov", "renuev", "rinnov", "verlänger",
    "weiter", "fort", "erneuer", "verleng", "voortge", "voortz", "door", "stilzwijgend", "更新",
)  # fmt: skip
_LABEL = re.compile(
    r"(?i)(?:^|[\t|]\s*|(?<=[.:;] )|(?<=\s)(?=[A-ZÀ-Þ]))(?:\d+(?:\.\d+)*[.)]?\s)?(?:auto(?:matic)?[- ]?renewal|"
    r"renewals?(?: terms?| periods?)?|renews|option|after that|"
    r"reconduction|renouvellement|prolongation|tacite reconduction|renovación|prórrogas?|renovação|prorrogaç(?:ão|ões)|"
    r"rinnovo|proroga|tacito rinnovo|verlängerung|vertragsverlängerung|automatische verlängerung|verlenging)"
    r"(?P<joint>\s?[:：|\t]\s*|\s)(?P<value>\S.{2,200})"
)
_ABOUT = re.compile(
    r"(?i)\b(?:agreement|contract|addendum|term|deed|order|licen[cs]e|subscription|nda|period|services?|plan|it|dpa|"
    r"vertrag\w*|vereinbarung\w*|\w*verhältnis\w*|laufzeit|auftrag|abo\w*|mietzeit|er|es|sie|"
    r"contrat|convention|accord|marché|entente|bail|durée|il|elle|abonnement|période|périodes|terme|issue|échéance|"
    r"contrato|acuerdo|convenio|vigencia|plazo|pedido|orden|se|vencimiento|"
    r"contratto|accordo|convenzione|durata|ordine|incarico|scadenza|si|"
    r"acordo|prazo|vigência|"
    r"overeenkomst|convenant|opdracht|looptijd|zij|deze|licentie)\b|契約|期間"
)
_OF_OTHER = re.compile(
    r"(?i)\b(?:certificat\w*|insurance|polic(?:y|ies)|passwords?|keys?|accreditation|deadline|deliver\w*|time (?:for|"
    r"limit)|warrant\w*|payment|hours|indemn\w*|credit\w*|hire schedule|billed|charg(?:ed|es)|"
    r"zertifikat\w*|versicherung|passw\w*|frist(?! von| bis)\w*|lieferzeit|gewähr\w*|schlüssel|"
    r"certificat|assurance|mot de passe|délais?|garantie|clés?|"
    r"certificado|seguro|contraseña|garantía|certificazione|assicurazione|garanzia|"
    r"seguro|senha|garantia|certificaat|verzekering|wachtwoord\w*|garantie|extends? to|extended to (?:cover|include|"
    r"all)|to the (?:fullest )?extent)\b"
)
_AUTOMATIC = re.compile(
    r"(?i)automat|tacit|stillschweigend|stilzwijgend|successive|jeweils|telkens|par périodes?|por períodos?|"
    r"por periodos?|unless|salvo|sauf|tenzij|sofern|自動"
)
_HEADS = re.compile(r"\.?\s[A-ZÀ-Þ]\w+ :")
"""Behind words of renewal that are a heading."""
MAX_BEHIND_COMMA = 25
"""Characters from a comma to the words of renewal that begin a part of the sentence of their own."""
MAX_AHEAD, MAX_BEHIND, MIN_LENGTH, MAX_LEAVES = 150, 200, 12, 40
_CUT = re.compile(r"[;；。]\s?|(?<=\d{4})\.\s(?=[A-ZÀ-Þ])|\s\d{1,2}\.\d{1,2}\.?\s(?=[A-ZÀ-Þ])")


def renewal(view: View) -> Iterator[Fact]:
    """`renewal`: how long it goes on for, by what a label says, else by the clause that says most plainly how; these
    words where they name no length of time."""
    yield from _labelled(view)
    found: list[tuple[float, Fact]] = []
    for sentence in view.sentences(_ANCHORS, leaves=[leaf for leaf in view.leaves[:MAX_LEAVES] if leaf.flat]):
        last = _RENEWAL.search(sentence.text, max(0, len(sentence.text) - 14))
        if last and last[0][0].isupper():
            sentence = sentence.with_next()  # it ends in a heading
        said = next((one for one in _RENEWAL.finditer(sentence.text) if not _is_heading(sentence.text, one)), None)
        if said is None:
            continue
        start, end = _clause(sentence.text, said.start(), said.end())
        start = _behind_title(sentence, start, said.start())
        end = _ahead_of_label(sentence, start, said.end(), end)
        clause = sentence.text[start:end]
        label = _LABEL.search(clause)
        if label and is_blank(label["value"]):
            continue
        own = sentence.leaf.flat[max(0, sentence.start + start - 60) : sentence.start + end]
        if _OF_OTHER.search(clause) or not _ABOUT.search(own) or has_blank(clause) or len(clause) < MIN_LENGTH:
            continue
        weight = 2.0 * bool(_AUTOMATIC.search(clause)) + bool(money.DURATION.search(clause))
        mark = sentence.mark(start, end)
        value = renewal_length(clause, max(0, said.start() - start), max(0, said.end() - start)) or clause
        found.append((weight, fact("renewal", value, mark, confidence=0.84, quote_limit=MAX_QUOTE)))
    if found:
        yield max(found, key=lambda one: one[0])[1]


MAX_QUOTE = 420


def _labelled(view: View) -> Iterator[Fact]:
    for leaf in view.front(6):
        for index, line in enumerate(leaf.lines):
            label = _LABEL.match(line.text) or _LABEL.search(line.text[:200])
            if label is None or has_blank(label["value"]) or _OF_OTHER.search(label["value"]):
                continue
            is_apart = label["joint"].strip() or "\t" in label["joint"]
            is_row = not label.start() and _is_row(leaf, index)
            if not is_apart and not is_row and (label.start() or not label["value"][:1].isupper()):
                continue
            start = line.start + label.start("value")
            end = _end_of_value(leaf, index, start, line.end)
            value = " ".join(leaf.plain[start:end].split()).strip(" .|")
            if len(value) > 2:
                mark = Mark(leaf.page, line.start + label.start(), end)
                length = renewal_length(value)
                yield fact("renewal", length or value, mark, confidence=0.86, quote_limit=MAX_QUOTE)
                return


MAX_ROW = 90
_SMALL_OF = re.compile(r"(?i)\S+ (?:of|des|de la|du|del|della|do|da|van)\b")


def _is_row(leaf: Leaf, index: int) -> bool:
    """Whether a line stands among others as a row of labels and answers: short, none a part of a running text."""
    around = leaf.lines[max(0, index - 1) : index + 2]
    is_short = all(len(one.text) < MAX_ROW and one.text[:1].isupper() and one.text[-1:] not in ".,;" for one in around)
    return len(around) == 3 and is_short and not _SMALL_OF.match(leaf.lines[index].text)


def _end_of_value(leaf: Leaf, index: int, start: int, end: int) -> int:
    """Where the value of a label ends: at its sentence, or on the next line where that goes on in lower case."""
    stop = re.search(r"\.\s(?=[A-ZÀ-Þ])|\t|\s\|", leaf.plain[start:end])
    if stop:
        return start + stop.start()
    below = leaf.lines[index + 1] if index + 1 < len(leaf.lines) else None
    if below and below.text[:1].islower() and not leaf.plain[start:end].rstrip().endswith("."):
        stop = re.search(r"\.(?:\s|$)", below.text)
        return below.start + (stop.start() if stop else len(below.text))
    return end


def _is_heading(text: str, said: re.Match[str]) -> bool:
    is_title = said[0][0].isupper() and re.match(r"\.?\s[A-ZÀ-Þ]", text[said.end() :])
    return bool(is_title or _HEADS.match(text, said.end()))


_OPENS_ROW = re.compile(r"(?:[A-Za-z\d]{1,2}[.)] )?[A-ZÀ-Þ]")
_WIDE = 0.72
"""Of the width of the lines around: a shorter one was ended, not broken."""


def _ahead_of_label(sentence: Sentence, start: int, said: int, end: int) -> int:
    """Where a clause ends that fills a short line of its own, ahead of a line that begins with a capital."""
    mark = sentence.mark(start, end)
    page = mark.page.text
    if "\n" not in mark.text:
        return end
    begin = page.rfind("\n", 0, mark.start) + 1
    lines = page[begin : mark.end + MAX_TITLE].split("\n")
    width = max(map(len, page[max(0, begin - 300) : mark.end + 300].split("\n")))
    at = mark.start
    for line, below in pairwise(lines):
        stop = begin + len(line)
        is_ended = len(line) < _WIDE * width and not line.rstrip().endswith((",", ";", "-"))
        flat = start + len(" ".join(page[at:stop].split()))
        if is_ended and _OPENS_ROW.match(below) and said + 2 < flat < end:
            return flat
        begin = stop + 1
    return end


def _behind_title(sentence: Sentence, start: int, end: int) -> int:
    """Where a clause begins on a line of its own behind a short one that ends no sentence, such as a heading."""
    at = start
    *above, _ = sentence.mark(start, end).text.split("\n") if end > start else [""]
    for line in above:
        at += len(" ".join(line.split())) + bool(line.split())
        is_title = len(line) < MAX_TITLE and not line.rstrip().endswith((",", ";"))
        if is_title and sentence.text[at : at + 1].isupper():
            start = at
    return start


MAX_TITLE = 45


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around what says it: from the last stop ahead, or comma where that is far, to the end of the sentence
    or the last comma within reach."""
    cuts = [one.end() for one in _CUT.finditer(text, 0, start)]
    begin = cuts[-1] if cuts else 0
    if start - begin > MAX_AHEAD:
        comma = max(text.rfind(", ", begin, start), text.rfind(" and ", begin, start) + 3)
        begin = comma + 2 if start - comma <= MAX_AHEAD else max(begin, text.find(" ", start - MAX_AHEAD) + 1)
    comma = text.rfind(", ", begin, start)
    if comma >= 0 and start - comma <= MAX_BEHIND_COMMA:
        begin = comma + 2
    stop = _CUT.search(text, end)
    last = stop.start() if stop else len(text)
    if last - end > MAX_BEHIND:
        comma = text.rfind(",", end, end + MAX_BEHIND)
        last = comma if comma > end else text.rfind(" ", end, end + MAX_BEHIND)
    while last > begin and text[last - 1] in " .,:":
        last -= 1
    while begin < start and text[begin] in " .,:":
        begin += 1
    return begin, last
