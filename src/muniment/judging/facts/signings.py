"""On which day an agreement was signed, by the last who signed: beside words of signing, behind the place of each
signature, below who signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import datelines, dates, vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

LABELLED, SAID, PLACED = 0.945, 0.93, 0.91
"""Confidence of a day beside a label of signing, in a sentence about it, and beside signatures at the end."""
_LABEL = re.compile(
    r"(?i)(?:^|[\t|:]\s*|(?<=[.;] )|(?<=\s))(?:"
    r"(?:last |final )?signatures?(?: date)?|date (?:of (?:last )?(?:signature|signing|execution|order|"
    r"this agreement|agreement)|signed)(?: \(last\))?|"
    r"(?:agreement|contract|amendment|addendum|sow|order|work order|deed|execution|signature|signing) date|"
    r"signed(?: on)?|executed on|"
    r"(?:datum der )?unterzeichnung|unterzeichnet am|abgeschlossen am|geschlossen|vertragsdatum|auftragsdatum|"
    r"bestelldatum|datum der unterschrift(?:en)?|unterschriftsdatum|vertragsschluss|"
    r"date de (?:la )?(?:signature|conclusion|commande)|signé(?:e)?(?: électroniquement)?(?: le)?|conclue? le|"
    r"date d[ue] (?:contrat|l['’]accord|la convention|bon de commande)|signature et date|date et signature|"
    r"fecha de (?:la )?(?:firma|suscripción|celebración|formalización|contrato|pedido|acuerdo)|fecha del (?:contrato|"
    r"acuerdo|pedido)|celebrad[oa](?: el)?|firmad[oa](?: (?:electrónicamente|digitalmente))?(?: el)?|"
    r"suscrit[oa](?: el)?|"
    r"data (?:di|della) (?:firma|sottoscrizione|stipula|conclusione)|data (?:del contratto|dell['’]accordo|"
    r"dell['’]ordine|ordine)|sottoscritt[oa](?: il)?|stipulat[oa](?: il)?|firmat[oa](?: (?:digitalmente|"
    r"elettronicamente))?(?: il)?|"
    r"data d[ae] (?:assinatura|celebração|outorga)|data do (?:contrato|acordo|pedido)|"
    r"assinad[oa](?: (?:eletr[oó]nicamente|digitalmente))?(?: em)?|celebrad[oa](?: em)?|"
    r"datum (?:van )?(?:ondertekening|overeenkomst|opdracht|bestelling)|ondertekend(?: op)?|getekend(?: op)?|"
    r"gesloten op|overeengekomen op"
    rf")(?: (?:for|{vocabulary.alternatives('by')}) [^\d\t|]{{2,60}}?)?\s?(?:[:：|\t]\s*|\s)"
    r"(?:on |am |le |el |il |em |op |den )?$"
)
"""Words of signing right ahead of a day."""
_SENTENCE = re.compile(
    r"(?i)\b(?:(?:was |is |were )?(?:signed|executed|entered into|concluded|made and executed|"
    r"subscribed)\b[^.;\d]{0,90}?(?:on|this)?|"
    r"(?:fait|conclue?|passée?|signée?)(?: électroniquement)? (?:à|en|entre les parties)[^.;\d]{0,60}?(?:le)?|"
    r"(?:hecho|firmad[oa]|suscrit[oa]|celebrad[oa]|otorgad[oa]) (?:en|a)[^.;\d]{0,60}?|"
    r"(?:fatto|firmato|sottoscritto|stipulato|letto,? (?:confermato|approvato) e sottoscritto) (?:a|in)[^.;\d]{0,60}?|"
    r"(?:feito|assinad[oa]|celebrad[oa]|outorgad[oa]|lavrad[oa]) (?:em|a|na|no)[^.;\d]{0,60}?|"
    r"(?:aldus )?(?:overeengekomen|opgemaakt|getekend|ondertekend|opgesteld|gedaan)[^.;\d]{0,80}? (?:te|op|"
    r"in)[^.;\d]{0,40}?|"
    r"(?:geschlossen|unterzeichnet|unterschrieben|abgeschlossen|ausgefertigt) (?:in|zu|am)[^.;\d]{0,40}?)"
    r"[, (]{0,3}(?:the |den |le |el |li |il |a |am |em |op |on )?$"
)
"""Sentences that say where and when it was signed."""
_PLACE = re.compile(
    rf"(?:^|[\t|]\s*|\s{{2,}}|[.;:)–—-]\s|(?<=[.;] ))(?:(?:Fait|Done|Signed|Lu et approuvé|En|In|A|À|Te|Em|Hecho|"
    rf"Fatto|Feito|Local e data|Ort,? Datum|Plaats,? datum|Luogo e data|Lugar y fecha|Lieu et date)"
    rf"(?: à| at| en| a| te| em| in|:)?\s)?(?:(?:à|in|te|en|em|at|zu) )?(?-i:[{CAPITAL}][\w'’.-]*(?:[ /-](?:(?:de|"
    rf"del|di|do|da|am|an der|im|sur|sous|aan den|op|la|le|les|el|of|upon) )?(?:[{CAPITAL}(][\w'’.)-]*)){{0,4}})"
    r"(?: \([^()]{2,20}\))?(?:, |,? (?:the|den|dem|le|el|il|a|am|em|on|li|lì|addì|op|dated|this|aos) )$"
)
_NOT_PLACE = re.compile(
    r"(?i)\b(?:version|rev|stand|fassung|edition|from|until|since|ab|bis|seit|vom|dal|desde|dès|depuis|vanaf|tot|to|"
    r"effective|start|begin\w*|end\w*|due|expir\w*|"
    r"valid\w*|gültig\w*|through|between|of|du|del|dated|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\b[^\w]*$|"
    r"(?i:agreement|contract|vertrag|contrat|contrato|contratto|overeenkomst|annex|schedule|clause|section|article)"
)
_SIGNS = re.compile(
    r"(?i)/s/|\bsd/-|\bgez\.|\bsigned\b|\bsignature|\bsign(?:é|ature|ed)\b|unterschrift|\bfirma\w*\b|\bfdo\b|"
    r"\bassin\w+|handtekening|getekend|\bby\s?:|"
    r"(?:^|[\t|;]\s?)(?:pour|per|für|for|voor|namens|por|pela|pelo)\s\w|\bp\.\s?p\.|\bapproved\b|\bagreed\b|"
    r"\baccepted\b|"
    r"(?:^|\t)(?:il|le|der|die|the|el|o|a|de) (?-i:[A-ZÀ-Þ])\w+(?: [\w ]{0,30})? [–—-]"
)
_DATE_WORD = re.compile(
    r"(?i)(?:^|[\t|]|\s)(?:date|datum|fecha|data|dated)(?: (?:signed|de signature))?\s?[:.]?\s{0,3}$"
)
_ONLY = re.compile(r"(?i)[\s\W]*(?:(?:date|datum|fecha|data|on|den|le|el|il|am)\s?:?\s?)?[\s\W]*")
_LATE = 0.5
"""Part of a document's text behind which signatures stand."""
MAX_LINE, MAX_SPREAD_DAYS, MAX_ABOVE, MAX_LEAVES = 220, 400, 3, 60


