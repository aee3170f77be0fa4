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


ROWS = """Tarn Valves B.V., Delft
Income statement for the year ended 31 December 2025, figures in thousands of euros
2025 2024
Net revenue 5,214 4,486
Cost of goods -1,288 -1,171
Personnel -1,905 -1,744
Other cost -1,897 -1,403
Result after tax 124 168
"""
IN_MILLIONS = """Quayle Networks, Inc.
Statement of income (in millions, year ended June 30) 2026 2025
Total revenue 520.6 465.2
Gross profit 348.8 304.9
Net income (loss) $ 24.4 $ (3.1)
"""


@pytest.mark.parametrize(("text", "values"), [(ROWS, (5_214_000, 124_000)), (IN_MILLIONS, (520_600_000, 24_400_000))])
def test_small_figures_beside_each_other_are_two(text: str, values: tuple[int, int]) -> None:
    found = values_of("financial_statements", text)
    assert (found.get("revenue"), found.get("net_income")) == values


def test_a_small_figure_of_another_row_makes_no_column_of_its_own_unit() -> None:
    text = (
        "Torrin Tools Limited\nIncome statement for the year ended 31 December 2025\nNote 2025 £000 2024 £000\n"
        "Turnover 3 24,816 22,684\nCost of sales (7,902) (7,455)\nInterest receivable 112 74\n"
        "Profit for the financial year 2,982 1,917"
    )
    found = values_of("financial_statements", text)
    assert (found.get("revenue"), found.get("net_income")) == (24_816_000, 2_982_000)
