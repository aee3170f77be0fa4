"""Clauses of agreements."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

MASTER = """MASTER SERVICES AGREEMENT
This Master Services Agreement (the "Agreement") is made as of the 1st day of April, 2024 (the "Effective Date") by and
between Harbourline Ledger, Inc., a Delaware corporation with offices at 1 Pier Road, Boston ("Supplier"), and
Tolland Freight Services Limited, a company registered in England ("Customer").
8. Term. The initial term of this Agreement is two (2) years from the Effective Date. Thereafter it shall automatically
renew for successive one (1) year periods unless either party gives notice of non-renewal.
9. Termination. Either party may terminate this Agreement for material breach that is not cured within thirty (30) days
of notice. Customer may terminate for convenience upon ninety (90) days' prior written notice.
10. Liability. Except for indemnities, the total aggregate liability of either party shall not exceed USD 250,000.
11. Law. This Agreement is governed by and construed in accordance with the laws of the State of Vermont, without regard
to conflicts of laws.
"""


def test_master_agreement() -> None:
    values = values_of("commercial_contract", MASTER)
    assert values == {
        "title": "MASTER SERVICES AGREEMENT",
        "parties": ("Harbourline Ledger, Inc.", "Tolland Freight Services Limited"),
        "effective_date": "2024-04-01",
        "document_date": "2024-04-01",
        "initial_term": "2 years",
        "renewal": "1 year",
        "termination_notice": "90 days",
        "liability_cap": "USD 250,000",
        "liability_cap_amount": 250_000,
        "currency": "USD",
        "governing_law": "State of Vermont",
    }


def test_cure_period_is_no_notice_of_termination() -> None:
    text = "Either party may terminate for material breach not cured within thirty (30) days' written notice."
    assert "termination_notice" not in values_of("commercial_contract", text)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        (
            "Processor shall notify Controller of a personal data breach without undue delay and no later than 48 "
            "hours after",
            "48 hours",
        ),
        (
            "Supplier will report any Security Incident within seventy-two (72) hours of becoming aware of it.",
            "72 hours",
        ),
        (
            "Business Associate shall report a Breach of Unsecured PHI within five business days of discovery.",
            "5 business days",
        ),
        ("We notify you without unreasonable delay after becoming aware of a data breach.", "without undue delay"),
    ],
)
def test_window_for_telling_of_a_breach(text: str, window: str) -> None:
    assert values_of("data_processing_agreement", text)["breach_notification"] == window


def test_breach_of_contract_is_no_data_breach() -> None:
    text = "A party in breach shall be notified and may cure the breach within 30 days."
    assert "breach_notification" not in values_of("data_processing_agreement", text)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("We will inform you of new Subprocessors at least thirty (30) days in advance.", "30 days"),
        (
            "4.1 Customer authorises the sub-processors listed. Supplier shall notify changes 14 days before they "
            "take effect.",
            "14 days",
        ),
    ],
)
def test_notice_of_new_subprocessors(text: str, notice: str) -> None:
    assert values_of("data_processing_agreement", text)["subprocessor_notice"] == notice


def test_time_to_object_is_not_notice_of_a_subprocessor() -> None:
    text = "Customer may object to a new Subprocessor by notifying us within ten (10) days after receipt of our notice."
    assert "subprocessor_notice" not in values_of("data_processing_agreement", text)


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("This Agreement shall be governed by the laws of England and Wales.", "England and Wales"),
        ("The laws of the State of Oregon govern this Agreement.", "State of Oregon"),
        (
            "These terms are governed by and interpreted under\nthe laws of the Republic of Ireland.",
            "Republic of Ireland",
        ),
        ("This contract is subject to and governed by Swiss law.", "Swiss law"),
    ],
)
def test_governing_law(text: str, law: str) -> None:
    assert values_of("commercial_contract", text)["governing_law"] == law


def test_law_left_to_the_member_state_is_not_reported() -> None:
    text = "These Clauses shall be governed by the law of the Member State in which the data exporter is established."
    assert "governing_law" not in values_of("standard_contractual_clauses", text)


def test_blank_template_states_its_title_alone() -> None:
    text = """MUTUAL NON-DISCLOSURE AGREEMENT
This Agreement is entered into as of ____ 20__ by and between [Company Name] ("Discloser") and
<insert party> ("Recipient").
The term of this Agreement is [number] years. It is governed by the laws of [State]."""
    assert values_of("nda", text) == {"title": "MUTUAL NON-DISCLOSURE AGREEMENT"}


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("We commit to a Monthly Uptime Percentage of at least 99.95%.", 99.95),
        ("Service availability\t99.9%\tper calendar month", 99.9),
        ("Uptime is guaranteed to be 100% of the month.", 100),
    ],
)
def test_uptime_commitment(text: str, percent: float) -> None:
    assert values_of("service_level_agreement", text)["uptime_commitment"] == percent


def test_cap_on_liability_by_fees_is_kept_in_its_words() -> None:
    text = """In no event shall either party's aggregate liability under this Agreement exceed the fees
paid by Customer in the twelve (12) months before the event. Nothing in this Agreement limits liability for fraud."""
    values = values_of("commercial_contract", text)
    assert values["liability_cap"] == "the fees paid by Customer in the twelve (12) months before the event"
    assert "liability_cap_amount" not in values


@pytest.mark.parametrize(
    "text",
    [
        "This Contract shall be governed by the law of the State of _____.",
        'This agreement is by and between <Your Company Name>, a <State> corporation ("Supplier") and you.',
        "You must notify us immediately of any breach of security of your account.",
        "The provider shall terminate the contract with a term of one week.",
        "The card is billed for the charges, including any automatic renewal the contract allows.",
    ],
)
def test_blanks_and_the_other_sides_duties_are_not_reported(text: str) -> None:
    assert values_of("commercial_contract", text) == {}


def test_items_of_a_list_do_not_lend_each_other_their_days() -> None:
    values = values_of(
        "data_processing_agreement",
        "The Processor shall: (a) tell the Controller of a personal data breach within 36 hours; (b) not engage "
        "another processor without 15 days' prior written notice; (c) delete all personal data.\n"
        "Governing law: Scotland\n",
    )
    assert values["breach_notification"] == "36 hours"
    assert values["subprocessor_notice"] == "15 days"
    assert values["governing_law"] == "Scotland"


def test_heading_that_names_law_and_venue_gives_no_law() -> None:
    assert "governing_law" not in values_of("commercial_contract", "12. Governing Law: Venue\nThe parties agree.")
