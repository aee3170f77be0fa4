"""The form by which a person confirms, corrects, rejects and adds: what it shows of a document, and what is said by it.

It is sent whole. The button beside the type says the type, and of the facts what was changed: one that is emptied
rejects the engine's word, one that a person said before stays said. The button beneath the facts says all that they
show. Nothing that was typed is lost when it is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from muniment.documents.facts import EXPIRY
from muniment.documents.reviews import EXPIRY_RULE
from muniment.errors import InvalidDocumentTypeError, InvalidFieldsError, PreconditionFailedError
from muniment.evidence.reviewing import Wanted
from muniment.evidence.said_values import CHOICES
from muniment.http.transport.preconditions import etag
from muniment.judging.facts.keys import KEYS
from muniment.judging.taxonomy.types import DocumentType
from muniment.web.forms import Form, MisfitError
from muniment.web.wording import type_title

SEEN_FIELD = "seen"
"""Holds the tag of the review that the form was made of."""
NO_TYPE = "none"
"""The choice that says: it is none of the taxonomy. Nothing chosen says nothing."""
FACT_PREFIX = "fact."
FACTS_TOO = "facts_too"
"""The button that also says each fact which was left as it was."""
_ADDED = ("add_key", "add_value")
_NO_EXPIRY = "no_expiry"
_NUMBERS = frozenset({"number", "money"})
_LONG, _MOST_ROWS = 48, 8
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_BROKEN = re.compile(r"[+-]?\d{1,18}[.,]\d{1,9}", re.ASCII)


class FactField(NamedTuple):
    """A field for a fact that stands, or that a person rejected. `kind`: as in KEYS. `options`: what alone it may hold;
    `is_other`: it holds something else. `page`: where the document says it. `said_by`: whose word it is, None for the
    engine's; `engine`: what the engine had said, where that differs."""

    name: str
    key: str
    title: str
    kind: str
    text: str
    rows: int
    options: Sequence[tuple[str, str]]
    is_other: bool
    page: int | None
    said_by: str | None
    said_at: int | None
    engine: str | None


class TypeGroup(NamedTuple):
    """Types of one category, as (slug, title)."""

    title: str
    types: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """What the form shows. `type_said_by`: who named the type, None for nobody. `reckoned`: until when the evidence is
    reckoned to hold, and by which rule. `added`: facts that are being added, as (key, text). `problems`: a sentence by
    the name of each field; "" for the whole."""

    seen: str
    type: str
    type_said_by: str | None
    type_said_at: int | None
    engine_type: str | None
    groups: Sequence[TypeGroup]
    facts: Sequence[FactField]
    expires_on: str
    is_without_expiry: bool
    reckoned: tuple[str, str] | None
    added: Sequence[tuple[str, str]]
    addable: Sequence[tuple[str, str]]
    note: str
    reviewed_by: str | None
    reviewed_at: int | None
    problems: Mapping[str, str]

    @property
    def standing_count(self) -> int:
        """Facts that are shown with a value."""
        return sum(bool(one.text.strip()) for one in self.facts)

    @property
    def is_reviewed(self) -> bool:
        """Whether anybody said anything of the document."""
        return self.reviewed_at is not None


