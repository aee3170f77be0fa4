"""Tests that say of themselves that nothing was tested again yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

_AGAIN = (
    r"re-?test\w*|re-?verif\w+|re-?assess\w*|nachtest\w*|nachprüfung\w*|wiederholungsprüfung\w*|contre-(?:audit|test|"
    r"visite|vérification)\w*|verifica (?:delle correzioni|di rientro)(?: \(re-?test\))?|riverific\w+|reevaluaci\w+|"
    r"verificación de (?:las )?correcciones|her(?:test|controle)\w*|re-?teste|verificação das correções|reavaliaç\w+"
)
_TO = r"(?: [^.;:\d]{1,40}?)?"
_DENIED = re.compile(
    rf"(?i)\b(?:(?:(?:we|team|consultants?) )?(?:have|has|had|was|were|did|is|"
    rf"are) not (?:yet )?(?:been )?(?:re-?test\w*|re-?verif\w+)|"
    rf"not (?:yet )?(?:been )?(?:re-?tested|re-?verified)|no (?:re-?test\w*|re-?verification) (?:has|was|is|"
    rf"took|had|formed)|"
    rf"(?:{_AGAIN})(?: of [^.;:\d]{{1,40}}?)? (?:has|had|have|was|were|is) (?:not|yet to|still (?:to|"
    rf"outstanding|pending))|"
    rf"(?:kein\w*|noch kein\w*) (?:{_AGAIN})|(?:{_AGAIN}){_TO} (?:nicht|noch nicht|steht (?:noch )?aus|noch aus)|"
    rf"(?:aucune?|pas (?:encore )?de) (?:{_AGAIN})|(?:{_AGAIN})[^.;:\d]{{0,30}}? (?:n['’](?:a|ont|est) pas|reste à)|"
    rf"no se (?:ha|han|realizó|efectuó|solicitó)[^.;:\d]{{0,30}} (?:{_AGAIN})|ning[uú]n[ao]? (?:{_AGAIN})|"
    rf"non (?:è|sono|si è) (?:stat[aoie] )?(?:ancora )?(?:richiest|eseguit|svolt|effettuat|previst|pianificat|"
    rf"condott|ritestat)\w+"
    rf"(?: (?:un|una|il|la|alcun|alcuna))? ?(?:{_AGAIN})|nessun[a']? ?(?:{_AGAIN})|(?:{_AGAIN}) non (?:è|sono|ancora)|"
    rf"(?:nog )?geen (?:{_AGAIN})|(?:{_AGAIN}){_TO} (?:nog )?niet|"
    rf"não (?:foi|se|houve)[^.;:\d]{{0,30}}? (?:{_AGAIN})|nenhum[a]? (?:{_AGAIN})|"
    rf"(?:{_AGAIN}){_TO} (?:ainda )?não (?:foi|se|está))(?!\w)"
)
_JAPANESE = re.compile(
    r"再(?:診断|テスト|試験|検査)(?:は|を|の|につ)[^。\n]{0,30}?(?:未実施|実施していません|行っていません|"
    r"実施しておりません|"
    r"実施していない|行っておりません)|再(?:診断|テスト|試験|検査)[ :：]{0,3}(?:未実施|なし)"
)
_IS_RULE = re.compile(r"(?i)\b(?:if|unless|until|when|where|wenn|falls|si|se|als|indien|quando|cuando|caso)\b")


def denied(view: View) -> Iterator[Fact]:
    """`retest` as false, by the first sentence of the first pages that says so."""
    for leaf in view.front(12):
        if "test" not in leaf.low and not any(word in leaf.low for word in ("verif", "contre-", "herc", "再", "reav")):
            continue
        for pattern in (_DENIED, _JAPANESE):
            for found in pattern.finditer(leaf.flat[:MAX_CHARACTERS]):
                sentence = re.split(r"[.;:] ", leaf.flat[max(0, found.start() - 100) : found.start()])[-1]
                if not _IS_RULE.search(sentence):
                    yield fact("retest", False, leaf.mark(*found.span()), confidence=0.6, quote_limit=1)
                    return


MAX_CHARACTERS = 20_000
