"""How much at most somebody is liable for: the words of the clause that limits it, and its amount where it names one.

The value is what limits, to the end of its sentence: of English what stands behind the words that limit ("shall not
exceed"), of other languages, whose article joins them ("limitée au montant"), those words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import money, promises
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import is_blank
from muniment.judging.facts.value_kinds import MAX_AHEAD_OF_AMOUNT
from muniment.judging.facts.view import Mark, Sentence, View
from muniment.judging.model import Fact

MIN_CHARACTERS, MAX_CHARACTERS = 8, 325
SAID, SURE = 0.8, 0.82
"""Confidence of a clause's limit, and of an amount that a label or a sentence leads to."""
_LIMITS = re.compile(
    r"(?i)\b(?:not exceed|exceed|(?:be )?limited to|be no (?:more|greater) than|not be (?:more|greater) than|"
    r"be capped at|capped at|liable for (?:any )?(?:more than|amounts? (?:exceeding|greater than|in excess of))|"
    r"cap\"? (?:means|shall mean|shall be|is equal to)|up to (?:a maximum|an aggregate(?: amount)?) of)"
    r"(?: in (?:the )?aggregate,?)? (?=.{8})"
)
_ANCHORS = (
    "exceed", "limited to", "capped at", "be no more than", "be no greater than", "greater than", "liable for",
    " cap\" ", " cap means", " cap shall", "up to a maximum", "up to an aggregate",
)  # fmt: skip
_ASIDE = r"(?:, ?[^.;]{3,80},)?"
_LIMITS_ABROAD = re.compile(
    r"(?i)(?<!\w)(?:"
    r"(?:begrenzt|beschränkt|limitiert|begrenzen|beschränken)(?: sich)?[^.;]{0,60}? auf|"
    r"bis (?:zu|zur|höchstens|maximal|zum)|höchstens|maximal|nicht mehr als|"
    r"übersteigt (?:nicht|in keinem fall|keinesfalls|insgesamt nicht)|beträgt(?: insgesamt| je \w+| pro \w+)*|"
    rf"(?:limitée?s?|plafonnée?s?){_ASIDE}(?: globalement| en tout(?: état de cause)?)? (?:à|au|aux)|"
    r"n'exc[éè]d\w+ (?:pas|en aucun cas)|ne (?:peut|pourra|saurait|peuvent|pourront|sauraient)(?: en aucun cas| pas)? "
    r"(?:excéder|dépasser|être supérieure?s? (?:à|au))|ne dépasse(?:ra|nt|ront)? (?:pas|en aucun cas)|"
    r"dans (?:la|les) limites? (?:de|du|des|d')|(?:jusqu')?à (?:la )?concurrence (?:de|du|d')|"
    rf"(?:limit(?:a|ad[ao]s?|ará)|topad[ao]){_ASIDE}(?: en todo caso| como máximo)? (?:al?)(?!\w)|"
    r"no (?:podrá |podrán |puede )?(?:exced|super|rebas)\w*(?: en ningún caso)?(?: del?)?|"
    r"hasta (?:un |el )?(?:máximo|límite|importe|tope|monto)(?: total| global)? de|"
    r"(?:con |tendrá como |tiene como |tendrá por )(?:el |un )?(?:límite|tope|máximo)(?: máximo)?(?: de)?|hasta|"
    rf"limitat[aoi]{_ASIDE}(?: in ogni caso| complessivamente)? a(?:d|ll?[aoe]?|ll'|i|gli)?(?!\w)|"
    r"non (?:potrà |potranno |può )?(?:super|ecced)\w*(?: in alcun caso)?|"
    r"ne(?:i|l) limit[ie] (?:massimo |complessivo )?d\w+|"
    r"entro (?:il|un) (?:limite|massimale)(?: massimo| complessivo)? d\w+|"
    r"fino a(?:lla)? (?:concorrenza|un (?:massimo|importo))(?: d\w+)?|"
    rf"(?:limitad[ao]s?|limita(?:r-se-á|rá-se|-se)?){_ASIDE} (?:aos?|às?|a)(?!\w)|"
    r"não (?:poderá |deverá |pode )?(?:exced|ultrapass|super)\w*(?: em caso algum)?|"
    r"até (?:o|ao) (?:limite|montante|valor|máximo|teto) d\w+|(?:tem|terá) (?:como|por) (?:limite|teto)|"
    rf"beperkt{_ASIDE} tot|gemaximeerd (?:op|tot)|bedraagt(?: per \w+)* (?:maximaal|ten hoogste|nooit meer dan|"
    r"niet meer dan)|(?:nooit|niet) (?:meer|hoger) dan|tot (?:maximaal|ten hoogste|een (?:maximum|plafond|bedrag) van)|"
    r"maximaal|ten hoogste"
    r")(?: (?=.{4})|(?<=')(?=.{4}))"
)
_ANCHORS_ABROAD = ("haft", "responsabili", "responder", "aansprakelijk", "indemnités", "vergoedt", "schade")
_AROUND = re.compile(
    r"(?i)\bauf (?:(?!\bauf\b)[^;]){3,220}? (?:begrenzt|beschränkt|limitiert)(?!\w)|"
    r"\bdarf (?:(?!\bdarf\b)[^;]){3,220}? nicht übersteigen(?!\w)"
)
"""What German puts around the limit."""
_SUBJECT = re.compile(r"(?i)\bliab|\bdamages\b|\bcap\"?$")
_SUBJECT_ABROAD = re.compile(
    r"(?i)haft(?!pflichtversich)|responsabili[dtz]|\bresponder[áa]|aansprakelijk|indemnités|vergoedt[^.]{0,30}schade"
)
_MEASURE = re.compile(
    r"(?i)\bfees?\b|\bpaid\b|payable|amounts? |price|charges|"
    r"insurance (?:cover|proceeds)|\bpag[oa]s?\b|\bpagad|\bpayée?s?\b|\bversée?s?\b|\bpagat|\bversat|\babonad|"
    r"corrispettiv|\bbetaald|vergoeding|"
    r"\bmontant|\bbedrag|\bgezahlt|vergütung|redevance|facturad|faturad|fatturat|gefactureerd|"
    r"[$€£]|\b(?:usd|eur|gbp|chf|inr|rs|sek|nok|dkk|pln|zar|rand|dollars|euros?)\b|\bR ?\d{1,3}[ ,]\d{3}"
)
_MEASURE_ABROAD = re.compile(
    r"(?i)annuit|anualidad|annualit|jahres|\bindemnit|commission|comision|\bprix\b|\bprecio|\bprezzo|\bpreço|\bprijs|"
    r"\brentas?\b|\bcan[oó]n|\bcánon|\bvalor|\bimport[eio]\b|vorhersehbar|typische|auftrags(?:wert|summe)|entgelt|"
    r"gebühr|honorar|\btarif|r\$|\d"
)
_LENGTH_ALONE = re.compile(rf"(?i)\s*(?:{money.DURATION.pattern[4:]}|\d+ ?%? ?$)")
_NOT_CAPPED = re.compile(
    r"(?i)\b(?:no (?:cap|limit|limitation)|uncapped|unlimited|unbegrenzt|unbeschränkt|nicht (?:begrenzt|beschränkt)|"
    r"illimitée?s?|ilimitad[ao]|illimitat[ao]|onbeperkt|no se limita|non è limitata|não (?:é|está) limitada|"
    r"n'est pas limitée|niet beperkt)\b|"
    r"\b(?:not|never) (?:be )?(?:limited|capped)\b"
)
_OF_OTHERS = re.compile(
    r"(?i)\bpénalités?|\bpenalidad|\bpenali?\b|\bmultas?\b|vertragsstrafe|boetes? (?:is|zijn|bedra)|"
    r"versicher\w+ (?:mit|über|von)|assurance|seguro|assicurazione|verzeker|deckungssumme"
)
"""What is capped there is no liability: penalties, insurance."""
_END = re.compile(r"; |;$|(?<=[a-zà-ÿ0-9)\"€%]{2})\.(?: (?=[A-ZÀ-Þ0-9\"(])|$)| (?=\d{1,2}\.\d{0,2}\.? [A-ZÀ-Þ])")
_ABBREVIATED = re.compile(
    r"(?i)\b(?:art|arts|abs|cl|par|nr?|no|núm|rs|lit|al|ziff|ca|mio|mrd|bzw|inkl)\.$|"
    r"\b(?:article|artikel|artículo|articolo|artigo|clause|section|paragraph|schedule|annex|ziffer|klausel) $"
)
_RESERVED = re.compile(r",? without prejudice to\b.*$", re.IGNORECASE)
"""What is said of other rights behind a limit."""
_TRAILING = re.compile(r"[\s.,:;#]+$")
_HEAD_BELOW = re.compile(
    r"\n\s*(?=(?:\d{1,2}(?:\.\d{1,2})?[.)]?|§|#+|(?i:art(?:ículo|igo|icle|ikel|icolo)|cláusula))\s)"
)


