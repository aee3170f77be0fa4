"""Whether a quote says that nothing of a severity was found, in words: "no critical", "keine kritischen", "Critica: —".

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re

from muniment.judging.receipts import severities

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


def says_none(severity: str, quote: str) -> bool:
    """Whether a denial stands in one clause with the severity, ahead of it or behind."""
    wording = severities.NAMES.get(severity)
    if wording is None or len(quote) > 1_000:
        return False
    flat = " ".join(quote.split())
    ahead = rf"(?i)(?<!\w)(?:{_NO})(?!\w)[^.;:]{{0,{_MAX_BETWEEN}}}?(?<!\w)(?:{wording})(?!\w)"
    between = rf"[^.;:\d]{{0,{_MAX_BETWEEN}}}?\s|\s?[:=(|]\s?"
    behind = rf"(?i)(?<!\w)(?:{wording})(?!\w)(?:{between})(?:(?:{_NO})(?!\w)|{_DASH}(?=[\s)|]|$))"
    japanese = rf"(?:{wording})[^。\d]{{0,{_MAX_BETWEEN}}}?{_NOT_THERE}"
    return any(re.search(one, flat) for one in (ahead, behind, japanese))
