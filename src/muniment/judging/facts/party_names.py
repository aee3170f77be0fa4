"""Names of parties as agreements write them: behind a role, on a line of their own, in capitals; never somebody who
signs."""

from __future__ import annotations

import re
from functools import cache

from muniment.judging.facts import dates, vocabulary
from muniment.judging.facts.names import BODY, CAPITAL, LINK, NAME, ORGANISATION, PARTY, is_blank, is_role, tidy

MAX_SMALL_WORDS = 3
"""Ahead of the words of a name that its legal form ends: "RH em Dia Serviços Ltda"."""
MAX_NAME_WORDS = 11
_WHOLE = re.compile(NAME)
_PERSON = re.compile(
    rf"(?:[{CAPITAL}]\. ?){{1,2}}[{CAPITAL}]|(?i:mrs?|ms|dr|herr|frau|mme|m|sig|sr|sra|dhr|mevr|d|d\.ª)\.? [{CAPITAL}]"
)
_ENDS_NAME = re.compile(
    r"\s?[(;|\t]|, (?!(?:Inc|LLC|LLP|Ltd|Limited|S\.|SL|SA|S/A|Lda|Ltda|GmbH|AG|Unipessoal|B\.V|N\.V|P\.|PLLC|plc|Corp|"
    r"INC|LTD|L\.|Co\.|N\.A|EPE|E\.P))|\s[–—-]\s|\s(?:through|represent\w+|vertreten|représent\w+|rappresentat\w+|"
    r"vertegenwoordigd|with|whose|having|mit Sitz|gevestigd|con sede|com sede|con domicilio|sise?|au capital)\b|[.:]?$"
)
"""Where a name beside its role ends: what follows is its address, its number or who signs."""


def _role_words() -> str:
    article = r"(?:(?:the|le|la|il|der|die|das|el|o|a|de|het|les) |l['’])?"
    return rf"{article}(?:{vocabulary.alternatives('roles')})(?: name)?"


@cache
def _role() -> re.Pattern[str]:
    return re.compile(rf"(?i){_role_words()}")


def is_role_of_party(text: str) -> bool:
    """Whether a text is what a party is called and nothing else: "Supplier", "the customer"."""
    return bool(_role().fullmatch(text))


@cache
def roles_beside() -> re.Pattern[str]:
    """A role with a capital at the head of a line or behind another party on it, up to its party."""
    return re.compile(
        rf"(?:^|(?<=[\t|])|(?<=\s)(?=[{CAPITAL}]))\W{{0,4}}(?:\d+[.)]\s)?(?=[{CAPITAL}])(?P<role>(?i:{_role_words()}))"
        r"(?:\s?\([^()\n]{2,40}\))?(?P<joint>\s*[:：\t|]+\s*|\s+[–-]\s+|\s+)"
        rf"(?=[\"'«]?[{CAPITAL}0-9]|(?:the|la|le|el|o|a) [{CAPITAL}])"
    )


def party_at(text: str) -> str | None:
    """The name that opens a text behind its role; None where it is somebody, a sentence or nothing."""
    text = re.sub(
        r"^[\"'«»\s]*(?:(?:the|The|la|le|el|il|die|der|das|de|o|a|La|Le|Die|Der|Das|El|Il|O|A) (?=[A-ZÀ-Þ]))?", "", text
    )
    whole = ORGANISATION.match(text)
    if whole and not _goes_on_as_sentence(text[whole.end() :]):
        return as_name(whole[0])
    end = _ENDS_NAME.search(text)
    head = text[: end.start() if end else None].strip()
    late = ORGANISATION.search(head)
    is_late = late is not None and late.end() >= len(head) - 1 and len(head[: late.start()].split()) <= MAX_SMALL_WORDS
    named, body = _WHOLE.match(head), BODY.match(text)
    if (head[:1].isupper() and is_late) or (named and named.end() == len(head) and len(head.split()) > 1):
        return as_name(head)
    return as_name(body[0]) if body and not _goes_on_as_sentence(text[body.end() :]) else None


def _goes_on_as_sentence(behind: str) -> bool:
    return bool(
        re.match(r"\s(?:shall|will|must|is|are|has|have|may|wird|ist|hat|a|est|es|è|heeft|zal)\s[a-z]", behind)
    ) and not re.match(r"\s(?:a|est|es|è|is)\s(?:company|société|sociedad)", behind)


_LED = re.compile(r"^.*?\b(?:BY AND BETWEEN|BETWEEN|AND|ENTRE|UND|ZWISCHEN|TUSSEN|ET|FRA|TRA)\s(?=\S)")
"""Words in capitals that joined lines put ahead of a name."""
_SIDE = re.compile(
    r"^(?:(?:por )?(?:una|la otra|otra|de outra|outra|uma|a outra)(?: parte)?|"
    r"(?:da|dall['’]) ?(?:una|altra)(?: parte)?|"
    r"(?:d['’]une|de l['’]autre|d['’]autre) part),? (?=\S)",
    re.IGNORECASE,
)
"""Which side a party is on, ahead of its name: "DE UNA PARTE, Acme, S.A."."""


def is_party(text: str) -> bool:
    """Whether a line is an organisation and nothing else; in capitals what it is called may say so, too."""
    text = text.rstrip(",;:")
    return bool(PARTY.fullmatch(text)) or (text.isupper() and bool(_IN_CAPITALS.fullmatch(text)))


_IN_CAPITALS = re.compile(
    rf"(?:THE )?[{CAPITAL}0-9&'’., -]{{2,70}}(?: |, )(?:COMPANY|CORPORATION|CORP|COOPERATIVE|FOUNDATION|TRUST|"
    rf"AUTHORITY|"
    r"GROUP|BANK|UNIVERSITY|ASSOCIATION|SOCIETY|DISTRICT|COUNCIL|INCORPORATED|PARTNERSHIP|INSTITUTE|CLUB|CIC|COLLEGE|"
    r"HOSPITAL|PARTNERS|S\.?A\.?S?|GMBH|AG|B\.?V\.?|N\.?V\.?|S\.?R\.?L\.?|S\.?P\.?A\.?|LTDA?\.?|S\.?L\.?U?\.?)\.?"
)


def as_name(text: str) -> str | None:
    """A text as the name of a party; None where it is a person, a role, a date, a blank or too long."""
    led = _LED.match(text)
    if led and not text.isupper() and ORGANISATION.fullmatch(text[led.end() :]):
        text = text[led.end() :]
    name = tidy(_SIDE.sub("", text))
    if not name or is_blank(name) or (_PERSON.match(name) and not ORGANISATION.fullmatch(name)):
        return None
    if is_role(name) or len(name.split()) > MAX_NAME_WORDS:
        return None
    if is_role_of_party(name) or LINK.fullmatch(name.lower()) or dates.find(name, day_first=True):
        return None
    return name
