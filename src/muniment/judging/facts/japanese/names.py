"""Names of Japanese organisations: what they legally are stands ahead ("株式会社…") or behind ("…株式会社")."""

from __future__ import annotations

import re

AUDITOR = "(?:有限責任)?監査法人"
_FORMS = (
    "(?:特例)?有限会社|株式会社|合同会社|合資会社|合名会社|相互会社|有限責任事業組合|投資法人|特定目的会社|"
    rf"{AUDITOR}|税理士法人|弁護士法人|司法書士法人|行政書士法人|社会保険労務士法人|"
    "(?:一般|公益|特例)?[社財]団法人|(?:地方)?独立行政法人|国立研究開発法人|国立大学法人|公立大学法人|"
    "学校法人|準学校法人|医療法人(?:社団|財団)?|社会医療法人|社会福祉法人|宗教法人|"
    "特定非営利活動法人|NPO法人|認定NPO法人|"
    "(?:生活|消費生活|農業|漁業|事業|企業)?協同組合(?:連合会)?|健康保険組合|共済組合|信用金庫|信用組合|労働金庫|"
    r"㈱|㈲|\([株有同財社医]\)"
)
FORM = f"(?:{_FORMS})"
_LATIN_WORD = r"[\w&.'-]{0,60}"
_KANA_WORD = "[ァ-ヴー]{1,30}"
"""The rest of a Latin word and a word in kana; a longer run is none, and would be read to its end from each letter."""
_LETTER = r"[一-龥々〆ヶァ-ヴーｦ-ﾟぁ-んA-Za-z0-9＆&'’·・.\-\u00c0-\u017f]"
_PARTICLE = r"(?:から|より|まで|による|における|に対|とし|との|は|が|を|に|の|と|も|へ|や|で)"
_STOP = (
    rf"(?=[\s、。,()「」『』\[\]【】/|:;・]|$|(?<=[^ぁ-ん])(?:{_PARTICLE}|及び|並びに|又は|"
    rf"または|および|御中|殿(?=\s|$)|様|代表|取締役|東京支店|本社)|"
    rf"{_PARTICLE}(?=[、。]|{FORM})|\))"
)
_AHEAD = (
    rf"{FORM} ?(?!(?:[はがをにのともへやで]|から|及び|並びに)(?:[、。]|"
    rf"$))(?:[A-Za-z]{_LATIN_WORD}(?: [A-Z]{_LATIN_WORD}){{1,4}}|{_LETTER}{{1,30}}?){_STOP}"
)
_BEHIND = rf"(?:(?:[A-Z]{_LATIN_WORD}|{_KANA_WORD})[ ・]){{0,5}}{_LETTER}{{1,30}}?{FORM}(?!(?:東京)?[一-龥]{{0,4}}法人)"
ORGANISATION = re.compile(rf"{_AHEAD}|{_BEHIND}")
_WHOLE = re.compile(
    rf"{FORM} ?[^\s、。()「」:;][^、。()「」:;\t\n]{{0,39}}|[^\s、。()「」:;][^、。()「」:;\t\n]{{0,39}}?{FORM}"
)
"""What a cell holds that is a name and nothing else."""
LATIN = re.compile(
    r"[A-Z][\w&'-]{0,60}(?:[ ,.]{1,2}[A-Z&][\w&'-]{0,60}){0,6}?[ ,]{1,2}(?:Inc|LLC|Ltd|Limited|Corp|"
    r"Corporation|plc|GmbH|AG|B\.V|S\.A|Co|K\.K|LLP)\b\.?"
    r"(?:,? (?:Ltd|Inc)\b\.?)?"
)
_LED = re.compile(
    r"^.*[^ぁ-ん](?:として|により|による|における|については|については、|である|であり|は|"
    r"が|を|に|と|も|で|へ|や|から|より|及び|並びに|又は|その他)(?=[^ぁ-ん])"
)
_LED_KANA = re.compile(r"^.*(?:として|により|である|を|は、|及び|並びに)")
_OF = re.compile(
    r"^(?:当社|弊社|当法人|当組合|甲|乙|受託者|委託者|受託会社|委託会社|再受託会社|委託先|"
    r"再委託先|発注者|受注者|開示者|受領者|保険者)(?:の|である|は|が|たる)?[ ]?"
)
_TITLES = re.compile(
    r"[ ]?(?:御中|殿|様|宛|各位)$|[ ](?:取締役会|経営者|経営陣|代表取締役|代表社員|代表理事|"
    r"理事長|東京事務所|印|㊞).*$|㊞$"
)


_SEAT = re.compile(r" (?:本社|本店|東京本社|大阪本社)$")


def whole(cell: str) -> str | None:
    """The name that a cell holds, with what it legally is; None where it holds anything else."""
    bare = _SEAT.sub("", _TITLES.sub("", cell.split("(以下")[0].strip()).strip())
    if "株)" not in bare and "有)" not in bare:
        bare = bare.split("(")[0].strip()
    if _WHOLE.fullmatch(bare) and len(re.findall(FORM, bare)) == 1:
        return bare
    return bare if LATIN.fullmatch(bare) else None


def trimmed(name: str) -> str:
    """A name found in a sentence without what leads to it."""
    if re.match(FORM, name) and not re.fullmatch(FORM, name):
        return name
    bare = _LED_KANA.sub("", name) or name
    led = _LED.sub("", bare) or bare
    return _OF.sub("", led).strip()


def first(text: str) -> str | None:
    """The first organisation of a text."""
    found = ORGANISATION.search(text)
    return trimmed(found[0]) if found else (latin[0] if (latin := LATIN.search(text)) else None)
