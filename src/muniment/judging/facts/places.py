"""Where a document comes from, as far as that settles how it writes numeric dates: by what is written nowhere else.

Asked only where the dates themselves leave the order of day and month open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_MONTH_FIRST = re.compile(
    r"\bInternal Revenue Service\b|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b|\bLLC\b|\bL\.L\.C\b|,? Inc\.|\bZIP\b|"
    r"\ba (?:Delaware|Nevada|California|New York|Texas|Washington|Florida) (?:corporation|limited)|"
    r"\bState of [A-Z]|\bUSA\b|\bU\.S\.|\bUnited States\b|\b(?:Certified Public Accountants|HIPAA|FedRAMP)\b"
)
"""Words, addresses and legal forms of the United States."""
_DAY_FIRST = re.compile(
    r"\b(?:plc|PLC|GmbH|B\.V\.|N\.V\.|S\.p\.A\.|S\.r\.l\.|SARL|S\.A\.S\.|S\.L\.U?\.?|S\.A\.U?\.|Lda\.?|Ltda\.?|"
    r"BV|SpA|Srl|Sp\. z o\.o\.|Oy|ApS|A/S|Pty|Pvt)(?!\w)|"
    r"\bLtd\b|\bLimited\b(?! [a-z])|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b(?:England|Scotland|Wales|"
    r"United Kingdom|Ireland|UK|"
    r"Companies House|Companies Act|GDPR|Germany|France|Netherlands|Australia|New Zealand|India|UKAS)\b|"
    r"\bdate (?:is|are) day[/ ]month"
)
"""The same of Britain, the European continent, Australia and India, which put the day first."""

_ACCENTED = re.compile(r"[à-öø-ÿ]\w{0,60}\s[^\n]*[à-öø-ÿ]", re.IGNORECASE)
"""Two words with accents, which a text without much prose has in languages that put the day first."""
_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|"
    "Illinois|Indiana|"
    "Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|"
    "Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|"
    "Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming"
)
NAMED = (
    rf"{_STATES}|England and Wales|Scotland|Northern Ireland|Ireland|India|Singapore|Hong Kong|Canada|Ontario|"
    r"British Columbia|Australia|New Zealand|Cayman Islands|British Virgin Islands|Jersey|Guernsey|England|"
    r"Wales|Germany|France|Spain|Italy|Portugal|Brazil|"
    r"Austria|Switzerland|Belgium|Luxembourg|Denmark|Sweden|Norway|Finland|Poland|Estonia|Israel|Japan|South Africa|"
    r"the Netherlands|Netherlands|New South Wales|Victoria|Queensland|Quebec|Alberta|Malta|Cyprus|Bermuda|Delhi|"
    r"Mumbai"
)
"""Places that have a law and a register of companies of their own."""


_DECIMAL_POINT = re.compile(
    r"\b(?:M[ée]xico|mexican[oa]s?|S\.A\. de C\.V|S\. de R\.L\. de C\.V|RFC|Guatemala|Honduras|El Salvador|"
    r"Nicaragua|Panamá|"
    r"República Dominicana|Puerto Rico|Perú)(?!\w)"
)


def writes_decimal_points(text: str) -> bool:
    """Whether a Spanish text is of a country that writes 1,234.56, as Mexico and Central America do."""
    return bool(_DECIMAL_POINT.search(text))


def puts_day_first(texts: Iterable[str], language: str | None) -> bool | None:
    """Whether numeric dates put the day first where a document comes from; None where it names both worlds, or none.

    Every language read but English is one of countries that do; `language` is its code of two letters.
    """
    if language not in (None, "en", "ja"):
        return True
    texts = list(texts)
    if language is None and any(_ACCENTED.search(text) for text in texts):
        return True
    signs = {(bool(_MONTH_FIRST.search(text)), bool(_DAY_FIRST.search(text))) for text in texts}
    american, other = any(one for one, _ in signs), any(one for _, one in signs)
    return other if american != other else None