def caps(view: View) -> Iterator[Fact]:
    """`liability_cap`, with `liability_cap_amount` and `currency` where it names one amount; the first clause's."""
    for sentence in view.sentences(_ANCHORS):
        limits = _LIMITS.search(sentence.text)
        if limits and _SUBJECT.search(sentence.text[: limits.start() + 4]):
            made = list(_cap(view, sentence, limits.start(), limits.end(), begin=limits.end()))
            if made:
                yield from made
                break
    for sentence in view.sentences(_ANCHORS_ABROAD):
        made = list(_abroad(view, sentence))
        if made:
            yield from made
            return


def _abroad(view: View, sentence: Sentence) -> Iterator[Fact]:
    around = _AROUND.search(sentence.text)
    if around and _SUBJECT_ABROAD.search(sentence.text):
        yield from _cap(view, sentence, around.start(), around.start() + 4, begin=around.start(), end=around.end())
        return
    for limits in _LIMITS_ABROAD.finditer(sentence.text):
        if not _SUBJECT_ABROAD.search(sentence.text[: limits.start()]):
            continue
        made = list(_cap(view, sentence, limits.start(), limits.end(), begin=limits.start()))
        if made:
            yield from made
            return


def _cap(
    view: View, sentence: Sentence, limits: int, behind: int, *, begin: int, end: int | None = None
) -> Iterator[Fact]:
    """The facts of a sentence with what limits at `limits`, the limit at `behind`, and the value from `begin` on."""
    ahead = sentence.text[:limits]
    if _NOT_CAPPED.search(ahead[-120:]) or promises.is_no_promise(ahead) or _OF_OTHERS.search(ahead[-120:]):
        return
    last = end or _end(sentence, behind)
    limit = sentence.text[behind:last]
    text = _TRAILING.sub("", _RESERVED.sub("", sentence.text[begin:last]))
    is_english = begin == behind
    measures = _MEASURE.search(limit) or (not is_english and _MEASURE_ABROAD.search(limit))
    if not measures or is_blank(limit) or not MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS:
        return
    amounts = money.find_money(text, decimal=view.decimal)
    if not amounts and _LENGTH_ALONE.match(limit) and not _MEASURE.search(limit):
        return
    mark = sentence.mark(begin, begin + len(text))
    yield fact("liability_cap", text, mark, confidence=SAID, quote_limit=500)
    if len(amounts) == 1:
        yield fact("liability_cap_amount", amounts[0].value, mark, confidence=0.85)
        yield fact("currency", amounts[0].currency, mark, confidence=0.8)


