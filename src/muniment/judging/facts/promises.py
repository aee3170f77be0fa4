"""What a supplier promises in an agreement: to tell of a breach, to announce subprocessors, to be up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import money
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Sentence, View
from muniment.judging.model import Fact

_BREACH_ANCHORS = ("breach", "security incident", "data incident", "verletzung", "violation de données",
    "violación de", "violazione de", "violação de", "inbreuk", "unauthorized use", "unauthorised use",
    "unauthorized access", "unauthorised access", "unauthorized acqui", "unauthorised acqui", "unauthorized disclos",
    "unauthorised disclos", "security event", "cyber incident", "cybersecurity incident",
)  # fmt: skip
_BREACH = re.compile(
    r"(?i)(?:personal (?:data|information)|security|data|privacy|phi|unsecured|cyber\w*|confidential\w*|"
    r"datenschutz)[\w\s,()\"'-]{0,40}"
    r"(?:breach|incident|verletzung)|breach(?:es)? of (?:unsecured|personal|security|privacy|customer|phi|protected|"
    r"confidential)|"
    r"unauthori[sz]ed (?:use|access|disclosure|acquisition)|security event|cyber (?:security )?incident|"
    r"discovery of (?:a|the|any|such) breach|"
    r"notification of (?:data )?breaches|reports? (?:all |any )?breaches|"
    r"verletzung|violation de données|violaci[óo]n de (?:la )?(?:seguridad|datos)|"
    r"violazione de[il]+ (?:dati|sicurezza)|violação de (?:dados|segurança)|inbreuk"
)
_TELLS = re.compile(
    r"(?i)\bnotif|\btells?\b|\balerts?\b|\badvises?\b|\breport\b|\breport(?:s|ed|ing) |\binform|\bnotice\b|\bmelde|"
    r"benachrichtig|\binformier|mitteil|\bnotificar|\bcomunic|\bmeld|\bavis"
)
_OTHER = re.compile(r"(?i)\bcure|material breach|terminat|\bdelet|return or destr|invoice|to respond|annual")
_CUSTOMERS = re.compile(
    r"(?i)\b(?:you|customers?|clients?|users?|subscribers?) (?:must|shall|will|agrees? to|should|(?:is|"
    r"are) required to)\b"
)
"""What the other side promises: telling of a stolen password is the user's duty."""
_TELLS_US = re.compile(r"(?i)\b(?:notify|notifies|notifying|inform|tell|advise|alert|contact) us\b")
_CUSTOMERS_LIST = re.compile(
    r"(?i)\b(?:you|customers?|clients?|users?|subscribers?)\b[^.;:]{0,80}\b(?:responsible|must|shall|will|agrees?|required|"
    r"undertakes?)\b[^.:;]{0,40}(?:: |[(]?\bi\)|[(]a\))[^.]*$"
)
"""Ahead of an item of a list of the other side's duties."""
MAX_LIST = 700
_DELAY = re.compile(r"(?i)without (?:undue|unreasonable) delay|immediately|promptly|unverzüglich")
_LIMIT = re.compile(
    r"(?i)(?:within|no(?:t)? (?:later|more) than|in no (?:case|event) (?:later|more) than|maximum of|at the latest|"
    r"up to|innerhalb(?: von)?|binnen|in less than|dans (?:les|un délai de)|en un plazo (?:máximo )?de|dentro "
    r"de(?: las)?|"
    r"entro|no prazo (?:máximo )?de)"
    r"(?: a period of| the| a maximum of)? $"
)
_WORDS = {"unverzüglich": "without undue delay", "without unreasonable delay": "without undue delay"}
_SUBS = (
    "subprocessor",
    "sub-processor",
    "subcontractor",
    "sub-contractor",
    "another processor",
    "other processor",
    "unterauftrag",
    "weitere auftragsverarbeiter",
    "sous-traitant ultérieur",
    "sous-traitants ultérieurs",
    "autre sous-traitant",
    "subencargad",
    "sub-responsabil",
    "subresponsabil",
    "altri responsabili",
    "altro responsabile",
    "subverwerker",
    "sub-verwerker",
    "subcontratante",
    "suboperador",
)
_CHANGES = ("chang", "änderung", "modif", "cambi", "wijziging", "alteraç", "ajout", "neue ", "nouve", "nuev", "nuov")
"""In a list of subprocessors: words of a sentence that may tell how long ahead new ones are."""
_CHANGE = re.compile(
    r"(?i)\b(?:new|add|addition|additional|chang|replac|appoint|engag|intend|modif|updat|neue?[nrms]?\b|hinzu|wechsel|änder|nouve|ajout|nuev|nuov|novo|"
    r"cambi|aggiun|añad|adici|toevoeg|wijzig|alteraç|substitu|sostitu|vervang|incorpor|nieuwe)"
)
_NOTICE = re.compile(
    r"(?i)\bnotif|\btold\b|\btells?\b|\bnotice|\binform|\badvance|\bprior|\bin writing|\bannounc|\bbefore\b|"
    r"\bcomunic|\binformier|\bin kennis|pr[eé]avis|pre-?aviso|pré-aviso|preavviso|antelación|antecedência|vooraf|vorab"
)
_ENDING = re.compile(r"(?i)resolver|r[ée]sili|terminat|(?<!ange)kündig|rescind|reced|opzeg|denunci")
"""A notice that ends the agreement."""
_OF_NOTICE = re.compile(r"(?i)['’ s]{0,3}(?:\w+ ){0,2}(?:notice|warning|notification) (?:of|before|for|ahead)\b")
_OBJECTS = re.compile(
    r"(?i)\bobject|\bobje[cç]|\boppos|widerspr|widersprech|einspruch|bezwaar|\boppon|nach (?:zugang|erhalt|mitteilung)"
)
_AHEAD = re.compile(
    r"(?i)\bvorher|im voraus|à l['’]avance|au préalable|antelación|anticipo|vooraf|antecedência|pr[eé]avis|pre-?aviso|"
    r"pré-aviso|preavviso|vorab|zuvor|van tevoren|voorafgaand|\bprior|\badvance|\bbefore|"
    r"\bahead|(?:days|weeks|months?)'? (?:written )?notice"
)
_UPTIME = re.compile(
    r"(?<![\d.])(?<!%-)(?<!% - )(?<!% to )(?<!% and )(?P<n>9\d(?:[.,]\d{1,5})?|100(?:\.0+)?)\s?"
    r"(?:%|percent\b)(?!\s?(?:-|to\b|and\b)\s?9)"
)
_UPTIME_ANCHORS = ("uptime", "availability", "available", "verfügbarkeit", "up-time", " be up ", " is up ")
_COMMITS = re.compile(
    r"(?i)commit|guarant|target|at least|percentage|less than|below|objective|service level|\bsla\b|uptime|availab|"
    r"will be up|maintain|verfügbar"
)

