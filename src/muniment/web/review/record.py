"""Records what a sent form says of a document, or that all of it is withdrawn."""

from __future__ import annotations

from typing import Any

from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import manage
from muniment.documents.document import UNDATED
from muniment.documents.facts import valid_until
from muniment.errors import InvalidDocumentTypeError, InvalidFieldsError, PreconditionFailedError
from muniment.evidence import reviewing
from muniment.http.contract.bodies import NewReview
from muniment.http.resources.reviews import rules_of
from muniment.web.forms import MisfitError, checked
from muniment.web.review.form import SEEN_FIELD, problems_of, tag_of, wanted_of
from muniment.web.visit import Visit


async def say(visit: Visit, document_id: str) -> bool:
    """Say of the document what the visit's form says. Returns whether it lost its day of expiry by that. Raises
    MisfitError, with nothing said; DocumentNotFoundError."""

    def put(tx: Transaction, caller: Caller) -> bool:
        review = reviewing.get(tx, caller, document_id)
        was_dated = valid_until(tx, document_id) != UNDATED
        insights = manage.analysis(tx, caller, document_id)["insights"]
        wanted = wanted_of(visit.form, insights=insights, review=review)
        checked(NewReview, note=wanted.note)
        try:
            reviewing.put(
                tx,
                caller,
                document_id,
                wanted,
                rules=rules_of(visit),
                now=now(tx),
                check_before=lambda before: _check_seen(visit, before),
            )
        except (InvalidFieldsError, InvalidDocumentTypeError, PreconditionFailedError) as error:
            raise MisfitError(problems_of(error, wanted)) from error
        return was_dated and valid_until(tx, document_id) == UNDATED

    return await visit.write(put)


async def withdraw(visit: Visit, document_id: str) -> None:
    """Withdraw what was said of the document. Raises MisfitError where that is not what the form showed."""

    def run(tx: Transaction, caller: Caller) -> None:
        try:
            reviewing.withdraw(
                tx,
                caller,
                document_id,
                rules=rules_of(visit),
                now=now(tx),
                check_before=lambda before: _check_seen(visit, before),
            )
        except PreconditionFailedError as error:
            raise MisfitError(problems_of(error, reviewing.Wanted())) from error

    await visit.write(run)


def _check_seen(visit: Visit, before: dict[str, Any]) -> None:
    if visit.form.text(SEEN_FIELD) != tag_of(before):
        raise PreconditionFailedError
