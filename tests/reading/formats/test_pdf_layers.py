from __future__ import annotations

import pytest

from muniment.reading.formats.pdf_layers import may_be_off
from tests.reading.files import layered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"/OCProperties<</D<</OFF [6 0 R]>>>>", True),
        (b"/D<</OFF\n12 0 R>>", True),
        (b"/D<</#4fF#46[6 0 R]>>", True),
        (b"/BaseState /OFF", True),
        (b"/Usage<</View<</ViewState/OFF>>>>", True),
        (b"<</Type/OCMD/OCGs[6 0 R]/P/AllOff>>", True),
        (b"<</Type/O#43MD>>", True),
        (b"/D<</ON[6 0 R]/OFF[]>>", False),
        (b"(switched OFF)", False),
        (b"/Encrypt 5 0 R /Type/ObjStm", True),
        (b"/Encrypt 5 0 R", False),
    ],
)
def test_layers_may_be_off(text: bytes, expected: bool) -> None:
    assert may_be_off(b"%PDF-1.7\n" + text) is expected


def test_layers_are_looked_for_in_packed_objects() -> None:
    assert may_be_off(layered("a", "b", is_off=True, packed=True).getvalue())
    assert not may_be_off(layered("a", "b", is_off=False, packed=True).getvalue())
