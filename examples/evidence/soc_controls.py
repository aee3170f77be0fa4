"""Controls as SOC reports list them: reference, criterion, the activity, and how an auditor tests it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Control:
    """One control activity; `criterion` is a trust services criterion or the number of a control objective."""

    criterion: str
    activity: str
    test: str


TRUST_SERVICES = (
    Control(
        "CC1.1",
        "Personnel acknowledge the code of conduct when they join and each year after that.",
        "Inspected acknowledgements for a sample of 25 employees to determine that the code of conduct was signed.",
    ),
    Control(
        "CC1.2",
        "The board meets quarterly and reviews security objectives and the results of the risk programme.",
        "Inspected minutes of board meetings to determine that security objectives were on the agenda.",
    ),
    Control(
        "CC1.3",
        "An organization chart with reporting lines is kept current and available to all personnel.",
        "Inspected the organization chart to determine that reporting lines were defined and current.",
    ),
    Control(
        "CC1.4",
        "Background checks are completed before employment begins.",
        "Inspected background check results for 20 new hires to determine completion before the start date.",
    ),
    Control(
        "CC2.1",
        "Information security policies are reviewed and approved by management at least annually.",
        "Inspected the policy register to determine that each policy was approved within the past year.",
    ),
    Control(
        "CC2.2",
        "Employees complete security awareness training within 30 days of hire and annually.",
        "Inspected training records for a sample of 25 employees to determine timely completion.",
    ),
    Control(
        "CC2.3",
        "Commitments to customers are communicated through the master services agreement and the service description.",
        "Inspected agreements for a sample of 10 customers to determine that commitments were described.",
    ),
    Control(
        "CC3.1",
        "A formal risk assessment is performed annually and ranks risks by likelihood and impact.",
        "Inspected the risk register to determine that an assessment was performed and risks were ranked.",
    ),
    Control(
        "CC3.2",
        "Risks above the accepted threshold receive a treatment plan with an owner and a due date.",
        "Inspected treatment plans for a sample of risks to determine that owners and due dates were assigned.",
    ),
    Control(
        "CC3.3",
        "The potential for fraud is considered in the annual risk assessment.",
        "Inspected the risk assessment to determine that fraud scenarios were evaluated.",
    ),
    Control(
        "CC4.1",
        "An independent firm performs a penetration test of the production environment every year.",
        "Inspected the penetration test report to determine that a test was performed and findings were tracked.",
    ),
    Control(
        "CC4.2",
        "Deficiencies are recorded in the ticketing system and followed until they are closed.",
        "Inspected tickets for a sample of deficiencies to determine that corrective action was taken.",
    ),
    Control(
        "CC5.1",
        "Duties for development, approval and deployment are segregated.",
        "Inspected access rights to the deployment pipeline to determine that duties were segregated.",
    ),
    Control(
        "CC5.2",
        "Configuration standards exist for servers, databases and network devices.",
        "Inspected configuration standards to determine that hardening requirements were documented.",
    ),
    Control(
        "CC6.1",
        "Access to production requires a unique account and multi-factor authentication.",
        "Observed an administrator sign in to production and inspected the configuration to determine that MFA was "
        "enforced.",
    ),
    Control(
        "CC6.2",
        "Access requests are approved by the employee's manager before access is granted.",
        "Inspected access requests for a sample of 25 new accounts to determine prior approval.",
    ),
    Control(
        "CC6.3",
        "User access to production systems is reviewed quarterly; changes are made within ten business days.",
        "Inspected access reviews for a sample of two quarters to determine that reviews were completed and acted on.",
    ),
    Control(
        "CC6.4",
        "Access to the data centers is limited to authorized personnel.",
        "Inspected the subservice organization's attestation report to determine that physical access was controlled.",
    ),
    Control(
        "CC6.5",
        "Access of terminated personnel is removed within one business day.",
        "Inspected access removal records for a sample of 20 terminated employees to determine timely removal.",
    ),
    Control(
        "CC6.6",
        "Firewalls deny traffic by default and rules are reviewed every six months.",
        "Inspected firewall rules and the last two reviews to determine that the default was to deny.",
    ),
    Control(
        "CC6.7",
        "Customer data is encrypted in transit with TLS 1.2 or higher.",
        "Inspected listener configurations to determine that TLS 1.2 or higher was required.",
    ),
    Control(
        "CC6.8",
        "Endpoint protection is installed on workstations and servers and reports to a central console.",
        "Inspected the console for a sample of 25 devices to determine that protection was active and current.",
    ),
    Control(
        "CC7.1",
        "Vulnerability scans run weekly; critical findings are remediated within 30 days.",
        "Inspected scan results for a sample of 8 weeks to determine that critical findings were remediated in time.",
    ),
    Control(
        "CC7.2",
        "Security events are collected centrally and reviewed by the operations team around the clock.",
        "Inspected alert tickets for a sample of 15 days to determine that events were reviewed.",
    ),
    Control(
        "CC7.3",
        "Security incidents are classified and escalated according to the incident response plan.",
        "Inspected incident records to determine that classification and escalation followed the plan.",
    ),
    Control(
        "CC7.4",
        "The incident response plan is exercised at least annually.",
        "Inspected the report of the last exercise to determine that lessons were recorded.",
    ),
    Control(
        "CC7.5",
        "Recovery procedures are documented and lessons learned are applied after incidents.",
        "Inspected post-incident reviews to determine that lessons learned were documented.",
    ),
    Control(
        "CC8.1",
        "Changes are reviewed by a second engineer, tested and approved before deployment to production.",
        "Inspected change records for a sample of 40 changes to determine review, testing and approval.",
    ),
    Control(
        "CC9.1",
        "Insurance is maintained to offset the financial effect of security events.",
        "Inspected the certificate of insurance to determine that a cyber policy was in force.",
    ),
    Control(
        "CC9.2",
        "Vendors with access to customer data are assessed before engagement and annually.",
        "Inspected vendor assessments for a sample of 8 vendors to determine that reviews were performed.",
    ),
    Control(
        "A1.1",
        "Capacity is monitored and forecasts are reviewed monthly.",
        "Inspected capacity reports for a sample of 3 months to determine that forecasts were reviewed.",
    ),
    Control(
        "A1.2",
        "Databases are backed up daily and replicated to a second region.",
        "Inspected backup logs for a sample of 25 days to determine that backups completed.",
    ),
    Control(
        "A1.3",
        "Restoration from backup is tested at least annually.",
        "Inspected the restoration test report to determine that data was restored within the recovery objective.",
    ),
    Control(
        "C1.1",
        "Confidential information is classified and its handling rules are documented.",
        "Inspected the data classification standard to determine that handling rules were documented.",
    ),
    Control(
        "C1.2",
        "Customer data is deleted within 60 days of contract termination.",
        "Inspected deletion records for a sample of 5 terminated customers to determine timely deletion.",
    ),
    Control(
        "P4.2",
        "Personal information is retained only as long as needed for the stated purpose.",
        "Inspected the retention schedule and deletion logs to determine that retention limits were applied.",
    ),
)

EXCEPTIONS = {
    "CC6.3": "Exception noted. For 1 of the 2 quarters selected, the access review of the reporting database was "
    "not performed.",
    "CC6.5": "Exception noted. For 3 of 20 terminated employees selected, access was removed between four and "
    "eleven business days after termination.",
    "CC7.1": "Exception noted. For 2 of 8 weeks selected, critical vulnerabilities remained open longer than 30 days.",
    "CC8.1": "Exception noted. For 2 of 40 changes selected, evidence of testing before deployment was not retained.",
}
"""What a test finds when it does not pass, by criterion."""

RESPONSES = {
    "CC6.3": "Management added the reporting database to the quarterly review schedule and completed the missing "
    "review.",
    "CC6.5": "Management connected the personnel system with the directory, so that accounts are disabled on the "
    "day of termination.",
    "CC7.1": "Management assigned an owner for each critical finding and reports overdue items to the security "
    "committee weekly.",
    "CC8.1": "Management changed the deployment pipeline so that a change without attached test results cannot be "
    "merged.",
}
"""Management's responses, by criterion."""

