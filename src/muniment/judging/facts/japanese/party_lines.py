"""Who agrees, as Japanese agreements name them: called 甲 and 乙, beside such roles, or two on a line of the head."""

from __future__ import annotations

import re

from muniment.judging.facts.view import Leaf, Mark

_FORM = (
    r"(?:株式会社|有限会社|合同会社|合資会社|一般社団法人|公益社団法人|一般財団法人|公益財団法人|学校法人|医療法人(?:社団)?|"
    r"社会福祉法人|独立行政法人|国立大学法人|特定非営利活動法人|協同組合|生活協同組合|農業協同組合|信用金庫|相互会社|税理士法人|監査法人)"
)
_LETTER = r"[^\s、。，（）()「」：:／/|｜]"
_NAME = rf"(?:{_FORM}{_LETTER}{{1,24}}|{_LETTER}{{1,20}}{_FORM})"
_DEFINED = re.compile(rf"(?P<name>{_NAME})\s?[（(]\s?以下[、,]?\s?(?:単に)?「?[^」）)]{{1,12}}」")
_ROLE = re.compile(
    rf"(?:^|[\s　])(?:甲|乙|丙|委託者|受託者|委託元|委託先|発注者|受注者|開示者|受領者|貸主|借主|"
    rf"売主|買主|提供者|利用者|契約者|管理者|処理者|サービス提供者|お客様|顧客)"
    r"(?:[（(][^）)]{1,8}[）)])?\s?[:：\s　]\s?(?:[^\s]{2,24}\s)?"
    rf"(?P<name>{_NAME})(?=\s|$|[（(、,と])"
)
_TWO = re.compile(rf"(?P<first>{_NAME})\s?[／/・×と&＆]\s?(?P<second>{_NAME})")
MAX_HEAD_LINES, MAX_CHARACTERS = 8, 4000


def named(leaf: Leaf) -> list[tuple[str, Mark]]:
    """Those called 甲 and 乙, those beside such roles, two on a line of the head."""
    if not re.search(_FORM, leaf.flat[:MAX_CHARACTERS]):
        return []
    for pattern in (_DEFINED, _ROLE):
        found: list[tuple[str, Mark]] = []
        for one in pattern.finditer(leaf.flat):
            name = re.sub(r"^(?:と|及び|および|並びに)", "", one["name"])
            if name not in {known for known, _ in found}:
                found.append((name, leaf.mark(one.end("name") - len(name), one.end("name"))))
        if 2 <= len(found) <= 3:
            return found
    for line in leaf.lines[:MAX_HEAD_LINES]:
        two = _TWO.fullmatch(line.text.strip())
        if two:
            return [(two["first"], leaf.mark_line(line)), (two["second"], leaf.mark_line(line))]
    return []
