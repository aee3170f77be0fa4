"""How documents say that they no longer hold: that another version replaced them, that a certificate was suspended or
withdrawn. What a document says of others ("this version replaces version 4", "may be withdrawn") is none of it."""

from __future__ import annotations

import re

_THIS = (
    r"(?:this|the) (?:present |above )?(?:document|policy|version|issue|certificate|certification|standard|"
    r"procedure|agreement|"
    r"contract|report|plan|registration|licen[cs]e|cover|approval|letter)"
)
_REPLACED = (
    r"(?:superseded|replaced|obsoleted|made obsolete|obsolete|ersetzt durch|ungültig|remplacée? par|obsolète|"
    r"(?:sustituid|reemplazad)[oa] por|obsoleto|sostituit[oa] da|vervangen door|substituíd[oa] por)"
)
_ENDED = (
    r"(?:suspended|withdrawn|revoked|cancelled|canceled|terminated early|annulled|void|invalidated|ausgesetzt|"
    r"zurückgezogen|"
    r"widerrufen|suspendue?|retirée?|révoquée?|annulée?|suspendid[oa]|retirad[oa]|revocad[oa]|sospes[oa]|revocat[oa]|"
    r"ingetrokken|opgeschort|geschorst|suspens[oa]|revogad[oa])"
)
_SINCE = (
    r"(?:,? (?:on|as of|since|from|with effect from|effective|by|at|am|seit|le|depuis|el|il|dal|op|per|em)\b.{0,70})?"
)
_IS = r"(?:is|was|has been|have been|stands)"
_NUMBERED = (
    r"(?:certificate|registration)(?: (?:no\.?|number))? (?=[\w./ -]{0,20}\d)[\w./-]{2,24}(?: \d[\w/-]{1,20})?"
    r"(?: (?:of|for|to) [^.\n]{2,60}){0,2}"
)
"""A certificate by its number, with whose it is and what for."""

SUPERSEDED = re.compile(
    rf"\W*(?:{_THIS} )?(?:{_IS} )?(?:now )?{_REPLACED}(?: by\b.{{2,80}}|(?<=par).{{2,80}}|(?<=durch).{{2,80}}|"
    rf"(?<=por).{{2,80}}|(?<=da).{{2,80}}|(?<=door).{{2,80}})?{_SINCE}\W*",
    re.IGNORECASE,
)
"""A line that says nothing else than that its document was replaced."""
SAYS_SUPERSEDED = re.compile(
    rf"\b{_THIS} {_IS} (?:now )?(?:superseded|replaced|obsolete)\b(?! if| when| unless)", re.IGNORECASE
)
NOT_IN_FORCE = re.compile(rf"\W*(?:{_THIS} )?(?:{_IS} )?(?:currently )?{_ENDED}{_SINCE}\W*", re.IGNORECASE)
"""A line that says nothing else than that what its document attests was ended."""
SAYS_NOT_IN_FORCE = re.compile(
    rf"\b(?:{_THIS}|{_NUMBERED}) (?:{_IS} (?:currently )?(?:suspended|withdrawn|revoked|cancelled|canceled|annulled|"
    r"no longer (?:valid|in force|in effect|current))|(?:ceased to be|is not) (?:valid|in force))\b"
    r"(?! if| when| unless| without| until| on(?! \d| the \d| [a-z]{3,9} \d))",
    re.IGNORECASE,
)
STATUS_SUPERSEDED = re.compile(
    r"(?:superseded|obsolete|replaced|archived|retired|historical|veraltet|obsolète)\b", re.IGNORECASE
)
STATUS_ENDED = re.compile(rf"(?:{_ENDED}|expired|lapsed|no longer (?:valid|in force)|inactive)\b", re.IGNORECASE)
