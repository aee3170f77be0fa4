"""Upload: did all of it arrive? Many files at once for one vendor, each with what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.engine import Transaction
from muniment.documents import manage
from muniment.documents.same_bytes import twins
from muniment.errors import InvalidSessionError, MunimentError, NotAuthenticatedError
from muniment.http.resources.uploads import Outcome
from muniment.http.transport.lingering_close import Body
from muniment.http.transport.middleware import CLIENT_LEFT
from muniment.runtime import Runtime
from muniment.unicode import findable
from muniment.vendors import vendors
from muniment.web.document.panel import validity_of
from muniment.web.file_form import upload_values
from muniment.web.forms import Form, MisfitError
from muniment.web.pages.evidence import vendors_named
from muniment.web.refusals import refusal
from muniment.web.several_files import Sender, SeveralFiles
from muniment.web.visit import DocumentsWrite, PageRoute, Visit, to_sign_in

PATH = "/upload"

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=PageRoute)


@router.get("")
async def show_upload(
    visit: DocumentsWrite,
    vendor_id: Annotated[str, Query(max_length=64)] = "",
    document_id: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The form, with the vendor chosen where the address names it; and what became of a document, where it names one,
    which upload.js puts into its list."""

    def look(tx: Transaction, caller: Caller) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        vendor = vendors.get(tx, caller, vendor_id) if vendor_id else None
        return vendor, _outcome(tx, caller, document_id, now=visit.now) if document_id else {}

    vendor, outcome = await visit.read(look)
    template = "upload_outcome.html" if outcome else "upload.html"
    return visit.page(template, **upload_values(visit, vendor), problems={}, alike=[], received=[], **outcome)


def _outcome(tx: Transaction, caller: Caller, document_id: str, *, now: int) -> dict[str, Any]:
    """What upload_outcome.html shows of the document."""
    analysis = manage.analysis(tx, caller, document_id)
    document = manage.find(tx, caller, document_id)
    return {
        "document": document,
        "analysis": analysis,
        "validity": validity_of(document, analysis, now=now),
        "twins": twins(tx, caller, document_id),
    }


@router.post("")
async def refuse_without_files(visit: DocumentsWrite) -> Response:
    """A form that holds no file at all, as none is sent by a form that may hold some; those go to `receive`."""
    await visit.identify()
    problems = {"file": "Choose the files to upload."}
    values = upload_values(visit, None)
    return visit.page("upload.html", status=422, **values, problems=problems, alike=[], received=[])


async def receive(request: Request) -> Response:
    """The page that says what became of each file of a form. Past the framework, as uploads to the API are."""
    runtime: Runtime = request.app.state.runtime
    body = Body(request.scope, request.receive, runtime.settings)
    form = _Form(request)
    files = SeveralFiles(runtime.settings, runtime.metrics, form.begin)
    try:
        await files.receive(body, content_type=request.headers.get("content-type", ""))
        answer = form.shown(files)
    except MisfitError as misfit:
        answer = form.shown(files, misfit.problems)
    except (NotAuthenticatedError, InvalidSessionError):
        answer = to_sign_in(request)
    except MunimentError as error:
        runtime.metrics.uploads_refused.add(error.code)
        answer = form.shown(files, {"": error.message}, error.status) if files.received else refusal(request, error)
    except ConnectionError:
        answer = Response(status_code=CLIENT_LEFT)
    return Outcome(answer, body, request.app.state.lingering, runtime.metrics)


class _Form:
    """One form with files: who sends it and for whom, and the page that answers it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._visit: Visit | None = None
        self._vendor: dict[str, Any] | None = None
        self._alike: list[dict[str, Any]] = []

    async def begin(self, fields: Mapping[str, str]) -> Sender:
        """Who sends it, and the vendor that it names. Raises MisfitError where that is none or several."""
        form = Form({name: [value] for name, value in fields.items()})
        visit = Visit(self._request, form, needs=Scope.DOCUMENTS_WRITE, is_open_everywhere=False)
        await visit.identify()
        self._visit = visit
        vendor_id, name = form.text("vendor_id").strip(), findable(form.text("vendor").strip()[:255])

        def look(tx: Transaction, caller: Caller) -> list[dict[str, Any]]:
            if vendor_id:
                return [vendors.get(tx, caller, vendor_id)]
            return vendors_named(tx, caller, name) if name else []

        found = await visit.read(look)
        if len(found) != 1:
            self._alike = found
            several = "Several vendors are called like that; choose one, then the files again."
            none = "No vendor's name holds this. Make it first, or look in the list of vendors."
            raise MisfitError(
                {"vendor": several if found else none if name else "Name the vendor whose files these are."}
            )
        self._vendor = found[0]
        return Sender(visit, found[0]["id"])

    def shown(self, files: SeveralFiles, problems: Mapping[str, str] | None = None, status: int = 200) -> Response:
        """The page: what became of the files, and the form for further ones."""
        assert self._visit is not None
        if not files.received and not problems:
            problems = {"file": "Choose the files to upload."}
        return self._visit.page(
            "upload.html",
            status=422 if problems and status == 200 else status,
            **upload_values(self._visit, self._vendor),
            problems=problems or {},
            alike=self._alike,
            received=files.received,
        )