def form_of(
    *,
    document_type: str | None,
    insights: Iterable[Mapping[str, Any]],
    review: Mapping[str, Any],
    types: Sequence[DocumentType],
    typed: Form | None = None,
    problems: Mapping[str, str] | None = None,
) -> ReviewForm:
    """The form of a document with this type and these facts as they stand, and this review. `typed`: what was sent and
    did not fit, with its `problems`; all of it is shown again. Who was outpaced has seen what was said meanwhile once
    this form is shown."""
    again = typed or Form()
    problems = problems or {}
    stand = {one["key"]: one for one in insights}
    said = {one["key"]: one for one in review["facts"]}
    named = review["document_type"]
    return ReviewForm(
        seen=tag_of(review) if SEEN_FIELD in problems else _again(again, SEEN_FIELD, tag_of(review)),
        type=_again(again, "type", _chosen(document_type, named)),
        type_said_by=named["said_by"]["name"] if named is not None else None,
        type_said_at=named["said_at"] if named is not None else None,
        engine_type=_title(named["engine_value"]) if named and named["engine_value"] != document_type else None,
        groups=_groups(types),
        facts=[
            _field(key, stand.get(key), said.get(key), again)
            for key in KEYS
            if key not in (EXPIRY, EXPIRY_RULE) and (key in stand or key in said or FACT_PREFIX + key in again.fields)
        ],
        expires_on=_again(again, FACT_PREFIX + EXPIRY, _text_of(said.get(EXPIRY))),
        is_without_expiry=(
            bool(again.text(_NO_EXPIRY)) if "type" in again.fields else EXPIRY in said and said[EXPIRY]["value"] is None
        ),
        reckoned=_reckoned(stand, said),
        added=[(key, text) for key, text in _added(again) if key or text.strip()],
        addable=[(key, title) for key, (title, _) in KEYS.items() if key not in stand and key not in said],
        note=_again(again, "note", review["note"] or ""),
        reviewed_by=review["reviewed_by"]["name"] if review["reviewed_by"] is not None else None,
        reviewed_at=review["reviewed_at"],
        problems=problems,
    )


def _again(typed: Form, name: str, otherwise: str) -> str:
    """What was typed in the field; where it was not sent, what it shows otherwise."""
    return typed.text(name) if name in typed.fields else otherwise


def tag_of(review: Mapping[str, Any]) -> str:
    """The tag under which the API answers this review."""
    return etag(orjson.dumps(review))


def _chosen(document_type: str | None, named: Mapping[str, Any] | None) -> str:
    if document_type is None:
        return NO_TYPE if named is not None else ""
    return document_type


def _title(slug: str | None) -> str:
    return type_title(slug) if slug is not None else "none"


def _groups(types: Iterable[DocumentType]) -> list[TypeGroup]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in types:
        groups.setdefault(one.category, []).append((one.slug, one.title))
    return [TypeGroup(title, sorted(those, key=lambda pair: pair[1])) for title, those in groups.items()]


def _field(key: str, stands: Mapping[str, Any] | None, said: Mapping[str, Any] | None, typed: Form) -> FactField:
    title, kind = KEYS[key]
    name = FACT_PREFIX + key
    text = _again(typed, name, as_text(stands["value"]) if stands is not None else "")
    options = _options(key, kind)
    differs = said is not None and said["engine_value"] is not None and said["engine_value"] != said["value"]
    return FactField(
        name=name,
        key=key,
        title=title,
        kind=kind,
        text=text,
        rows=_rows(kind, text),
        options=options,
        is_other=bool(options) and text not in ("", *(value for value, _ in options)),
        page=stands["page"] if stands is not None else None,
        said_by=said["said_by"]["name"] if said is not None else None,
        said_at=said["said_at"] if said is not None else None,
        engine=as_text(said["engine_value"]) if said is not None and differs else None,
    )


def _rows(kind: str, text: str) -> int:
    """Lines of the field: a list has one for each of its elements and another, a long text two."""
    if kind == "list":
        return min(len(text.splitlines()) + 1, _MOST_ROWS)
    return 2 if len(text) > _LONG else 1


def _options(key: str, kind: str) -> Sequence[tuple[str, str]]:
    if kind == "boolean":
        return (("true", "Yes"), ("false", "No"))
    return [(one, one) for one in CHOICES.get(key, ())] if kind == "text" else ()


def _text_of(said: Mapping[str, Any] | None) -> str:
    return as_text(said["value"]) if said is not None and said["value"] is not None else ""


def _reckoned(stand: Mapping[str, Mapping[str, Any]], said: Mapping[str, Mapping[str, Any]]) -> tuple[str, str] | None:
    if EXPIRY in said or EXPIRY not in stand or EXPIRY_RULE not in stand:
        return None
    return str(stand[EXPIRY]["value"]), str(stand[EXPIRY_RULE]["value"])


