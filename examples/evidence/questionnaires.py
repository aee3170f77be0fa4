"""Security questionnaires as workbooks: SIG-like, CAIQ-like, and a customer's own."""

from __future__ import annotations

from examples.evidence.cast import World
from examples.evidence.office import Cell, workbook
from examples.evidence.sample import Built

SIG_DOMAINS = {
    "A. Enterprise Risk": (
        "Is there a formalized risk governance plan approved by management?",
        "Are risks assigned an owner and a treatment?",
        "Is there a programme to manage risk of third parties?",
    ),
    "B. Security Policy": (
        "Is there an information security policy approved by management?",
        "Are policies reviewed at least annually?",
        "Are policies communicated to all constituents?",
    ),
    "C. Organizational Security": (
        "Is a person responsible for the information security programme?",
        "Are security roles defined and documented?",
    ),
    "D. Asset and Information Management": (
        "Is there an asset inventory with owners?",
        "Is information classified according to its sensitivity?",
        "Is scoped data encrypted at rest?",
    ),
    "E. Human Resources Security": (
        "Are background checks performed for constituents with access to scoped data?",
        "Do constituents receive security awareness training?",
    ),
    "H. Access Control": (
        "Is multi-factor authentication required for remote access?",
        "Are access rights reviewed at least quarterly?",
        "Are unique IDs required for all users?",
    ),
    "J. Incident Event and Communications": (
        "Is there an incident response plan?",
        "Are clients notified of incidents that affect their data?",
    ),
    "K. Business Resiliency": ("Is there a business continuity plan?", "Is recovery tested at least annually?"),
    "T. Threat Management": (
        "Are systems scanned for vulnerabilities?",
        "Is a penetration test performed at least annually by a third party?",
    ),
}
CAIQ_DOMAINS = {
    "Audit & Assurance": (
        (
            "A&A-01.1",
            "Are audit and assurance policies, procedures, and standards established, documented, approved and "
            "maintained?",
        ),
        (
            "A&A-02.1",
            "Are independent audit and assurance assessments conducted according to relevant standards at least "
            "annually?",
        ),
    ),
    "Application & Interface Security": (
        (
            "AIS-01.1",
            "Are application security policies and procedures established to guide planning and delivery of the "
            "organization's capabilities?",
        ),
        ("AIS-05.1", "Does the testing strategy outline criteria to accept new information systems and upgrades?"),
    ),
    "Business Continuity Management": (
        ("BCR-01.1", "Are business continuity management policies and procedures established and maintained?"),
        ("BCR-08.1", "Is cloud data periodically backed up?"),
    ),
    "Cryptography, Encryption & Key Management": (
        (
            "CEK-03.1",
            "Are data at-rest and in-transit cryptographically protected using libraries certified to approved "
            "standards?",
        ),
        ("CEK-12.1", "Are cryptographic keys rotated based on a cryptoperiod?"),
    ),
    "Data Security and Privacy Lifecycle Management": (
        (
            "DSP-01.1",
            "Are policies established for the classification, protection and handling of data over its lifecycle?",
        ),
        ("DSP-16.1", "Do data retention and deletion practices follow business requirements and laws?"),
    ),
    "Identity & Access Management": (
        ("IAM-05.1", "Is the least privilege principle employed when implementing information system access?"),
        ("IAM-14.1", "Are processes for authenticating access with multi-factor authentication defined?"),
    ),
    "Security Incident Management": (
        ("SEF-03.1", "Is a security incident response plan that includes relevant internal departments established?"),
    ),
    "Threat & Vulnerability Management": (
        ("TVM-06.1", "Are processes for periodic, independent, third-party penetration testing defined?"),
    ),
}


def _answers(world: World) -> tuple[str, str]:
    answer = world.rng.choices(("Yes", "No", "N/A"), (12, 1, 2))[0]
    comment = {
        "Yes": world.pick("See information security policy", "Covered in our SOC 2 report", "Reviewed annually", ""),
        "No": "Planned for next year",
        "N/A": "Not applicable to our service",
    }[answer]
    return answer, comment


def sig(world: World) -> Built:
    """A filled questionnaire in the manner of the SIG Lite: instructions, a profile, and one sheet per domain."""
    vendor = world.vendor
    sheets: dict[str, list[list[Cell]]] = {
        "Instructions": [
            [f"SIG Lite {world.year}"],
            ["Standardized Information Gathering (SIG) Questionnaire"],
            ["Answer each question with Yes, No or N/A and add information where useful."],
            ["Shared Assessments style workbook; scoping level: Lite"],
        ],
        "Business Information": [
            ["Responder name", world.people[0]],
            ["Company", vendor.name],
            ["Website", vendor.domain],
            ["Service in scope", vendor.system],
            ["Date of completion", world.day().isoformat()],
        ],
        "SIG Lite": [["Ques Num", "Question/Request", "Response", "Additional Information", "SIG Category"]],
    }
    for letter, (domain, questions) in enumerate(SIG_DOMAINS.items(), 1):
        sheets["SIG Lite"].append(["", domain.upper()])
        for number, question in enumerate(questions, 1):
            answer, comment = _answers(world)
            sheets["SIG Lite"].append([f"{domain[0]}.{number}", question, answer, comment, domain])
        details: list[list[Cell]] = [["Ques Num", "Question/Request", "Response"]]
        for number, question in enumerate(questions, 1):
            details.append([f"{domain[0]}.{number}.1", f"Please provide evidence: {question}", "Attached"])
        sheets[domain.split(" ")[0] + f" {letter}"] = details
    return Built(workbook(sheets), {}, len(sheets))


def caiq(world: World) -> Built:
    """A filled questionnaire in the manner of the CAIQ version 4."""
    rows: list[list[Cell]] = [
        ["CONSENSUS ASSESSMENTS INITIATIVE QUESTIONNAIRE v4.0.3"],
        [f"Cloud service provider: {world.vendor.name}"],
        [],
        [
            "Question ID",
            "Question",
            "CSP CAIQ Answer",
            "SSRM Control Ownership",
            "CSP Implementation Description",
            "CCM Control ID",
            "CCM Domain Title",
        ],
    ]
    for domain, questions in CAIQ_DOMAINS.items():
        for identifier, question in questions:
            answer, comment = _answers(world)
            rows.append(
                [
                    identifier,
                    question,
                    answer,
                    world.pick("CSP-owned", "Shared CSP and CSC", "CSP-owned"),
                    comment or "Documented procedure",
                    identifier.rsplit(".", 1)[0],
                    domain,
                ]
            )
    intro: list[list[Cell]] = [
        ["Introduction"],
        [
            "The CAIQ accompanies the Cloud Controls Matrix (CCM) of the Cloud Security Alliance and helps cloud "
            "customers to assess providers."
        ],
    ]
    return Built(workbook({"Introduction": intro, "CAIQv4.0.3": rows}), {}, 2)


def own(world: World) -> Built:
    """A customer's own vendor security questionnaire on one sheet."""
    rows: list[list[Cell]] = [
        [f"{world.customer.name} – Vendor Security Questionnaire"],
        ["Vendor", world.vendor.name],
        ["Completed by", world.people[0]],
        [],
        ["No.", "Topic", "Question", "Vendor response", "Comments"],
    ]
    number = 0
    for domain, questions in SIG_DOMAINS.items():
        for question in questions:
            number += 1
            rows.append(
                [
                    number,
                    domain.split(". ")[1],
                    question.replace("constituents", "employees").replace("scoped data", "customer data"),
                    *_answers(world),
                ]
            )
    return Built(workbook({"Questionnaire": rows}), {}, 1)
