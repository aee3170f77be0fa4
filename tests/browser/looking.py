"""What is wrong with a page to the eye or the hand, found by code: cut, too wide, not reached by Tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SPILLS = """() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  if (document.scrollingElement.scrollWidth > width) {
    found.push(`scrolls sideways: ${document.scrollingElement.scrollWidth} of ${width}`);
  }
  const scrolls = (one) => one && one !== document.documentElement &&
    (["auto", "scroll"].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    if (!box.width || !box.height || style.visibility === "hidden" || scrolls(one.parentElement)) continue;
    if (one.closest(".visually-hidden, .skip, svg")) continue;
    const name = `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim().slice(0, 40)}`;
    if (box.right > width + 1 || box.left < -1) found.push(`beyond the page: ${name}`);
    const isText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const hides = style.display !== "inline" && style.overflowX === "hidden" && style.textOverflow !== "ellipsis";
    if (isText && hides && one.scrollWidth > one.clientWidth + 1) found.push(`cut: ${name}`);
  }
  return found;
}"""

_UNSTACKED = """() => {
  const found = [];
  for (const table of document.querySelectorAll("table.stacked")) {
    const box = table.closest(".table"), [there, wanted] = [box.clientWidth, box.scrollWidth];
    const heads = [...table.querySelectorAll("thead tr > *")].map((one) => one.textContent.trim());
    if (wanted > there) found.push(`scrolls sideways: ${box.ariaLabel}, ${wanted} of ${there}`);
    for (const row of table.querySelectorAll("tbody tr:not(.group)")) {
      const said = [...row.cells].map((cell) => cell.dataset.label ?? "");
      const squeezed = [...row.cells].filter((cell) => cell.offsetWidth && cell.offsetWidth < there / 2);
      if (squeezed.length) found.push(`squeezed: ${squeezed[0].className} ${squeezed[0].textContent.trim()}`);
      if (said.join() !== ["", ...heads.slice(1)].join()) found.push(`labels ${said} under heads ${heads}`);
    }
  }
  return found;
}"""

_REMEMBERS_FOCUS = """
window.focused = [];
addEventListener("focusin", ({ target }) => {
  const style = getComputedStyle(target);
  const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  window.focused.push([target, isOutlined || style.boxShadow !== "none"]);
});
"""

_WANTED = """() => {
  const wanted = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  return wanted.filter((one) => !one.disabled && one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility());
}"""

_MISSED = f"""() => {{
  const wanted = ({_WANTED})();
  const reached = new Map(window.focused);
  const told = (what, ones) => ones.map((one) => `${{what}}: ${{one.outerHTML.slice(0, 120)}}`);
  const inGroup = (one) => one.type === "radio" && wanted.some((two) => two.name === one.name && reached.has(two));
  return [
    ...told("not reached", wanted.filter((one) => !reached.has(one) && !inGroup(one))),
    ...told("not seen", [...reached].filter(([, isSeen]) => !isSeen).map(([one]) => one)),
  ];
}}"""


_INJECTED = """() => {
  const foreign = "script:not([src]), iframe, object, base, [style], [src='x'], a[href^='javascript:']";
  const acts = (one) => one.getAttributeNames().some((name) => name.startsWith("on"));
  const found = [...document.querySelectorAll("*")].filter((one) => one.matches(foreign) || acts(one));
  return found.map((one) => one.outerHTML.slice(0, 120));
}"""


def injected(page: Page) -> list[str]:
    """Elements that no page of ours has: what somebody wrote became markup."""
    return list(page.evaluate(_INJECTED))


def spills(page: Page) -> list[str]:
    """What does not fit the page's width: it scrolls sideways, or something is cut or lies outside."""
    return list(page.evaluate(_SPILLS))


def unstacked(page: Page) -> list[str]:
    """Tables whose rows do not stand one below the other on a narrow page, each cell beside the head of its column."""
    return list(page.evaluate(_UNSTACKED))


def unreached(page: Page) -> list[str]:
    """What can be used and Tab does not reach from the top of the page, or reaches without a sign of it."""
    page.evaluate(_REMEMBERS_FOCUS)
    page.evaluate("document.activeElement.blur()")
    n = page.evaluate(f"({_WANTED})().length")
    missed: list[str] = []
    for _ in range(2):  # what scrolls in itself is reached too, so there may be more
        for _ in range(n + 2):
            page.keyboard.down("Tab")  # held: to let go of it each time took the browser a quarter longer
        page.keyboard.up("Tab")
        missed = page.evaluate(_MISSED)
        if not missed:
            break
    return missed


class Weight:
    """How much comes over the line, as a first visit has it: nothing from a cache."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._session.on("Network.loadingFinished", self._add)
        self.n_bytes = 0

    def _add(self, event: dict[str, Any]) -> None:
        self.n_bytes += int(event["encodedDataLength"])

    def taken(self) -> int:
        """Bytes since it was asked before."""
        n_bytes, self.n_bytes = self.n_bytes, 0
        return n_bytes
