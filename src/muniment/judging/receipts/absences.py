"""Whether a quote says that nothing of a severity was found, in words: "no critical", "keine kritischen", "Critica: —".

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re

_SEVERITIES = {
    "critical": r"critical\w*|kritisch\w*|critiques?|crític[oa]s?|critic[ahio]+|kritiek\w*|重大|緊急|致命的|深刻|最高",
    "high": r"high|hoch|hohe[nrsm]?|élevée?s?|majeure?s?|haute?s?|alt[oaei]s?|elevad[oa]s?|elevat[oaei]|hoog|"
    r"hoge|高|重要|重大",
    "medium": r"medium|moderate|mittel|mittlere[nrsm]?|moyenne?s?|modérée?s?|medi[oae]s?|médi[oa]s?|moderad[oa]s?|"
    r"gemiddelde?|middel|midden|中|警告",
    "low": r"low|niedrig\w*|gering\w*|faibles?|mineure?s?|baj[oa]s?|bass[oaei]|baix[oa]s?|laag|lage|低|注意|軽微",
    "informational": r"info(?:rmation\w*|rmativ\w*|rmatie\w*|rmación|rmação|rmações)?|notes?|hinweis\w*|anmerkung\w*|"
    r"情報|参考",
}
_NO = (
    r"no|none|nil|zero|not|nor|without|keine?[nrm]?|nicht|ohne|aucune?s?|pas|sans|ning[uú]n[oa]?|sin|"
    r"nessun[oa]?|non|senza|"
    r"geen|niet|zonder|nenhuma?|não|sem"
)
_MAX_BETWEEN = 60
_DASH = r"[\u2013\u2014-]"
_NOT_THERE = (
    r"(?:ありません|なかった|なし|無し|検出され(?:ません|ず|なかった)|確認され(?:ません|ず|なかった)|ゼロ|該当なし)"
)


_ALSO = {
    "critical": r"severe|urgent\w*|sev(?:erity)? ?1|p1|クリティカル",
    "high": r"schwer\w*|erheblich\w*|majeurs?|importante?s?|forte?s?|graves?|sérieu\w+|ernstig\w*|hauts?|"
    r"élevés?|elevad\w+|"
    r"altos?|major|sev(?:erity)? ?2|ハイ|危険",
    "medium": r"significati\w+|intermédiaires?|matig\w*|middel\w*|moderat\w*|moyens?|sev(?:erity)? ?3|ミディアム",
    "low": r"tief\w*|leicht\w*|légère?s?|mineurs?|leves?|minor|lieve|lievi|sev(?:erity)? ?4|ロー",
    "informational": r"informati\w*|informaci\w*|informaç\w*|aandachtspunt\w*|none|observations?|推奨|提供",
}
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def names(severity: str, quote: str) -> bool:
    """Whether a quote has a word for the severity that it is to count; a Japanese one may grade by any scale."""
    if severity not in _SEVERITIES or _CJK.search(quote):
        return True
    return bool(re.search(rf"(?i)(?<![^\W\d_])(?:{_SEVERITIES[severity]}|{_ALSO[severity]})", quote))


def grades(severity: str, quote: str) -> bool:
    """Whether a whole word for the severity stands in a quote, in any language."""
    wording = f"{_SEVERITIES.get(severity, '(?!)')}|{_ALSO.get(severity, '(?!)')}"
    return bool(re.search(rf"(?i)(?<![^\W\d_])(?:{wording})(?![^\W\d_])", quote))


def says_none(severity: str, quote: str) -> bool:
    """Whether a denial stands in one clause with the severity, ahead of it or behind."""
    wording = _SEVERITIES.get(severity)
    if wording is None or len(quote) > 1_000:
        return False
    flat = " ".join(quote.split())
    ahead = rf"(?i)(?<!\w)(?:{_NO})(?!\w)[^.;:]{{0,{_MAX_BETWEEN}}}?(?<!\w)(?:{wording})(?!\w)"
    between = rf"[^.;:\d]{{0,{_MAX_BETWEEN}}}?\s|\s?[:=(|]\s?"
    behind = rf"(?i)(?<!\w)(?:{wording})(?!\w)(?:{between})(?:(?:{_NO})(?!\w)|{_DASH}(?=[\s)|]|$))"
    japanese = rf"(?:{wording})[^。\d]{{0,{_MAX_BETWEEN}}}?{_NOT_THERE}"
    return any(re.search(one, flat) for one in (ahead, behind, japanese))
