"""The TypeScript SDK's errors: a class for each code."""

from __future__ import annotations

from scripts.wire_errors import ERRORS
from scripts.write_clients.described import Description
from scripts.write_clients.names import error_name
from scripts.write_clients.typescript_models import NOTE, comment


def errors(description: Description) -> str:
    """errors.ts"""
    lines = [NOTE, 'import { ApiError } from "../errors.js";\n']
    for code in description.codes:
        when, what_to_do = ERRORS[code]
        lines += [*comment(f"{when}. {what_to_do}."), f"export class {error_name(code)} extends ApiError {{"]
        lines += ["  static {", f'    this.prototype.name = "{error_name(code)}";', "  }\n}\n"]
    lines += ["/** By their codes. */", "export const ERROR_CLASSES: Record<string, typeof ApiError> = {"]
    lines += [*(f"  {code}: {error_name(code)}," for code in description.codes), "};\n"]
    return "\n".join(lines)
