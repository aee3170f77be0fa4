"""What insurers call their kinds of cover, in seven languages."""

from __future__ import annotations

import re

_GENERAL = r"(?:commercial )?general liability"
_AUTO = r"auto(?:mobile|motive)? liability"
_UMBRELLA = r"umbrella(?: liab(?:ility)?)?|excess liab(?:ility)?"
_WORKERS = r"workers'? compensation(?:,? (?:and|&)\s+employers'? liability)?"
_PROFESSIONAL = (
    r"professional (?:liability|indemnity)|errors (?:&|and) omissions|\bE&O\b|"
    r"berufshaftpflicht\w*|vermögensschaden-?haftpflicht\w*|vermögensschäden \(it\)|\bit-haftpflicht\w*|"
    r"responsabilité civile professionnelle|\brc pro(?:fessionnelle)?\b|responsabilità civile professionale|"
    r"\brc professionale|responsabilidad civil profesional|\brc profesional|responsabilidade civil profissional|"
    r"beroepsaansprakelijkheid\w*"
)
_CYBER = (
    r"(?:professional ?/ ?)?cyber(?: (?:liability|security|risk|insurance|and privacy))*\b|"
    r"network security (?:&|and) privacy(?: liability)?|cyber-?(?:versicherung|deckung|police|verzekering)\w*|"
    r"(?:assurance|garantie|polizza) cyber|(?:riesgos|riscos) cibernéticos|risques? cyber|"
    r"cyber-?risques?|cyber-?\w*schäden|"
    r"rischi? (?:cyber|informatic[oi])|cyberrisico\w*|cyber-?risik\w+|\bciber(?:riesgos?|"
    r"seguros?|seguridad|riscos?|segurança)\b|"
    r"responsabil\w+ cibern[ée]tica|\bcyber[- ]risks?\b"
)
_PUBLIC = (
    r"public(?:,? (?:(?:and|&|/) )?products?)? liability|betriebshaftpflicht\w*|"
    r"responsabilité civile (?:d')?exploitation|\brc exploitation|"
    r"responsabilità civile (?:verso )?(?:terzi|generale)|"
    r"responsabilidad civil (?:general|(?:de )?explotación)|responsabilidade civil (?:geral|(?:de )?exploração)|"
    r"bedrijfsaansprakelijkheid\w*|aansprakelijkheidsverzekering (?:voor )?bedrijven"
)
_COVERS: dict[str, str] = {
    "Commercial general liability": _GENERAL,
    "Automobile liability": _AUTO,
    "Umbrella liability": _UMBRELLA,
    "Workers compensation": _WORKERS,
    "Professional liability": _PROFESSIONAL,
    "Cyber liability": _CYBER,
    "Crime": r"\bcrime\b|vertrauensschaden\w*",
    "Directors and officers": r"directors'? (?:&|and) officers'?(?: liability)?",
    "Public liability": _PUBLIC,
    "Employers' liability": r"employers'? liability",
    "Products liability": r"\bproducts? liability|produkthaftpflicht\w*",
    "Property": r"\bproperty (?:insurance|damage)|commercial property\b",
}
COVER_PATTERNS = {name: re.compile(rf"(?i){pattern}") for name, pattern in _COVERS.items()}
"""By the English name of each kind, how it is called."""
ANY_COVER = re.compile("(?i)" + "|".join(f"(?:{pattern})" for pattern in _COVERS.values()))
