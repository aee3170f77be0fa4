"""What insurers call their kinds of cover, in seven languages."""

from __future__ import annotations

import re

from muniment.judging.facts import vocabulary

OF_EARLIER = rf"(?:{vocabulary.alternatives('former')}|prior|expir(?:ing|ed))"
"""What makes a policy or a sum that of an earlier cover."""
_GENERAL = r"(?:commercial )?general liability"
_AUTO = (
    r"auto(?:mobile|motive)? liability|kfz-?haftpflicht\w*|kraftfahrt?-?haftpflicht\w*|"
    r"responsabilité civile (?:automobile|circulation)|\brc (?:auto(?:mobile)?|circulation)\b|\brca\b|\br\.c\.a\.|"
    r"responsabilità civile (?:auto\w*|da circolazione)|"
    r"responsabilidad civil (?:(?:del? )?autom[óo]vil(?:es)?|(?:de )?circulación|obligatoria)|"
    r"responsabilidade civil (?:(?:d[eo] )?autom[óo]ve(?:l|is)|facultativa)|"
    r"\bwa[- ](?:aansprakelijkheid\w*|verzekering|dekking)\b|"
    r"wettelijke aansprakelijkheid (?:motorrijtuigen|wagenpark)"
)
_UMBRELLA = r"umbrella(?: liab(?:ility)?)?|excess liab(?:ility)?"
_WORKERS = r"workers'? compensation(?:,? (?:and|&)\s+employers'? liability)?"
_PROFESSIONAL = (
    r"professional (?:liability|indemnity)|errors (?:&|and) omissions|\bE&O\b|"
    r"berufshaftpflicht\w*|vermögensschaden-?haftpflicht\w*|vermögensschäden \(it\)|\bit-haftpflicht\w*|"
    r"responsabilité civile professionnelle|\brc pro(?:fessionnelle)?\b|responsabilità civile professionale|"
    r"\brc professionale|responsabilidad civil profesional|\brc profesional|responsabilidade civil profissional|"
    r"beroepsaansprakelijkheid\w*|responsabilité professionnelle|responsabilità professionale|"
    r"responsabilidad profesional|responsabilidade profissional|\brc profissional|errores y omisiones|"
    r"erros e omissões|errori e omissioni|planungshaftpflicht\w*|architektenhaftpflicht\w*"
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
    r"bedrijfsaansprakelijkheid\w*|aansprakelijkheidsverzekering (?:voor )?bedrijven|"
    r"personen-(?:, sach- und vermögens| und sach| u\. sach)schäden|"
    r"betriebs- (?:und|u\.) (?:umwelt|produkt|berufs)haftpflicht\w*|allgemeine haftpflicht\w*|"
    r"responsabilité civile (?:générale|avant livraison)|\brc générale|\brct\b|\br\.c\.t\.|"
    r"\brc (?:general|explotación|geral|exploração)\b|responsabilità civile verso (?:i )?terzi|"
    r"responsabilidade civil (?:operações|estabelecimentos)|\bavb\b"
)
EMPLOYERS = (
    r"employers'? liability|faute inexcusable|\brco\b|\br\.c\.o\.|"
    r"responsabilità civile verso (?:(?:i )?prestatori|(?:gli )?operai)[^.;:\d]{0,30}|"
    r"responsabilidad civil patronal|\brc patronal|responsabilidade civil (?:d[oe] )?(?:empregador|patronal)|"
    r"\brc empregador|werkgeversaansprakelijkheid\w*|arbeitgeberhaftpflicht\w*"
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
    "Employers' liability": EMPLOYERS,
    "Products liability": r"\bproducts? liability|produkthaftpflicht\w*",
    "Property": r"\bproperty (?:insurance|damage)|commercial property\b",
}
COVER_PATTERNS = {name: re.compile(rf"(?i){pattern}") for name, pattern in _COVERS.items()}
"""By the English name of each kind, how it is called."""
ANY_COVER = re.compile("(?i)" + "|".join(f"(?:{pattern})" for pattern in _COVERS.values()))
_NAMED = (
    r"(?:commercial |comprehensive |public |private car |third[- ]party )?motor(?: fleet| vehicles?| trade)?|"
    r"(?:motor )?fleet|"
    r"work(?:ers?'?s?'?|men'?s) (?:injury )?compensation(?:,? (?:and|&) employers'? liability)?|"
    r"work injury compensation|"
    r"employee'?s'? compensation|employers'? liability|public(?:,? (?:(?:and|&|/) )?products?)? liability|"
    r"products? liability|"
    r"(?:commercial |comprehensive )?general liability|professional (?:indemnity|liability)|medical malpractice|"
    r"(?:technology |tech )?errors (?:and|&) omissions|(?:tech(?:nology)? )?e&o|"
    r"cyber(?: (?:liability|security|risks?|and (?:data|privacy)(?: liability)?|enterprise risk))*|data breach|"
    r"(?:commercial )?crime|fidelity(?: guarantee)?|employee dishonesty|directors'? (?:&|"
    r"and) officers'?(?: liability)?|d&o|"
    r"management liability|employment practices(?: liability)?|umbrella(?: liability)?|excess liability|"
    r"automobile(?: liability)?|business auto|auto liability|hired and non-owned auto|media liability|"
    r"intellectual property|"
    r"product recall|environmental(?: impairment)? liability|pollution(?: legal)? liability|clinical trials?|"
    r"(?:commercial |industrial )?(?:property|fire)(?: (?:all risks?|damage|and (?:allied|special) perils))?|"
    r"(?:industrial|"
    r"contractors'?|erection|property) all[- ]risks?|business interruption|machinery breakdown|electronic equipment|"
    r"(?:marine )?(?:cargo|hull)|goods in transit|stock throughput|(?:group )?personal accident|"
    r"group (?:medical|health|"
    r"hospital(?:isation)?(?: and surgical)?|term life)|trade credit|legal expenses|terrorism|money|burglary|"
    r"plate glass|"
    r"kidnap(?: and| &) ransom|latent defects|surety"
)
NAMED_COVER = re.compile(rf"(?i)(?<![\w-])(?:{_NAMED})(?![\w-])")
"""What English calls its kinds of cover, those too whose limit is no fact."""
OTHER_SUM = re.compile(
    r"(?i)deductible|retention|\bs\.?i\.?r\b|premium|\bexcess\b(?! liab)|retroactive|sub-?limit|prämie|franchise|"
    r"\bprime\b|selbst(?:behalt|beteiligung)|franchigia|scoperto|franquicia|franquia|eigen risico|"
    r"sottolimit\w*|sous-limite\w*|subl[íi]mite\w*|par victime|per persona|pro person|por v[íi]ctima|per persoon|"
    r"por pessoa|"
    r"jaarpremie|cotisation|\bpremio\b|\bprêmio\b|\bdont\b|\bdi cui\b|\bdavon\b|\bwaarvan\b|\bof which\b|"
    r"de los cuales|dos quais"
)
"""What an amount beside a cover may be instead of its limit."""
