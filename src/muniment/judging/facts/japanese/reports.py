"""Japanese reports on the controls of service organisations, and the letters that bridge them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.japanese import days, names
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.keys import fact
from muniment.judging.model import Fact

_OPINIONS = (
    ("disclaimer", r"意見(?:を|は)(?:表明しない|差し控え)|意見不表明"),
    (
        "adverse",
        r"不適正意見|否定的意見|(?:有効に(?:整備|運用)|適切に(?:デザイン|整備))され(?:て)?いな(?:かった|い)もの?と認め",
    ),
    (
        "qualified",
        r"限定付(?:適正)?(?:意見|結論)|除外事項を除き|(?:上記|以下|次)の?[^。\n]{0,30}を除き|記載した事項を除",
    ),
    (
        "unqualified",
        r"無限定(?:適正)?(?:意見|結論)|全ての重要な点において|すべての重要な点において|"
        r"重要な点において[^。]{0,60}適正|(?:有効|適切|適正)に[^。\n]{0,60}(?:運用|デザイン|整備|"
        r"表示)され?[^。\n]{0,24}(?:認める|認められ|結論付け|意見とする)|"
        r"(?:有効|適切|適正)であ(?:った|る)[^。\n]{0,16}(?:認め|結論|意見)",
    ),
)
_OF_OPERATION = re.compile(r"運用状況の有効性については|本意見は|運用状況については")
_CARVED = re.compile(
    r"除外方式|除外(?:して|し、|されて)|(?:含めて|含んで|含まれて)(?:おらず|いない|いません|おりません)|"
    r"対象(?:外|としていない)|カーブアウト"
)
_INCLUDED = re.compile(r"一体方式|包括方式|インクルーシブ|内部統制を含(?:む|めて|んで)")
_SUBSERVICE = re.compile(r"再受託|再委託|サブサービス|外部委託|方式|利用し")
_USER_CONTROLS = re.compile(
    r"(?:相補的|補完的|相互補完的|補完する)(?:な)?(?:利用者の?|委託会社の?|"
    r"ユーザー?の?)?(?:内部)?統制|委託会社の(?:相補的|補完的)|"
    r"(?:委託会社|利用者|利用会社|ユーザー(?:企業)?)に(?:期待|要求|想定)され(?:る|"
    r"ている)(?:補完的な)?(?:内部)?統制|CUEC"
)
_CATEGORIES = {
    "セキュリティ": "Security", "可用性": "Availability", "処理のインテグリティ": "Processing integrity",
    "処理の完全性": "Processing integrity", "機密保持": "Confidentiality", "機密性": "Confidentiality",
    "プライバシー": "Privacy",
}  # fmt: skip
_LISTED = re.compile(
    r"(?:"
    + "|".join(_CATEGORIES)
    + r")(?:(?:、|及び|並びに|・|,|および|と|/|\n)[ ]?(?:"
    + "|".join(_CATEGORIES)
    + r"))*"
)
_RULED = re.compile(r"規準|基準|カテゴリ|Trust|原則")
_DEVIATIONS = re.compile(
    r"(?:逸脱|例外)(?:事項)?(?:は|が|の)?(?:合計|全部で|総数は|計)*[ ]?(\d{1,3})[ ]?件|"
    r"(\d{1,3})[ ]?件の(?:例外|逸脱)"
)
_FIRM = re.compile(rf"[^\s、。()「」は\t]{{1,16}}?{names.AUDITOR}|{names.AUDITOR}[^\s、。()「」はにのが\t]{{1,16}}")
_SIGNATURE = re.compile(r"公認会計士|業務執行社員|指定(?:有限責任)?社員|代表社員|事務所")
_FOR = re.compile(r"(?P<name>[^\n]{3,40}?)[ \n]?(?:取締役会|代表取締役[^\n]{0,20})?[ ]?御中")


def soc_report(texts: Sequence[Text]) -> Iterator[Fact]:
    """Opinion, method, controls of users, categories, deviations, auditor, and whom it is about."""
    yield from _opinion(texts)
    yield from _method(texts)
    yield from _categories(texts[:4])
    yield from _auditor(texts)
    for text in texts:
        found = _USER_CONTROLS.search(text.text)
        if found and not re.search(r"なし|ない。|ありません", text.text[found.end() : found.end() + 8]):
            mark = text.said(*found.span())
            yield fact("complementary_user_entity_controls", True, mark, confidence=0.82, quote_limit=1)
            break
    for text in texts:
        for found in _DEVIATIONS.finditer(text.text):
            ahead = re.split("[。\n]", text.text[max(0, found.start() - 30) : found.start()])[-1]
            if not re.search("前|過去|うち", ahead):
                yield fact(
                    "exceptions_count",
                    int(found[1] or found[2]),
                    text.said(*found.span()),
                    confidence=0.85,
                    quote_limit=1,
                )
    for text in texts[:3]:
        found = _FOR.search(text.text)
        name = names.whole(found["name"].strip()) if found else None
        if found and name:
            yield fact("service_organisation", name, text.mark(*found.span()), confidence=0.8, quote_limit=1)
    yield from _kind(texts[:3])


def _kind(texts: Sequence[Text]) -> Iterator[Fact]:
    for text in texts:
        found = re.search(r"(?i)SOC[ ]?([123])[^\n。]{0,10}?(?:type|タイプ)[ ]?([12ⅠⅡ]|II?)", text.text)
        if found:
            kind = "2" if found[2] in ("2", "II", "Ⅱ") else "1"
            mark = text.said(*found.span())
            yield fact("soc_type", f"Type {kind}", mark, confidence=0.85, quote_limit=1)
            yield fact("report_type", f"SOC {found[1]}", mark, confidence=0.7, quote_limit=1)
            return


def _opinion(texts: Sequence[Text]) -> Iterator[Fact]:
    for value, wording in _OPINIONS:
        for text in texts:
            for found in re.finditer(wording, text.text):
                mark = text.said(*found.span())
                if value == "disclaimer" and _OF_OPERATION.search(mark.text):
                    continue
                if value == "unqualified" and re.search("^(?:経営者|当社|受託会社)は|を除き", mark.text[:30]):
                    continue
                yield fact("opinion", value, mark, confidence=0.85, quote_limit=1)
                return


def _method(texts: Sequence[Text]) -> Iterator[Fact]:
    for value, wording in (("carve-out", _CARVED), ("inclusive", _INCLUDED)):
        for text in texts:
            for found in wording.finditer(text.text):
                mark = text.said(*found.span())
                if _SUBSERVICE.search(mark.text):
                    yield fact("subservice_method", value, mark, confidence=0.84, quote_limit=1)
                    return


def _categories(texts: Sequence[Text]) -> Iterator[Fact]:
    for text in texts:
        for found in _LISTED.finditer(text.text):
            near = text.text[max(0, found.start() - 24) : found.end() + 12]
            if not _RULED.search(near):
                continue
            named = re.findall("|".join(_CATEGORIES), found[0])
            values = tuple(dict.fromkeys(_CATEGORIES[word] for word in named))
            yield fact("trust_services_categories", values, text.said(*found.span()), confidence=0.85, quote_limit=1)
            return


def _auditor(texts: Sequence[Text]) -> Iterator[Fact]:
    """The firm above or beside the accountants who sign."""
    for text in texts:
        lines = text.lines
        for index, (at, line) in enumerate(lines):
            found = names.whole(line.strip()) or names.whole(line.strip().split(" ")[0])
            if not found or "監査法人" not in found or len(line) > 50:
                continue
            near = " ".join(one for _, one in lines[index : index + 4])
            is_dated = any(days.find(one) and len(one) < MAX_DATED for _, one in lines[max(index - 1, 0) : index])
            if _SIGNATURE.search(near) or is_dated:
                yield fact("service_auditor", found, text.mark(at, at + len(line)), confidence=0.88, quote_limit=1)
                above = lines[index - 1] if index else None
                for place, told in [(at, line), *([above] if above else [])]:
                    for day in days.find(told)[:1]:
                        if not told[: day.start].strip() and len(told) < 40:
                            yield fact(
                                "document_date",
                                day.iso,
                                text.mark(place, place + len(told)),
                                confidence=0.9,
                                quote_limit=1,
                            )
                return


MAX_DATED = 24
"""Characters of a line that is a date."""
_REFERRED = re.compile(
    r"(?i)SOC[ ]?([123])(?:[ ・(,]{0,3}(?:type|タイプ)[ ]?([12ⅠⅡ]|II?))?[) ]{0,2}(?:の)?(?:保証)?報告書"
)


def bridge_letter(texts: Sequence[Text]) -> Iterator[Fact]:
    """The report that a letter refers to, its period, and the days that the letter covers."""
    for text in texts[:2]:
        found = _REFERRED.search(text.text)
        if not found:
            continue
        kind = {"2": "2", "II": "2", "Ⅱ": "2"}.get(found[2] or "", "1" if found[2] else "")
        named = f"SOC {found[1]}" + (f" Type {kind}" if kind else "")
        mark = text.said(*found.span())
        yield fact("report_referred_to", named, mark, confidence=0.85, quote_limit=1)
        yield fact("report_type", named, mark, confidence=0.8, quote_limit=1)
        if kind:
            yield fact("soc_type", f"Type {kind}", mark, confidence=0.85, quote_limit=1)
        pairs = days.periods(text.text)
        own = next((pair for pair in pairs if re.search(r"対象期間[ :は、]{0,3}$", text.text[: pair[0].start])), None)
        if own:
            told = text.said(own[0].start, own[1].end)
            yield fact("report_period_start", own[0].iso, told, confidence=0.88, quote_limit=1)
            yield fact("report_period_end", own[1].iso, told, confidence=0.88, quote_limit=1)
        for pair in pairs:
            if pair is own:
                continue
            told = text.said(pair[0].start, pair[1].end)
            if re.search("変更|事象|影響", told.text):
                yield fact("period_start", pair[0].iso, told, confidence=0.86, quote_limit=1)
                yield fact("period_end", pair[1].iso, told, confidence=0.86, quote_limit=1)
                break
        firm = re.search(rf"(?:^|[\s、は])({_FIRM.pattern})(?=による|が|の|から)", text.text)
        if firm:
            yield fact("service_auditor", firm[1], text.said(*firm.span(1)), confidence=0.85, quote_limit=1)
        system = re.search(r"[「『]([^」』\n]{2,40})[」』](?:に|の)", text.text)
        if system:
            yield fact("system_name", system[1], text.said(*system.span()), confidence=0.8, quote_limit=1)
        for at, line in text.lines[:10]:
            name = names.whole(line.strip())
            if name and "監査法人" not in name and not re.search("御中|各位|様", line):
                yield fact("service_organisation", name, text.mark(at, at + len(line)), confidence=0.85, quote_limit=1)
                break
