"""What severities are called, and whether a row puts a finding at one, read for checking only.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NAMES = {
    "critical": r"critical\w*|kritisch\w*|critiques?|crític[oa]s?|critic[aehio]+|kritiek\w*|重大|緊急|致命的|深刻|最高",
    "high": r"highs?|hoch|hohe[nrsm]?|élevée?s?|majeure?s?|haute?s?|alt[oaei]s?|elevad[oa]s?|elevat[oaei]|hoog|"
    r"hoge|高|重要|重大",
    "medium": r"mediums?|moderate|mittel(?:schwer\w*)?|mittlere[nrsm]?|moyenne?s?|modérée?s?|"
    r"medi[oae]s?|médi[oa]s?|moderad[oa]s?|gemiddelde?|middel|midden|中|警告",
    "low": r"lows?|niedrig\w*|gering\w*|faibles?|mineure?s?|baj[oa]s?|bass[oaei]|baix[oa]s?|laag|lage|低|注意|軽微",
    "informational": r"info(?:rmation\w*|rmativ\w*|rmatie\w*|rmación|rmação|rmações)?|notes?|hinweis\w*|anmerkung\w*|"
    r"情報|参考",
}
_ALSO = {
    "critical": r"severe|urgent\w*|sev(?:erity)? ?1|p1|クリティカル",
    "high": r"schwer\w*|erheblich\w*|majeurs?|importante?s?|forte?s?|graves?|sérieu\w+|ernstig\w*|hauts?|"
    r"élevés?|elevad\w+|"
    r"altos?|major|sev(?:erity)? ?2|ハイ|危険",
    "medium": r"significati\w+|intermédiaires?|matig\w*|middel\w*|moderat\w*|moyens?|sev(?:erity)? ?3|ミディアム",
    "low": r"tief\w*|leicht\w*|légère?s?|mineurs?|leves?|minor|lieve|lievi|sev(?:erity)? ?4|ロー",
    "informational": r"informati\w*|informaci\w*|informaç\w*|aandachtspunt\w*|none|observations?|推奨|提供",
}
HEAD = (
    r"(?:risk |threat |vuln\w{0,12} )?(?:severity|criticality|risk|threat)(?: (?:level|rating|factor))?|schweregrad|"
    r"risiko(?:stufe|klasse)?|kritikalität|einstufung|ernst|risico(?:niveau)?|"
    r"(?:(?:niveau|nivel|livello|nível) d[ei] )?(?:gravité|sévérité|criticité|risque|severidad|gravedad|criticidad|"
    r"riesgo|gravità|severità|criticità|rischio|severidade|gravidade|criticidade|risco)|niveau|nivel|livello|nível|"
    r"危険度|深刻度|重要度|重大度"
)
"""How the column of severities is headed, and what stands ahead of one."""
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_KIND = r"(?:[\s-](?:risk|severity|priority))?"
_SCORE = r"(?:\(?\s?(?:CVSS\W{0,3})?\d{1,2}[.,]\d\)?)?"
_TITLE = "\ua66e"
"""A letter that no language writes words with: stands for what a row is called."""


def names(severity: str, quote: str) -> bool:
    """Whether a quote has a whole word for the severity that it is to count; a Japanese one may grade by any scale."""
    if severity not in NAMES or _CJK.search(quote):
        return True
    return bool(re.search(rf"(?i)(?<![^\W\d_])(?:{_wording(severity)})(?![^\W\d_])", quote))


def _wording(severity: str) -> str:
    return f"{NAMES[severity]}|{_ALSO[severity]}"


_ANY = "|".join(map(_wording, NAMES))


def grades(severity: str, cells: Sequence[str], *, title: str) -> bool:
    """Whether a row puts what it is called at a severity: in a cell of nothing else or behind the label of severities;
    where neither tells of one in brackets, else beside its title."""
    if severity not in NAMES:
        return False
    called = re.compile(r"\s+".join(map(re.escape, title.split())) or r"(?!)")
    rest = [called.sub(_TITLE, cell) for cell in cells]
    for place in (_of_its_own, _in_brackets, _beside_title):
        if any(re.search(place(_ANY), cell) for cell in rest):
            return any(re.search(place(_wording(severity)), cell) for cell in rest)
    return False


def _of_its_own(grade: str) -> str:
    alone = rf"\A\W{{0,9}}(?:{grade}){_KIND}\W{{0,9}}{_SCORE}\W{{0,9}}\Z"
    return rf"(?i){alone}|(?<![^\W\d_])(?:{HEAD}|impact)(?: (?:rating|level))?\s?:?\s?(?:{grade})(?![^\W\d_])"


def _in_brackets(grade: str) -> str:
    return rf"(?i)[(\[（【]\s?(?:{grade}){_KIND}\W{{0,3}}{_SCORE}\s?[)\]）】]"


def _beside_title(grade: str) -> str:
    return rf"(?i){_TITLE}\W{{0,9}}(?:{grade})(?![^\W\d_])|(?<![^\W\d_])(?:{grade})\W{{0,9}}{_TITLE}"