def signed(view: View) -> Iterator[Fact]:
    """`document_date`: the latest day of signing, where those found lie near each other."""
    found: list[tuple[dates.Found, Mark, float]] = []
    leaves = [leaf for leaf in view.leaves[:MAX_LEAVES] if leaf.flat]
    total = sum(len(leaf.flat) for leaf in leaves)
    read = 0
    for leaf in leaves:
        for day, mark, confidence in _in_leaf(leaf, view.day_first, begins=read, total=total):
            found.append((day, mark, confidence))
        read += len(leaf.flat)
    if not found:
        return
    latest, mark, confidence = max(found, key=lambda one: (one[0].day, one[2]))
    first = min(one[0].day for one in found)
    if (latest.day - first).days <= MAX_SPREAD_DAYS:
        sure = max(one[2] for one in found if one[0].day == latest.day)
        yield fact("document_date", latest.iso, mark, confidence=max(confidence, sure), quote_limit=1)


def _in_leaf(
    leaf: Leaf, day_first: bool | None, *, begins: int, total: int
) -> Iterator[tuple[dates.Found, Mark, float]]:
    lines = leaf.lines
    size = max(1, len(leaf.plain))
    for index, line in enumerate(lines):
        if len(line.text) > MAX_LINE and not _SENTENCE_HINT.search(line.text):
            continue
        is_late = begins + len(leaf.flat) * line.start / size > total * _LATE or (
            leaf.page.number > 1 and index >= len(lines) - 12 and begins + len(leaf.flat) >= total * 0.9
        )
        days = dates.find_days(line.text, day_first=day_first)
        for place, day in enumerate(days):
            since = _after_signer(line.text, days[place - 1].end, day.start) if place else 0
            ahead = line.text[since : day.start]
            before = f"{lines[index - 1].text} {ahead}" if index else ahead
            above = [one.text for one in lines[max(0, index - MAX_ABOVE) : index]]
            below = lines[index + 1].text if index + 1 < len(lines) else ""
            behind = line.text[day.end :]
            if place + 1 < len(days) and _after_signer(line.text, day.end, days[place + 1].start):
                behind = ""
            confidence = _confidence(ahead, before, behind, above, is_late=is_late)
            if is_late and not (ahead + behind).strip() and datelines.IS_DATE.fullmatch(below):
                confidence = PLACED
            if confidence:
                yield day, Mark(leaf.page, line.start + since + _begin(ahead), line.start + day.end), confidence


