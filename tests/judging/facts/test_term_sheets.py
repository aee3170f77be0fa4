"""Terms of agreements in sentences of many wordings and in tables of key terms, and what only looks like them."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

STATED = {
    "initial_term": {
        "This agreement lasts for two (2) years from its date.": "2 years",
        "It shall run for an initial period of 24 months.": "24 months",
    },
    "termination_notice": {
        "Either party may end it on thirty (30) days' written notice.": "30 days",
        "Notice period: 90 days": "90 days",
        "Termination for convenience\t60 days": "60 days",
        "Notice to terminate three months' written notice": "3 months",
    },
    "breach_notification": {
        "Supplier tells Customer of any data breach no later than 36 hours after finding it.": "36 hours",
        "Breach notification: within 72 hours of discovery": "72 hours",
        "Security incident reporting\t24 hours": "24 hours",
    },
    "subprocessor_notice": {
        "Processor gives 30 days' notice of new sub-processors.": "30 days",
        "Notice of new subprocessors: 14 days": "14 days",
    },
    "governing_law": {
        "This agreement is subject to English law.": "English law",
        "Law and jurisdiction\tScotland": "Scotland",
    },
    "liability_cap_amount": {"Liability cap: EUR 500,000": 500_000, "Cap on liability\t$2 million": 2_000_000},
    "uptime_commitment": {"Monthly uptime\t99.95 %": 99.95},
    "renewal": {
        "Auto-renewal: 12 months": "12 months",
        "The agreement renews each year unless either side gives notice.": "1 year",
        "It renews for further periods of two (2) years each, unless ended.": "2 years",
    },
    "effective_date": {
        "This agreement takes effect on 3 March 2026.": "2026-03-03",
        "Premium tier - valid from 3 March 2026 - version 3": "2026-03-03",
        "This Agreement is made the 3rd day of March 2026": "2026-03-03",
        "Commencement\t3 March 2026": "2026-03-03",
    },
    "parties": {
        "Supplier: Tern Bay Ltd\nCustomer: Orla Foods GmbH": ("Tern Bay Ltd", "Orla Foods GmbH"),
        "Customer Orla Foods GmbH\nContractor Tern Bay Ltd": ("Orla Foods GmbH", "Tern Bay Ltd"),
        "Data controller\tOrla Foods GmbH\nData processor\tTern Bay Ltd": ("Orla Foods GmbH", "Tern Bay Ltd"),
        "between Tern Bay Ltd and Orla Foods GmbH. Broker: Sorrel Ltd": ("Tern Bay Ltd", "Orla Foods GmbH"),
    },
}
STATEMENTS = [(key, text, value) for key, texts in STATED.items() for text, value in texts.items()]


@pytest.mark.parametrize(("key", "text", "value"), STATEMENTS)
def test_agreement_states_its_terms(key: str, text: str, value: object) -> None:
    assert values_of("commercial_contract", f"Services Agreement\n{text}\n").get(key) == value


OTHERS = {
    "initial_term": ["The duty of confidence lasts four years from disclosure.", "The warranty lasts for two years."],
    "termination_notice": [
        "Invoices are payable on 30 days' notice.",
        "Either party may end it for material breach on thirty (30) days' notice if not cured.",
        "Notice period\tsee clause 9",
    ],
    "breach_notification": [
        "Customer shall notify Supplier of any breach within 24 hours.",
        "Breach notification: TBD",
    ],
    "governing_law": ["The parties are not subject to English law.", "Governed by: TBD"],
    "renewal": ["Renewal: none", "Renewal: TBD"],
    "uptime_commitment": ["Target uptime: 99.9%"],
    "effective_date": ["Work starts on 3 March 2026.", "Valid from: TBD"],
    "parties": ["Supplier: Tern Bay Ltd", "Supplier: Tern Bay Ltd\nCustomer: Tern Bay Ltd"],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in OTHERS.items() for text in texts])
def test_agreement_that_speaks_of_something_else_states_nothing(key: str, text: str) -> None:
    assert key not in values_of("commercial_contract", f"Services Agreement\n{text}\n")


def test_list_of_subprocessors_says_how_long_ahead_new_ones_are_told_of() -> None:
    text = "Subprocessors\nWe give 30 days' notice of a new subprocessor.\nName\tPurpose\nTern Bay Ltd\tHosting\n"
    assert values_of("subprocessor_list", text)["subprocessor_notice"] == "30 days"
