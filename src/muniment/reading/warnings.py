"""The warnings an analysis can carry: every code with its sentence, in one table. docs/findings.md is made from it."""

from __future__ import annotations

from collections.abc import Iterable

from muniment.reading.model import ReadingProblem

WARNINGS: dict[str, str] = {
    "active_content": "The document holds scripts or actions that run when it is opened; none was run.",
    "archived": "The document was archived before it was read.",
    "cells_limit": "{what} spans more cells than the limit of {limit:,} and was left out.",
    "characters_limit": "The text was cut at the limit of {limit:,} characters.",
    "dynamic_form": "The form is built by its viewer (XFA); answers may be missing from the text.",
    "draft": "The document says that it is a draft: {what}. When it ends is not concluded from it.",
    "embedded_files": "The document carries embedded files or objects ({what}); they were not read.",
    "encoding_guessed": "No mark says how {what} is encoded; it was read as {encoding}, which is {certainty}.",
    "excerpt": "The document says that it is a part of a longer one: {what}.",
    "expired_form": "The form's own term is over: {what}.",
    "external_links": "The document refers to outside sources ({what}); they were not followed.",
    "facts_contradict": "Facts that contradict each other were left out: {what}.",
    "facts_unavailable": "The facts could not be extracted: that failed on our side, or took more than it may.",
    "form_answers": "The document holds form fields whose answers were not read: {what}.",
    "hidden_by_condition": "Conditions that were not evaluated may hide cells, which were read all the same: {what}.",
    "hidden_sheets": "The workbook hides sheets, which were read too, but are no evidence: {what}.",
    "hidden_text": "The document holds text that nobody sees; it was kept apart and is no evidence: {what}.",
    "items_differ": "The document states other numbers than there are rows that were found in it: {what}.",
    "macros": "The document holds macros; none was run.",
    "member_skipped": "Left out of the archive: {what}.",
    "member_unreadable": "Could not be read in the archive: {what}.",
    "mismatch": "The file is named .{named} but is {what}.",
    "not_in_force": "The document says that it no longer holds: {what}. When it ends is not concluded from it.",
    "not_scanned": "The malware scanner did not pass the file: it was away, or does not take files of its size.",
    "ocr_failed": "Text recognition failed on {what}.",
    "ocr_off": "Text recognition is off or absent; not read, because only its picture shows the text: {what}.",
    "ocr_page_limit": "Text recognition stopped at its limit of {limit:,} pages; not read: {what}.",
    "ocr_time_limit": "Text recognition stopped at its limit of {limit:,} seconds; further pictures were not read.",
    "package": "The file holds several documents: {what}. Type and facts are those of one of them: {chosen}.",
    "page_unreadable": "Could not be read: {what}.",
    "pages_limit": "Only the first {limit:,} {what} were read.",
    "part_unreadable": "A part of the document is damaged and was read only so far: {what}.",
    "permissions": "The author restricted printing or copying; the text can be read without a password.",
    "picture_cut": "Too large to be read whole; text was sought in its upper or left part ({share} % of it): {what}.",
    "pictures_unread": "Of a kind or size that is not read, or damaged: {what}.",
    "redacted": "Parts of the document are blacked out or left out: {what}.",
    "script_not_recognised": "Writing was seen that is in no script the recognition knows, or hardly legible: {what}.",
    "readiness_assessment": "The document says that it only prepares for an audit: {what}. It attests nothing.",
    "reanalysis_failed": "The newest analysis failed; what stands here is of the one before. {code}: {message}",
    "search_limit": "Only the first {limit:,} bytes of the words can be searched for.",
    "superseded": "The document says that another replaced it: {what}. When it ends is not concluded from it.",
    "template": "The document says that it is a template, or is not filled in: {what}. It proves nothing done.",
    "text_unread": "The document shows text that was not read: {what}.",
    "text_limit": "Only the first {limit:,} bytes were read.",
    "time_limit": "Reading stopped, to leave time for judging what was read; not read to the end: {what}.",
    "truncated": "The file breaks off or is damaged; what is left of it was read: {what}.",
    "type_differs": "Declared as {declared}, but the text reads like {found}.",
    "type_not_recognised": "The text does not bear out any type of the taxonomy.",
    "type_unavailable": "The type could not be judged: that failed on our side, or took more than it may.",
    "unsigned": "The document is not signed where it should be: {what}. When it ends is not concluded from it.",
}
"""Code -> sentence. A code is never renamed."""

UNREAD = frozenset(
    {
        "ocr_off",
        "ocr_page_limit",
        "ocr_failed",
        "picture_cut",
        "pictures_unread",
        "script_not_recognised",
        "member_skipped",
        "text_unread",
        "time_limit",
    }
)
"""Codes that say: text may be there, but it was not looked at."""

DAMAGED = frozenset({"part_unreadable", "page_unreadable", "truncated"})
"""Codes that say: text was there, but it is damaged."""

UNJUDGED = frozenset({"type_unavailable", "facts_unavailable"})
"""Codes that say: the text was read, but judging it broke off."""

NAMES_LISTED = 10  # a warning is a sentence, not an inventory


def warning(code: str, /, **about: str | int) -> ReadingProblem:
    """The warning `code` of the table, its sentence filled in."""
    return ReadingProblem(code, WARNINGS[code].format(**about))


def page_ranges(numbers: Iterable[int]) -> str:
    """Page numbers as a reader writes them: `page 4`, `pages 1-3, 7`."""
    ordered = sorted(set(numbers))
    spans: list[list[int]] = []
    for number in ordered:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    listed = [str(first) if first == last else f"{first}-{last}" for first, last in spans]
    return ("page " if len(ordered) == 1 else "pages ") + shortened(listed)


def shortened(names: list[str]) -> str:
    """The first names, separated by commas, and how many more there are."""
    rest = len(names) - NAMES_LISTED
    return ", ".join(names[:NAMES_LISTED]) + (f" and {rest} more" if rest > 0 else "")
