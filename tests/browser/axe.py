"""What is wrong with a page for who does not see it, or not well, or uses no mouse: WCAG 2.2 AA by axe-core."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCRIPT = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

_RUN = """async (rules) => {
  const options = { resultTypes: ["violations"], preload: false };
  options.runOnly = rules.length
    ? { type: "rule", values: rules }
    : { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
  const found = await axe.run(document, options);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`));
}"""


def violations(page: Page, script: str, *rules: str) -> list[str]:
    """What is violated on the page as it is, of these rules or of all."""
    if not page.evaluate("Boolean(window.axe)"):  # once a page, as it is half a megabyte
        page.evaluate(script)
    found: list[str] = page.evaluate(_RUN, list(rules))
    return found
