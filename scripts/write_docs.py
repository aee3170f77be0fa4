"""Writes the references generated from the code: settings, commands, errors, endpoints, codes. A test compares them."""

from __future__ import annotations

from itertools import groupby

from muniment.documents.legal_holds import WINS_OVER
from muniment.judging.taxonomy.types import load_types
from muniment.reading import errors
from muniment.reading.warnings import WARNINGS
from muniment.settings import Settings
from scripts.commands_page import commands_page
from scripts.generated import DOCS, NOTE
from scripts.reference.pages import reference_pages
from scripts.wire_errors import ERRORS, openapi, where, wire_errors
from scripts.worked_example import with_example


def settings_page() -> str:
    """docs/settings.md"""
    lines = [
        "# Settings\n",
        NOTE,
        "Each is read from the environment when a process starts.\n",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        shown = "unset" if default is None else f"`{default}`"
        lines.append(f"| `MUNIMENT_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"


def errors_page() -> str:
    """docs/errors.md"""
    lines = [
        "# Errors\n",
        NOTE,
        "What a client may get to read, and nothing else: taken from what each endpoint declares and from the server's",
        'own answers. The body is `{"detail": {"code", "message"}, "request_id"}`, where the table says otherwise with',
        "another `detail`. Branch on the status and the code: they never change; a message may. `request_id` is what",
        "the header `x-coverbase-request-id` says too: quote it when you report something.\n",
        "| status | code | when | what to do | where |",
        "|---|---|---|---|---|",
    ]
    answered = wire_errors()
    needing_a_key = next(set(one.endpoints) for one in answered if one.status == 401)
    for error in answered:
        when, what_to_do = ERRORS[error.body]
        lines.append(
            f"| {error.status} | `{error.body}` | {when} | {what_to_do} | {where(error, needing_a_key=needing_a_key)} |"
        )
    lines += [
        "",
        "Beside these: a connection that sends no request in time is closed; a range outside a file is `416` without a",
        "body. A document that is `failed` is no error of a request: the codes of an analysis are in",
        "[findings.md](findings.md).",
    ]
    return "\n".join(lines) + "\n"


_ELSEWHERE = """\
The full description is at `/openapi.json` of a server, and each can be tried at its `/docs/try`. `/readyz` and
`/metrics` are told of in [observing.md](observing.md).
"""


def http_page() -> str:
    """docs/http.md"""
    lines = ["# HTTP endpoints\n", NOTE, _ELSEWHERE]
    lines += [
        "`scope` is what a key needs for it; `any`: every key will do; `none`: no key is asked for. `operation` is",
        "its id in the OpenAPI document, by which generated clients call it; `client` the method of our own.\n",
        "| endpoint | what it does | operation | client | scope | answers |",
        "|---|---|---|---|---|---|",
    ]
    for path, operations in openapi()["paths"].items():
        for method, operation in operations.items():
            answers = ", ".join(operation["responses"])
            scope = operation.get("x-required-scope") or ("any" if "security" in operation else "none")
            shown = scope if scope in ("any", "none") else f"`{scope}`"
            names = f"`{operation['operationId']}` | `{operation['x-client-method']}`"
            lines.append(f"| `{method.upper()} {path}` | {operation['summary']} | {names} | {shown} | {answers} |")
    return "\n".join(lines) + "\n"


def types_page() -> str:
    """docs/document-types.md"""
    lines = [
        "# Document types\n",
        NOTE,
        "What a document can be, as `GET /v1/document-types` lists it. The first rule whose fact was found says until",
        "when such evidence is good ([when evidence ends](facts.md#when-evidence-ends)), unless the operator has set",
        "other months (`MUNIMENT_VALIDITY_MONTHS`); a type without a rule does not end by age.",
    ]
    for category, types in groupby(sorted(load_types(), key=lambda one: one.category), key=lambda one: one.category):
        lines += [f"\n## {category.replace('_', ' ').capitalize()}\n", "| type | | good until |", "|---|---|---|"]
        for one in types:
            below = f"; a kind of `{one.parent}`" if one.parent else ""
            rules = ", else ".join(f"`{rule}`" for rule in one.validity)
            lines.append(f"| `{one.slug}` | **{one.title}**: {one.description}{below} | {rules} |")
    return "\n".join(lines) + "\n"


def findings_page() -> str:
    """docs/findings.md"""
    lines = [
        "# Codes of an analysis\n",
        NOTE,
        "`error.code` says why a document is `failed`; `warnings[].code` what a reader of the result should know.",
        "Codes never change, sentences may.\n",
        "| error code | sentence |",
        "|---|---|",
        *(f"| `{code}` | {sentence} |" for code, sentence in sorted(errors.ERRORS.items())),
        "",
        "| warning code | sentence |",
        "|---|---|",
        *(f"| `{code}` | {sentence} |" for code, sentence in sorted(WARNINGS.items())),
    ]
    return "\n".join(lines) + "\n"


def reading_page() -> str:
    """docs/reading-an-analysis.md: written by hand, but for its example."""
    return with_example((DOCS / "reading-an-analysis.md").read_text(encoding="utf-8"))


_PATHS, _END_OF_PATHS = "<!-- paths -->\n", "<!-- end of paths -->"


def retention_page() -> str:
    """docs/retention.md: written by hand, but for the paths over which a legal hold wins."""
    before, rest = (DOCS / "retention.md").read_text(encoding="utf-8").split(_PATHS)
    after = rest.split(_END_OF_PATHS)[1]
    rows = (f"| {path} | {what} |" for path, what in WINS_OVER.items())
    table = "\n".join(["", "| path | under a hold |", "|---|---|", *rows, ""])
    return f"{before}{_PATHS}{table}\n{_END_OF_PATHS}{after}"


def decisions_page() -> str:
    """docs/decisions.md"""
    lines = ["# Decisions\n", NOTE, "Each says what was decided, why, what follows from it, and what checks it.\n"]
    for path in sorted((DOCS / "decisions").glob("*.md")):
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        lines.append(f"- [{title}](decisions/{path.name})")
    return "\n".join(lines) + "\n"


PAGES = {
    "decisions.md": decisions_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
    "errors.md": errors_page,
    "http.md": http_page,
    "document-types.md": types_page,
    "findings.md": findings_page,
    "reading-an-analysis.md": reading_page,
    "retention.md": retention_page,
}


def main() -> None:
    """Write every page; of the reference also take away what is no operation any more."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    reference = reference_pages()
    for name, text in reference.items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(text, encoding="utf-8")
    for path in (DOCS / "reference").rglob("*.md"):
        if path.relative_to(DOCS).as_posix() not in reference:
            path.unlink()


if __name__ == "__main__":
    main()
