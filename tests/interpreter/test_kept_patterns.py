from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MADE = r"""
import re

PATTERNS = [
    re.compile(r"(?i)\b(?P<day>\d{1,2})(?:st|nd|rd|th|[é-ü])+(?(day)a|b)"),
    re.compile("x (?=y) z*?  # what follows, be it on another line", re.VERBOSE | re.DOTALL),
    re.compile(rb"(?<!one )(two|three|four|five|six)\1[^\n]", re.IGNORECASE),
]
"""

COMPARED = """
import re, sys, kept_patterns as here

compiled = here._compiled
here.take_over(sys.argv[1])
here._compiled = None
import made
for kept in made.PATTERNS:
    other = compiled(kept.pattern, kept.flags & ~re.UNICODE if isinstance(kept.pattern, str) else kept.flags)
    assert kept is not other
    assert (kept, kept.groups, dict(kept.groupindex)) == (other, other.groups, dict(other.groupindex))
"""


def test_what_is_kept_is_what_would_be_compiled(tmp_path: Path) -> None:
    (tmp_path / "made.py").write_text(MADE, encoding="utf-8")
    kept = str(tmp_path / "kept")
    for code in ("import sys, kept_patterns as here; here.keep(['made'], sys.argv[1])", COMPARED):
        done = subprocess.run([sys.executable, "-c", code, kept], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_what_is_not_kept_is_compiled(tmp_path: Path) -> None:
    for kept in (b"", b"\0\0\0\2no", b"\xff" * 9):
        (tmp_path / "kept").write_bytes(kept)
        code = (
            f"import re, sys, kept_patterns as here; here.take_over(sys.argv[1]); print(re.findall('{'a?' * 99}', ''))"
        )
        command = [sys.executable, "-c", code, str(tmp_path / "kept")]
        assert subprocess.run(command, capture_output=True, text=True).stdout == "['']\n"