FINANCIAL = (
    Control(
        "1",
        "New client set-ups are approved by an implementation manager before processing begins.",
        "Inspected set-up approvals for a sample of 15 new clients to determine approval before first processing.",
    ),
    Control(
        "1",
        "Client authorizations are required for changes to bank account information.",
        "Inspected change forms for a sample of 20 bank account changes to determine client authorization.",
    ),
    Control(
        "2",
        "Input files are validated for record counts and control totals; rejected records are reported to the client.",
        "Inspected validation reports for a sample of 25 files to determine that totals were reconciled.",
    ),
    Control(
        "2",
        "Transactions that exceed set limits are held until a second operator releases them.",
        "Observed the release of a held transaction and inspected the configuration of limits.",
    ),
    Control(
        "3",
        "Calculations are performed by the application according to rate tables approved by the tax research group.",
        "Recalculated amounts for a sample of 25 transactions and compared rate tables with approvals.",
    ),
    Control(
        "3",
        "Daily reconciliation of processed amounts to the general ledger is reviewed by a supervisor.",
        "Inspected reconciliations for a sample of 25 days to determine supervisory review.",
    ),
    Control(
        "4",
        "Output reports are balanced to processing totals before they are released to clients.",
        "Inspected balancing records for a sample of 25 days to determine that differences were resolved.",
    ),
    Control(
        "5",
        "Logical access to the application and database requires authorization and is reviewed semi-annually.",
        "Inspected access requests for a sample of 20 users and the last two access reviews.",
    ),
    Control(
        "5",
        "Access is removed when employment ends.",
        "Inspected removal tickets for a sample of 15 terminated employees.",
    ),
    Control(
        "6",
        "Changes to application programs are tested and approved before implementation.",
        "Inspected change tickets for a sample of 30 changes to determine testing and approval.",
    ),
    Control(
        "7",
        "Data is backed up daily and stored at a separate location.",
        "Inspected backup logs for a sample of 25 days.",
    ),
    Control(
        "8",
        "Batch jobs are scheduled and failures are resolved and documented by operations.",
        "Inspected job logs for a sample of 25 days to determine that failures were resolved.",
    ),
)

