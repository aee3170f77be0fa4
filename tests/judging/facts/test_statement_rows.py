"""In what units a row of a statement is given."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

STATEMENT = """Beispielmühle Quandt GmbH, Celle
Gewinn- und Verlustrechnung für die Zeit vom 1. Januar bis 31. Dezember 2025
{heads}
1. Umsatzerlöse {revenue}
2. Materialaufwand 2.000.111,00 1.900
3. Jahresüberschuss {profit}
"""


@pytest.mark.parametrize(
    ("heads", "revenue", "profit", "values"),
    [
        ("2025 EUR 2024 T€", "21.482.916,33 19.870", "812.417,90 794", (21_482_916.33, 812_417.9)),
        ("2025 EUR 2024 TEUR", "21.482.916 19.870", "812.417 794", (21_482_916, 812_417)),
        ("in T€ 2025 2024", "21.482 19.870", "1.812 1.794", (21_482_000, 1_812_000)),
    ],
)
def test_scale_of_one_column_scales_no_other(
    heads: str, revenue: str, profit: str, values: tuple[float, float]
) -> None:
    found = values_of("financial_statements", STATEMENT.format(heads=heads, revenue=revenue, profit=profit))
    assert (found.get("revenue"), found.get("net_income")) == values
