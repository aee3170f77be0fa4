"""What stands at the head and the foot of Japanese documents: date, title, issuer, holder, who tested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.judging.facts.japanese import days, names
from muniment.judging.facts.japanese.labels import is_label
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.keys import fact
from muniment.judging.model import Fact

ALONE, BESIDE, FOOT = 0.86, 0.8, 0.72
HEAD_LINES, MAX_LINE = 9, 60
_BESIDE = re.compile(r"[\s\w.()・:第版&'-]{0,44}")
_TITLE = re.compile(
    r"[一-龥ぁ-ヴーA-Za-z0-9・ ]{2,30}?(?:基本方針|方針|規程|規定|規則|細則|要領|基準|"
    r"手順書?|ポリシー|マニュアル|ガイドライン|計画書?|規約|綱領|要綱|宣言|行動規範|規範|ハンドブック|プラン)"
)
_BODY = re.compile(r"認証|審査|品質保証|登録機構|登録センター|マネジメント|認定|機構|協会|センター|レジストラ")
_ADDRESS = re.compile(r"(?:〒|東京都|北海道|大阪府|京都府|[一-龥]{2,3}県|[一-龥ァ-ヴ]{1,6}[市区郡])")
_HOLDER = re.compile(r"[一-龥ぁ-ヴーA-Za-z・ ]{3,30}(?:市|大学|病院|事務所|組合|協会|センター|研究所|部|局|課|会|所)")
_NUMBER_ALONE = re.compile(r"(?:No\.?[ ]?|第[ ]?)[A-Z0-9][A-Z0-9-]{2,20}(?:\(\d{1,3}\))?[ ]?号?")
_FOR = re.compile(r"[ ]?(?:御中|殿|様|宛)")
_LABEL = re.compile(
    r"^[ ]?[自至]|期間|期限|まで|から|初回|施行|次回|有効|満了|終期|始期|開始|終了|締結|設立|"
    r"成立|登記$|承認|予定|認証日|期日"
)


def dated(texts: Sequence[Text], family: str) -> Iterator[Fact]:
    """The date that stands on a line of its own, or beside a name or version, at the head or above the signatures."""
    if not texts:
        return
    lines = texts[0].lines
    heads = [(at, line) for at, line in lines[:HEAD_LINES]]
    for at, line in heads:
        yield from _dated_line(texts[0], at, line, ALONE)
    for text in texts:
        feet = [(at, line) for at, line in text.lines if _is_day_alone(line)]
        if feet and (text is texts[-1] or text is texts[0] or len(texts) < 4 or family == "soc_report"):
            at, line = feet[-1]
            yield from _dated_line(text, at, line, FOOT if family != "contract" else BESIDE)


def _is_day_alone(line: str) -> bool:
    found = days.find(line)
    return (
        len(found) == 1
        and not found[0].is_month
        and not line[: found[0].start].strip()
        and not line[found[0].end :].strip()
    )


def _dated_line(text: Text, at: int, line: str, confidence: float) -> Iterator[Fact]:
    if len(line) > MAX_LINE or "\t" in line:
        return
    found = days.find(line)
    if len(found) != 1 or found[0].is_month or _LABEL.search(line):
        return
    rest = line[: found[0].start] + line[found[0].end :]
    if rest.strip() and (
        not _BESIDE.fullmatch(rest) or "。" in line or re.search(r"[はがをに、]$", line[: found[0].start])
    ):
        return
    sure = confidence if not rest.strip() else min(confidence, BESIDE)
    yield fact("document_date", found[0].iso, text.mark(at, at + len(line)), confidence=sure, quote_limit=1)


_VERSION = re.compile(
    r"(?:^|[\s(])(?:第[ ]?(?P<a>\d{1,3}(?:\.\d{1,3}){0,2})[ ]?版|(?i:ver(?:sion)?|rev|"
    r"バージョン)[.: ]{0,2}(?P<b>\d{1,3}(?:\.\d{1,3}){0,2})[ ]?版?|"
    r"(?P<c>\d{1,3}\.\d{1,3})[ ]?版)(?=[\s)(]|$)"
)
_HISTORY = re.compile(
    r"(?:版数?|[Vv]er\S{0,5}|改訂番号|Rev\.?)[ \t|]+.{0,14}?(?:日付|年月日|改[訂定]日|制定日|"
    r"発行日|更新日)|(?:日付|年月日|改[訂定]日|改訂年月日)[ \t|]+.{0,8}?(?:版数?|[Vv]er)"
)
_ROW = re.compile(r"(?:第|[Vv](?:er)?\.?)?[ ]?(?P<v>\d{1,3}(?:\.\d{1,3}){0,2})版?(?=[\s|]|$)")
_UNVERSIONED = frozenset({"certificate", "incorporation", "invoice", "certificate_of_insurance", "soc_report"})


def version(texts: Sequence[Text], family: str) -> Iterator[Fact]:
    """The version that the head states, and version and day of the newest row of the history of versions."""
    if family in _UNVERSIONED:
        return
    for at, line in texts[0].lines[:HEAD_LINES] if texts else ():
        found = _VERSION.search(line) if len(line) <= MAX_LINE and not re.search("[。:\t]|://", line) else None
        if found:
            value = found["a"] or found["b"] or found["c"]
            yield fact("version", value, texts[0].mark(at, at + len(line)), confidence=ALONE, quote_limit=1)
            break
    for text in texts:
        lines = text.lines
        for index, (_, head) in enumerate(lines):
            if not _HISTORY.search(head):
                continue
            rows = []
            for at, line in lines[index + 1 : index + 25]:
                told, day = _ROW.match(line.strip()), days.find(line)
                if not told and day and not line[: day[0].start].strip():
                    told = _ROW.match(line[day[0].end :].strip(" \t|"))
                if told and day and not day[0].is_month:
                    rows.append((day[0].iso, told["v"], at, line))
                elif rows:
                    break
            if rows:
                iso, value, at, line = max(rows, key=lambda row: row[0])
                mark = text.mark(at, at + len(line))
                yield fact("version", value, mark, confidence=0.74, quote_limit=1)
                yield fact("document_date", iso, mark, confidence=0.73, quote_limit=1)
                return


_ACCREDITED = re.compile(
    r"(?:認定)[^\n。]{0,20}?(?P<body>ISMS-AC|JAB|UKAS|ANAB|JIPDEC|RvA|DAkkS|JAS-ANZ|"
    r"SAS)(?![A-Za-z])|(?P<other>ISMS-AC|JAB|UKAS|ANAB)[ (]?[^\n。]{0,8}認定"
)


def title(texts: Sequence[Text]) -> Iterator[Fact]:
    """The title of a policy: a line of the head that is what such documents are called and nothing else."""
    for at, line in texts[0].lines[:HEAD_LINES] if texts else ():
        named = re.sub(r"^(?:文書名称?|規程名称?|件名|タイトル|表題)[ :]+", "", line.strip())
        bare = re.sub(r"(?:[ ]?\([^()]{1,24}\)|[ ](?:第?[\d.]+版|[Vv]er\S+|Rev\S+))$", "", named)
        head, _, rest = bare.partition(" ")
        bare = rest if rest and names.whole(head) else bare
        if _TITLE.fullmatch(bare):
            yield fact("title", bare, texts[0].mark(at, at + len(line)), confidence=0.85, quote_limit=1)
            return


def certificate(texts: Sequence[Text]) -> Iterator[Fact]:
    """Holder and issuer of a certificate, where lines of their own name them."""
    lines = texts[0].lines if texts else ()
    named = [(at, line, name) for at, line in lines if (name := names.whole(line.strip())) and "\t" not in line]
    issuers = [one for one in named if _BODY.search(one[2])]
    if issuers:
        at, line, name = issuers[-1]
        yield fact("issuer", name, texts[0].mark(at, at + len(line)), confidence=BESIDE, quote_limit=1)
    elif len({name for _, _, name in named}) == 2 and named[-1][2] != named[0][2]:
        at, line, name = named[-1]
        yield fact("issuer", name, texts[0].mark(at, at + len(line)), confidence=FOOT - 0.05, quote_limit=1)
        named = [one for one in named if one[2] != name]
    for at, line in lines[:HEAD_LINES]:
        number = _NUMBER_ALONE.fullmatch(line.strip())
        if number:
            told = re.sub(r"^N[or]\.? ?(?=\S*\d)", "", line.strip())
            yield fact("certificate_number", told, texts[0].mark(at, at + len(line)), confidence=BESIDE, quote_limit=1)
    holders = [one for one in named if not _BODY.search(one[2])]
    if holders:
        at, line, name = holders[0]
        yield fact("holder", name, texts[0].mark(at, at + len(line)), confidence=FOOT, quote_limit=1)
    for (at, line), (_, below) in pairwise(lines):
        bare = line.strip()
        if not holders and _ADDRESS.match(below.strip()) and _HOLDER.fullmatch(bare) and not is_label(bare):
            yield fact("holder", bare, texts[0].mark(at, at + len(line)), confidence=FOOT - 0.05, quote_limit=1)
            break
    for text in texts[:2]:
        accredited = _ACCREDITED.search(text.text)
        if accredited:
            body = accredited["body"] or accredited["other"]
            yield fact("accreditation", body, text.said(*accredited.span()), confidence=0.8, quote_limit=1)
    for text in texts[:2]:
        for found in re.finditer(r"JIS Q (\d{5})(?:[:-](\d{4}))?", text.text):
            mark = text.said(*found.span())
            yield fact("standard", f"JIS Q {found[1]}", mark, confidence=0.6, quote_limit=1)
            if found[2]:
                yield fact("standard_year", int(found[2]), mark, confidence=0.6, quote_limit=1)
            break


def tester(texts: Sequence[Text]) -> Iterator[Fact]:
    """Who tested: the organisation of the cover that the report is not for."""
    if not texts:
        return
    for text in texts[:1]:
        own: list[tuple[int, str, str]] = []
        for at, line in text.lines[: HEAD_LINES + 3]:
            if (
                _FOR.search(line)
                or len(line) > MAX_LINE
                or "。" in line
                or re.match("(?:お客様|対象|顧客|委託元|発注)", line)
            ):
                continue
            bare = line
            for found in days.find(line):
                bare = bare.replace(line[found.start : found.end], " ")
            name = names.whole(re.sub(r"(?i)confidential|社外秘|機密|取扱注意|第?[\d.]+版|\d+$", "", bare).strip())
            if name:
                own.append((at, line, name))
        if len({name for _, _, name in own}) == 1:
            at, line, name = own[-1]
            yield fact("tester", name, text.mark(at, at + len(line)), confidence=BESIDE, quote_limit=1)


_REGISTRY = re.compile(r"(?:東京|大阪|[一-龥]{2,4})(?:地方)?法務局")


def extract(texts: Sequence[Text]) -> Iterator[Fact]:
    """The day on which a registry made an extract: alone on its line above the registrar's office."""
    for text in texts:
        for (at, line), (_, below) in pairwise(text.lines):
            if _is_day_alone(line) and _REGISTRY.match(below.strip()):
                yield fact(
                    "document_date",
                    days.find(line)[0].iso,
                    text.mark(at, at + len(line)),
                    confidence=0.95,
                    quote_limit=1,
                )