_NOT_BOUND = re.compile(
    r"(?i)\b(?:not|never|no) (?:\w+ )?(?:commit|guarant|warrant|promise|oblig|bound|require|"
    r"permitt|allow|entitle|applicable)|\b(?:no (?:commitment|guarantee|obligation)|non-?binding|unverbindlich\w*|"
    r"nicht verpflichtet|keine (?:garantie|zusage)|verlängert sich nicht|n['’]est pas|ne \w+ pas|non è (?:rinnov|"
    r"garant)\w*|no se (?:renueva|prorroga|garantiza)|niet (?:stilzwijgend|automatisch)|não (?:se )?renova\w*|"
    r"sans engagement|non contraignant\w*)\b|"
    r"\b(?:prior|previous|former|superseded) (?:\w+ )?(?:agreement|"
    r"contract|version)\b|\bvorherige[nrs]? (?:vertrag|vereinbarung)|\bcontrat précédent"
)
"""A sentence that promises nothing: it denies, or tells of an earlier agreement."""
_WITHOUT_CREDITS = re.compile(r"(?i)\bno (?:service )?credits?\b|\bwithout (?:service )?credits?\b")
_TARGET = re.compile(r"(?i)\b(?:target|aims?|aiming|strives?|goal|ziel|objectif)\b")


def is_no_promise(text: str) -> bool:
    """Whether a sentence denies what it speaks of, or tells of an earlier agreement."""
    return bool(_NOT_BOUND.search(text))