OBJECTIVES = {
    "1": "Controls provide reasonable assurance that new clients and changes to client data are authorized and set "
    "up completely and accurately.",
    "2": "Controls provide reasonable assurance that transactions are received from authorized sources and recorded "
    "completely and accurately.",
    "3": "Controls provide reasonable assurance that transactions are processed and calculated accurately and in a "
    "timely manner.",
    "4": "Controls provide reasonable assurance that output is complete, accurate and distributed to authorized "
    "recipients.",
    "5": "Controls provide reasonable assurance that logical access to programs and data is restricted to "
    "authorized individuals.",
    "6": "Controls provide reasonable assurance that changes to applications are authorized, tested, approved and "
    "documented.",
    "7": "Controls provide reasonable assurance that data is backed up and can be recovered.",
    "8": "Controls provide reasonable assurance that processing is scheduled and that deviations are identified and "
    "resolved.",
}
"""Control objectives of a SOC 1 report, by number."""

USER_CONTROLS = (
    "User entities are responsible for granting and removing access of their own personnel to the system.",
    "User entities are responsible for the accuracy and completeness of the data they submit.",
    "User entities are responsible for reviewing output and reports in a timely manner.",
    "User entities are responsible for notifying the service organization of changes to authorized contacts.",
    "User entities are responsible for securing the workstations from which their personnel reach the system.",
    "User entities are responsible for their own disaster recovery plans that address their inability to use the "
    "system.",
)
