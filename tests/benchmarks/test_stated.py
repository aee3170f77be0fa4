"""What counts as a fact that was found."""

from __future__ import annotations

from benchmarks.stated import by_key


def test_facts_are_exact_wrong_or_missed() -> None:
    expected = {
        "issuer": ["Kembla Assurance", "Kembla"],
        "policy_numbers": ["A-1", "B-2"],
        "standard_year": 2022,
        "scope": "~hosting",
        "holder": "Meridew Ltd.",
    }
    found = {"issuer": "KEMBLA", "policy_numbers": ("A-1",), "standard_year": 2022.0, "scope": "Hosting of data"}
    counts = {key: dict(one) for key, one in by_key([(expected, found)]).items()}
    assert counts == {
        "holder": {"missed": 1},
        "issuer": {"exact": 1},
        "policy_numbers": {"wrong": 1},
        "scope": {"exact": 1},
        "standard_year": {"exact": 1},
    }
