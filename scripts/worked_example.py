"""The worked example of docs/reading-an-analysis.md: one of our own samples, analysed as `muniment analyze` does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from examples.evidence import generate

SAMPLE = "soc2-type2-qualified"
_BEGIN, _END = "<!-- example -->\n", "<!-- end of example -->\n"


def with_example(page: str) -> str:
    """The page with the example between its marks."""
    before, _, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not end:
        raise ValueError("the page has no place for the example")
    return before + _BEGIN + _example() + _END + after


def _example() -> str:
    analysis = _analysis()
    found, content = analysis["classification"], analysis["content"]
    of_type, sure = found["document_type"], found["confidence"]
    text = f"{content['pages']} pages, {content['characters']:,} characters"
    lines = [
        "",
        f"`status` {analysis['status']} · `document_type` **{of_type}** · `confidence` {sure} · `warnings`"
        f" {len(analysis['warnings']) or 'none'} · {text}, `language` {content['language']}, `ocr`"
        f" {json.dumps(content['ocr'])}",
        "",
        "| evidence: signal | page | quote |",
        "|---|---|---|",
        *(f"| {one['signal']} | {one['page']} | {_shown(one['quote'])} |" for one in found["evidence"]),
        "",
        "| insight | value | page | quote |",
        "|---|---|---|---|",
    ]
    above = None
    for one in analysis["insights"]:
        quote = "the same" if one["quote"] == above else _shown(one["quote"])
        above = one["quote"]
        lines.append(f"| `{one['key']}` | {_value(one['value'])} | {one['page']} | {quote} |")
    lines.append("")
    return "\n".join(lines) + "\n"


def _analysis() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        (sample,) = generate(Path(folder), only=[SAMPLE])
        command = [Path(sys.executable).with_name("muniment"), "analyze", sample.path, "--jsonl"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _shown(quote: str) -> str:
    """On one line, the dots of a table of contents as one sign."""
    return re.sub(r"( \.){3,}", " …", " ".join(quote.split())).replace("|", "\\|")


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else json.dumps(value).strip('"')
