"""Who is party to a Japanese agreement: those named 甲 and 乙, or by a role, at its head or beside its seals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from muniment.judging.facts.japanese import fronts, names
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.keys import KEYS, fact
from muniment.judging.model import Fact

_ROLE = (
    "甲|乙|丙|委託者|受託者|発注者|受注者|貸主|借主|開示者|受領者|売主|買主|ライセンサー|"
    "ライセンシー|利用者|サービス提供者|提供者|"
    "ユーザー?|お客様|管理者|処理者|委託元|委託先|当社|契約者|会社|注文者|請負者"
)
_CALLED = re.compile(
    rf"(?P<name>[^\n。「」]{{3,60}}?)[ ]?\((?:以下|"
    rf"以降)[、, ]?[「『\"]?(?P<role>{_ROLE})[」』\"]?(?:と(?:いう|称する|いいます)|"
    rf"とする)?[。]?\)"
)
_NAMED = re.compile(
    rf"(?P<role>{_ROLE})[ :]{{1,3}}(?P<name>[^\n、。()]{{3,40}}?)(?=[ ]?(?:と|は|及び|並びに|、|\(|\n|$))"
)
_SLASHED = re.compile(r"^(?P<a>[^\n/。]{3,40}?)[ ]?[/×][ ]?(?P<b>[^\n/。]{3,40})$", re.M)
_SEALED = re.compile(rf"^[ \t]*(?:\([甲乙]\)|[甲乙丙]|{_ROLE})[ :\t]", re.M)
MAX_SEAL_LINES = 5


_SINCE_SIGNED = re.compile(r"(?:契約)?締結(?:の)?日(?:の日)?(?:から|より|を始期|をもって)")


def contract(texts: Sequence[Text]) -> Iterator[Fact]:
    """The parties of an agreement, two or more; fewer are none. The day it bears, where it runs from then on."""
    if any(_SINCE_SIGNED.search(text.text) for text in texts):
        for one in fronts.dated(texts, "contract"):
            yield replace(one, key="effective_date", title=KEYS["effective_date"][0], confidence=0.7)
    for reader, confidence in ((_called, 0.9), (_named, 0.88), (_at_seals, 0.85), (_slashed, 0.8)):
        for text in [*texts[:2], *texts[-1:]]:
            found = reader(text)
            parties = tuple(dict.fromkeys(name for name, _, _ in found))
            if len(parties) >= 2:
                start, end = min(one[1] for one in found), max(one[2] for one in found)
                yield fact("parties", parties, text.mark(start, end), confidence=confidence, quote_limit=600)
                return


def _called(text: Text) -> list[tuple[str, int, int]]:
    found = []
    for match in _CALLED.finditer(text.text[:4000]):
        name = _party(
            re.split(r"(?:\)|という。|といいます。)(?:と|及び|並びに|、)[ 、]?|^(?:と|及び)", match["name"])[-1]
        )
        if name:
            found.append((name, match.start("name"), match.end()))
    return found


def _named(text: Text) -> list[tuple[str, int, int]]:
    found = []
    for match in _NAMED.finditer(text.text[:3000]):
        name = names.whole(match["name"].strip())
        if name:
            found.append((name, match.start(), match.end()))
    return found


def _at_seals(text: Text) -> list[tuple[str, int, int]]:
    """The organisations on the lines that begin with a party's letter, or right below it."""
    found = []
    lines = text.lines
    for index, (_, line) in enumerate(lines):
        if not _SEALED.match(line) or "。" in line or "第" in line[:6]:
            continue
        for place, told in lines[index : index + MAX_SEAL_LINES]:
            if place != lines[index][0] and _SEALED.match(told):
                break
            body = re.sub(r"^[ \t]*\(?[甲乙丙]\)?[ :\t]*", "", told)
            name = next(
                (one for part in re.split(r"[ \t]+(?=\S)", body) if (one := names.whole(part))), None
            ) or _in_line(body)
            if name:
                found.append((name, place, place + len(told)))
                break
    return found


def _in_line(line: str) -> str | None:
    found = re.search(rf"{names.FORM}[^\s、。]{{1,30}}|[^\s、。]{{1,30}}{names.FORM}", line)
    return names.whole(found[0]) if found else None


def _slashed(text: Text) -> list[tuple[str, int, int]]:
    for match in _SLASHED.finditer(text.text[:1200]):
        both = [names.whole(match[side].strip()) for side in "ab"]
        if all(both):
            return [(str(name), *match.span()) for name in both]
    return []


def _party(said: str) -> str | None:
    bare = re.sub(rf"^(?:{_ROLE})(?:である)?[ :]+", "", said.strip())
    named = names.whole(bare) or (names.trimmed(one) if (one := names.first(bare)) else None)
    return named or (bare if _PUBLIC.fullmatch(bare) else None)


_PUBLIC = re.compile(
    r"[一-龥ぁ-ヴー]{1,16}(?:市|県|府|都|町|村|区|大学|病院|事務所|組合|協会|財団|連盟|庁|省|"
    r"研究所|センター|機構|委員会)"
)
"""Bodies that are called by what they are and have no legal form in their names."""
