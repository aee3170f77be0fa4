"""How values are said on a page: days, times, sizes, and names that others chose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

import orjson
from markupsafe import Markup, escape

from muniment.judging.taxonomy.types import types_by_slug

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_DAYS_SAID = 120
"""Beyond so many days it is said in months, beyond two years in years."""

_MAX_PRETTY_CHARACTERS = 2_000
_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""Control characters, those that turn the direction of what follows, and those that nobody sees."""


def day(value: str | int) -> str:
    """`30 Sep 2026`, of an ISO date or of Unix seconds (UTC); a month alone as `Sep 2026`; other text as it is."""
    found = _date(value)
    if found is None:
        return month_of(str(value))
    return f"{found.day} {found:%b %Y}"


def day_in(text: str) -> date:
    """The day that somebody wrote, ISO 8601. Raises ValueError, also for one behind which there is none."""
    found = date.fromisoformat(text.strip())
    if found == date.max:
        raise ValueError(text)
    return found


def begins_at(day: date) -> int:
    """When the day begins in UTC; Unix seconds, never less than 0."""
    return max(0, int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))


def month_of(value: str) -> str:
    """`Sep 2026`, of `2026-09`; other text as it is."""
    try:
        return f"{date.fromisoformat(f'{value}-01'):%b %Y}"
    except ValueError:
        return value


def iso_day(value: str | int) -> str:
    """`2026-09-30`."""
    found = _date(value)
    return found.isoformat() if found is not None else str(value)


def moment(seconds: int) -> str:
    """`30 Sep 2026, 14:05`, in UTC."""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%b %Y, %H:%M}"


def iso_moment(seconds: int) -> str:
    """`2026-09-30T14:05:09Z`."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def from_today(value: str | int, now: int) -> str:
    """`in 45 days`, `today`, `3 days ago`; nothing of what is no whole day."""
    found = _date(value)
    if found is None:
        return ""
    days = (found - datetime.fromtimestamp(now, UTC).date()).days
    if days == 0:
        return "today"
    much = _much(abs(days))
    return f"in {much}" if days > 0 else f"{much} ago"


def _much(days: int) -> str:
    if days <= _DAYS_SAID:
        return counted(days, "day")
    if days < 2 * _YEAR_DAYS:
        return counted(round(days / _MONTH_DAYS), "month")
    return counted(round(days / _YEAR_DAYS), "year")


def ago(seconds: int, now: int) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `2 days ago`; beyond a month the day itself."""
    passed = max(0, now - seconds)
    if passed < _MINUTE:
        return "just now"
    if passed < _HOUR:
        return f"{passed // _MINUTE} min ago"
    if passed < _DAY:
        return f"{passed // _HOUR} h ago"
    if passed < 31 * _DAY:
        return f"{counted(passed // _DAY, 'day')} ago"
    return day(seconds)


def size(count: int) -> str:
    """`1.2 MB`, in decimal units as disks and browsers count."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def counted(number: int, what: str) -> str:
    """`1 document`, `1,204 documents`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def words(slug: str) -> str:
    """`access_control_policy` as `Access control policy`."""
    return slug.replace("_", " ").capitalize()


def type_title(slug: str) -> str:
    """`SOC 2 Type II report`, of the slug of a document type; of one that is known no more, its words."""
    known = types_by_slug().get(slug)
    return known.title if known is not None else words(slug)


def pretty(value: object) -> str:
    """The value as JSON, a line for each part, cut where it would fill the page."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return text if len(text) <= _MAX_PRETTY_CHARACTERS else f"{text[:_MAX_PRETTY_CHARACTERS]}\n…"


def shown(text: str) -> Markup:
    """Text that others wrote, kept apart from the direction of the page; what cannot be seen stands as its number."""
    return Markup("<bdi>{}</bdi>").format(_legible(text))


def plain(text: str) -> str:
    """The same where there is no markup: in the title of a page, and in what is said when one points at something."""
    return _UNSEEN.sub(lambda found: _number_of(found[0]), text)


def _legible(text: str) -> Markup:
    parts, last = [], 0
    for found in _UNSEEN.finditer(text):
        parts += [escape(text[last : found.start()]), _unseen(found[0])]
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])


def marked(text: str, marks: Sequence[Sequence[int]]) -> Markup:
    """The same with what stands from where to where in it marked, in order and apart."""
    parts, last = [], 0
    for start, end in marks:
        parts += [_legible(text[last:start]), Markup("<mark>{}</mark>").format(_legible(text[start:end]))]
        last = end
    return Markup("<bdi>{}</bdi>").format(Markup("").join([*parts, _legible(text[last:])]))


def _unseen(character: str) -> Markup:
    return Markup('<span class="unseen">{}</span>').format(_number_of(character))


def _number_of(character: str) -> str:
    return f"U+{ord(character):04X}"


def _date(value: str | int) -> date | None:
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC).date()
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