def _end(sentence: Sentence, behind: int) -> int:
    """Where a limit ends that begins at `behind`: with its sentence, or ahead of the heading on a line below."""
    last = len(sentence.text)
    for stop in _END.finditer(sentence.text, behind):
        if not _ABBREVIATED.search(sentence.text, behind, stop.start() + 1):
            last = stop.start()
            break
    printed = sentence.mark(behind, last).text
    headed = _HEAD_BELOW.search(printed)
    return behind + len(" ".join(printed[: headed.start()].split())) if headed else last


_CAP_ENDS = re.compile(r"(?<=[^\W\d_])\.(?= |$)|(?<=\d)\. (?=[A-ZÀ-Þ])|; |\t| \|")
MAX_CAP = 200
"""Characters of what is said of a limit."""


def end_beside(text: str, begin: int) -> int:
    """Where what is said of a limit at `text[begin:]` ends: with its sentence or cell."""
    stop = _CAP_ENDS.search(text, begin, begin + MAX_CAP)
    return stop.start() if stop else len(text) if len(text) - begin <= MAX_CAP else begin


def cap_beside(view: View, mark: Mark, text: str, begin: int) -> Iterator[Fact]:
    """`liability_cap` and its amount, where one amount stands right at `text[begin:]`: all that is said to the end of
    its sentence or line."""
    amounts = money.find_money(text[begin : begin + 70], decimal=view.decimal)
    if not amounts or amounts[0].start > MAX_AHEAD_OF_AMOUNT:
        return
    end = max(begin + amounts[0].end, end_beside(text, begin))
    said = text[begin:end].strip(" .;,")
    yield fact("liability_cap", said, mark, confidence=SURE - 0.05, quote_limit=1)
    yield fact("liability_cap_amount", amounts[0].value, mark, confidence=SURE, quote_limit=1)
    yield fact("currency", amounts[0].currency, mark, confidence=SURE, quote_limit=1)