def is_others_duty(leaf: Leaf, start: int) -> bool:
    """Whether what stands at `leaf.flat[start:]` is an item of a list of the other side's duties."""
    return bool(_CUSTOMERS_LIST.search(leaf.flat, max(0, start - MAX_LIST), start))


def promises(view: View) -> Iterator[Fact]:
    """Breach notification window, subprocessor notice, uptime commitment."""
    yield from _breach(view)
    yield from subprocessor_notice(view)
    yield from _uptime(view)


def _breach(view: View) -> Iterator[Fact]:
    best: tuple[float, str, Sentence, tuple[int, int]] | None = None
    for sentence in view.sentences(_BREACH_ANCHORS):
        if (
            not _BREACH.search(sentence.text)
            or not _TELLS.search(sentence.text)
            or _OTHER.search(sentence.text)
            or _CUSTOMERS.search(sentence.text)
            or _TELLS_US.search(sentence.text)
            or _CUSTOMERS_LIST.search(sentence.leaf.flat, max(0, sentence.start - MAX_LIST), sentence.start)
            or is_no_promise(sentence.text)
        ):
            continue
        for length in money.DURATION.finditer(sentence.text):
            if _LIMIT.search(sentence.text[: length.start()]) and money.unit_of(length) in ("hour", "day"):
                yield fact(
                    "breach_notification", money.duration_of(length), sentence.mark(*length.span()), confidence=0.85
                )
                return
        delay = _DELAY.search(sentence.text)
        if delay and best is None:
            wording = delay[0].lower()
            best = (0.8, _WORDS.get(wording, wording), sentence, delay.span())
    if best:
        yield fact("breach_notification", best[1], best[2].mark(*best[3]), confidence=best[0])


def subprocessor_notice(view: View, *, is_list: bool = False) -> Iterator[Fact]:
    """How long ahead a new subprocessor is announced; the time to object is not that. `is_list`: the document is a list
    of them, whose sentences on changes need not name them."""
    for found in view.sentences(_SUBS + _CHANGES * is_list):
        sentence = found if money.DURATION.search(found.text) else found.with_next()
        sentence = sentence if money.DURATION.search(sentence.text) else sentence.with_next()
        if not _CHANGE.search(sentence.text) or not _NOTICE.search(sentence.text) or is_no_promise(sentence.text):
            continue
        if _BREACH.search(sentence.text):
            continue
        for length in money.DURATION.finditer(sentence.text):
            behind = sentence.text[length.end() : length.end() + 90]
            if _ENDING.search(re.split(r"\. ", sentence.text[: length.start()])[-1] + behind[:30]):
                continue
            objection = _OBJECTS.search(sentence.text[: length.start()]) or re.search(
                r"(?i)after|following|of receipt|to object|object to", behind
            )
            if _AHEAD.search(behind[:40]) or _OF_NOTICE.match(behind) or (_AHEAD.search(behind) and not objection):
                yield fact(
                    "subprocessor_notice", money.duration_of(length), sentence.mark(*length.span()), confidence=0.78
                )
                return
            ahead = sentence.text[max(0, length.start() - 80) : length.start()]
            if not objection and re.search(
                r"(?i)(?:at least|not less than|minimum|advance|prior|notice|pr[eé]avis|pre-?aviso|pré-aviso|preavviso|"
                r"antelación|antecedência|anticipo|mindestens|au moins|al menos|almeno|"
                r"ten minste|pelo menos)[^.]{0,30}$",
                ahead,
            ):
                yield fact(
                    "subprocessor_notice", money.duration_of(length), sentence.mark(*length.span()), confidence=0.75
                )
                return


def _uptime(view: View) -> Iterator[Fact]:
    for hit in view.near(_UPTIME_ANCHORS, _UPTIME, before=120, after=160):
        value = float(hit["n"].replace(",", "."))
        own = re.split(r"[.;!?] ", hit.before(160))[-1] + hit[0] + re.split(r"[.;!?] ", hit.after(60))[0]
        if is_no_promise(own) or _WITHOUT_CREDITS.search(own) or _TARGET.search(own):
            continue
        if _COMMITS.search(hit.before(160) + hit[0] + hit.after(100)):
            yield fact("uptime_commitment", int(value) if value == int(value) else value, hit.mark(), confidence=0.8)
            return