_NEXT_SIGNER = re.compile(rf"\s{{1,3}}(?=[{CAPITAL}][\w'’.() /-]{{1,50}}, )")


def _after_signer(text: str, end: int, start: int) -> int:
    """Where what stands ahead of the second day of a line begins: behind the first, if only the next who signed, or the
    place where that was, stands between; else the line's beginning."""
    signer = _NEXT_SIGNER.match(text, end, start) if start - end <= MAX_SIGNER else None
    return signer.end() if signer else 0


MAX_SIGNER = 70
"""Characters between two days of a line on which two signed."""


_SENTENCE_HINT = re.compile(
    r"(?i)sign|execut|fait|conclu|firm|hecho|celebr|sottoscri|stipul|feito|assin|getekend|onderteken|opgesteld|"
    r"opgemaakt|unterzeichn|geschlossen|[,.] \d{1,2}"
)


def _begin(ahead: str) -> int:
    """Where the words of signing ahead of a day begin, at most its sentence."""
    return max(ahead.rfind(". ") + 2 if ". " in ahead[:-3] else 0, len(ahead) - 90, 0)


def _confidence(ahead: str, before: str, behind: str, above: list[str], *, is_late: bool) -> float:
    """How sure a day is one of signing; 0 where it is none."""
    if _OF_OTHER.search(ahead[-60:]):
        return 0
    if _LABEL.search(ahead[-110:]) or (not ahead.strip() and above and _LABEL.fullmatch(f"{above[-1]} ")):
        return LABELLED
    if _SENTENCE.search(before[-160:]) and not _OF_OTHER.search(before[-160:]):
        return SAID
    if not is_late:
        return 0
    ends = not behind.strip(" .,;)]|\t") or re.match(rf"\s?[;.\t|]|\s{{2,}}|\s?[–—-]\s[{CAPITAL}]", behind)
    if _PLACE.search(ahead[-70:]) and not _NOT_PLACE.search(ahead[-40:]) and (ends or _SIGNS.search(behind[:40])):
        return PLACED
    if not ends:
        return 0
    if _DATE_WORD.search(ahead) and (any(_SIGNS.search(one) for one in above) or _SIGNS.search(ahead)):
        return PLACED
    if _SIGNS.search(ahead) and len(ahead) < 110:
        return PLACED
    is_alone = _ONLY.fullmatch(ahead)
    return PLACED if is_alone and any(_SIGNS.search(one) for one in above) else 0


_OF_OTHER = re.compile(
    r"(?i)\b(?:previous|prior|earlier|former|superseded|amended|replaces|main|master|principal|framework|originally|"
    r"ursprünglich|vormals|vom|du contrat|contrat-cadre|marco|mestre|quadro|geral|"
    r"hauptvertrag|raamovereenkomst|under|unter|onder|sous|bajo|gemäß|pursuant|offer|offert\w*|angebot|proposal|"
    r"propuesta|proposta|bid|letter of intent)\b[^.;]{0,60}$"
)
"""Ahead of a day that is of another document."""
