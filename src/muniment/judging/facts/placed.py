"""Labels and their answers in the rows of a table as they are set on paper (`Leaf.rows`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.judging.facts.tables import is_label, may_answer
from muniment.judging.facts.view import Placed


def is_head(row: Sequence[Placed]) -> bool:
    """Whether a row set on paper names columns: at least two cells, all of them labels."""
    return (
        len(row) > 1
        and sum(is_label(cell.text) for cell in row) > len(row) / 2
        and not any(re.search(r"\d", cell.text) for cell in row)
    )


def below(rows: Sequence[Sequence[Placed]], index: int, label: Placed) -> Placed | None:
    """The one cell below a label of a head; None where another row follows, such as a history's."""
    following = [row for row in rows[index + 1 : index + 3] if len(row) > 1]
    held = [[cell for cell in row if cell.left < label.right and label.left < cell.right] for row in following]
    if not held or len(held[0]) != 1 or is_head(following[0]) or not may_answer(held[0][0].text):
        return None
    is_more = len(held) > 1 and len(following[1]) >= len(following[0]) and bool(held[1]) and not is_head(following[1])
    return None if is_more else held[0][0]


def beside(row: Sequence[Placed], label: Placed) -> Placed | None:
    """The cell right of a label in a row set on paper that takes turns of labels and values."""
    place = row.index(label)
    if place % 2 or len(row) % 2 or not all(is_label(cell.text) for cell in row[::2]):
        return None
    right = row[place + 1]
    return right if may_answer(right.text) else None