def as_text(value: Any) -> str:
    """A fact's value as a field shows it; an element of a list a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, list | tuple):
        return "\n".join(" ".join(str(one).split()) for one in value)
    return " ".join(str(value).split())


# What is said by it


def wanted_of(form: Form, *, insights: Iterable[Mapping[str, Any]], review: Mapping[str, Any]) -> Wanted:
    """What a sent form says. `insights` and `review`: of the document as it stands, for fields that were left as they
    were: where they are said, then with their values just as they are, whatever a browser makes of blanks."""
    stand = {one["key"]: one["value"] for one in insights}
    said = {one["key"] for one in review["facts"]}
    unsaid = {} if form.text(FACTS_TOO) else {key: value for key, value in stand.items() if key not in said}
    facts: list[tuple[str, Any]] = []
    for name in form.fields:
        key = name.removeprefix(FACT_PREFIX)
        if not name.startswith(FACT_PREFIX) or key == EXPIRY:
            continue
        text = form.text(name)
        if _is_left(text, unsaid.get(key)):
            continue
        if text.strip() or key in said or key in stand:
            facts.append((key, _value(key, text, stand.get(key))))
    facts += [(key, _value(key, text, None)) for key, text in _added(form) if key and text.strip()]
    if form.text(_NO_EXPIRY):
        facts.append((EXPIRY, None))
    elif form.text(FACT_PREFIX + EXPIRY).strip():
        facts.append((EXPIRY, _value(EXPIRY, form.text(FACT_PREFIX + EXPIRY), None)))
    named = form.text("type")
    return Wanted(
        types=() if not named else (None,) if named == NO_TYPE else (named,),
        facts=facts,
        note=form.text("note").replace("\r\n", "\n").strip() or None,
    )


def _value(key: str, text: str, stands: Any) -> Any:
    """The value that a field's text says; text that is none of its key's kind as it is, for the check to tell."""
    if _is_left(text, stands):
        return stands
    if not text.strip():
        return None
    kind = KEYS.get(key, ("", "text"))[1]
    if kind == "list":
        return [line.strip() for line in text.splitlines() if line.strip()]
    text = text.strip()
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind in _NUMBERS:
        return _number(text)
    return text


def _is_left(text: str, stands: Any) -> bool:
    """Whether a field still shows the value that stands; None stands for nothing."""
    return stands is not None and as_text(stands).split() == text.split()


def _number(text: str) -> Any:
    """A number as people write it, with blanks or a sign between thousands where no other reading is possible."""
    plain = re.sub(r"(?<=\d)[  ' ](?=\d{3}(?:\D|$))", "", text)
    if _WHOLE.fullmatch(plain):
        return int(plain)
    return float(plain.replace(",", ".")) if _BROKEN.fullmatch(plain) else text


def _added(form: Form) -> list[tuple[str, str]]:
    keys, texts = (form.fields.get(name, []) for name in _ADDED)
    return list(zip(keys, texts, strict=False))


def problems_of(
    error: InvalidFieldsError | InvalidDocumentTypeError | PreconditionFailedError | MisfitError, wanted: Wanted
) -> dict[str, str]:
    """A sentence by the name of each field; "" for the whole."""
    if isinstance(error, MisfitError):
        return error.problems
    if isinstance(error, InvalidDocumentTypeError):
        return {"type": error.message}
    if isinstance(error, PreconditionFailedError):
        return {
            SEEN_FIELD: "Somebody else said something of this document meanwhile. Nothing of yours was said or lost: "
            "look at theirs, and send yours again if it still holds."
        }
    problems: dict[str, str] = {}
    for one in error.problems:
        if len(one.loc) == 1:
            problems[""] = "There is nothing to confirm yet: say what it is, or write a note."
        else:
            problems.setdefault(FACT_PREFIX + wanted.facts[int(one.loc[2])][0], one.msg)
    return problems
