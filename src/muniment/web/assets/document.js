// The document page: what is chosen is shown without losing one's place, keys do what links do, and what is being read
// is looked at again until it was. Everything here is a link or a form of the page, which works without this.
import { offerCopies } from "./copy.js";
import { pageAt } from "./page_at.js";

const KEYS = { n: "fact-on", p: "fact-back", "]": "page-on", "[": "page-back" };
const OFF = "muniment.document.keys";
const TRIES = 5;
let turn = 0;

const viewer = () => document.getElementById("viewer");

function showMark() {
  const mark = document.getElementById("mark");
  const pane = mark && mark.closest(".pane");
  if (!pane) return;
  const place = mark.getBoundingClientRect(), within = pane.getBoundingClientRect();
  pane.scrollTop += place.top - within.top - pane.clientHeight / 3;
  pane.scrollLeft += Math.min(0, place.left - within.left - 16) + Math.max(0, place.right - within.right + 16);
}

function ready() {
  offerCopies();
  for (const one of document.querySelectorAll("[data-keys]")) one.hidden = false;
  const box = document.querySelector("[data-keys] input");
  if (box) box.checked = localStorage.getItem(OFF) === null;
  const picture = document.querySelector("[data-picture]");
  showMark();
  if (!picture || (picture.complete && picture.naturalWidth)) return;
  picture.addEventListener("load", showMark, { once: true });
  picture.addEventListener("error", () => tellWhy(picture));
  if (picture.complete) tellWhy(picture);
}

// A picture that did not come: its address says why, in the API's words. Where too many are drawn, it is asked again.
async function tellWhy(picture, tries = Number(picture.dataset.tries ?? 0)) {
  const said = picture.closest(".pane")?.querySelector(".no-picture");
  if (!said) return;
  try {
    const answer = await fetch(picture.src, { headers: { accept: "application/json" } });
    if ((answer.ok || answer.status === 503) && tries < TRIES) {
      picture.dataset.tries = tries + 1;
      const pause = 1000 * Number(answer.headers.get("retry-after") ?? 0) * (1 + tries);
      setTimeout(() => { picture.src = picture.src; }, pause);
      return;
    }
    if (!answer.ok) said.querySelector("[data-no-picture]").textContent = (await answer.json()).detail.message;
  } catch {
    // the sentence that stands there will do
  }
  picture.closest(".sheet").hidden = true;
  said.hidden = false;
}

async function show(address, { push = true } = {}) {
  const mine = ++turn;
  const zoomed = viewer().querySelector(".pane");
  const kept = zoomed && { left: zoomed.scrollLeft, top: zoomed.scrollTop };
  viewer().setAttribute("data-busy", "");
  const next = await pageAt(address).catch(() => null);
  if (!next) {
    location.assign(address);
    return;
  }
  if (mine !== turn) return;
  const focused = document.activeElement && viewer().contains(document.activeElement) ? document.activeElement.dataset.key : null;
  viewer().replaceWith(document.adoptNode(next.getElementById("viewer")));
  const places = [...document.querySelectorAll("[data-place]")];
  [...next.querySelectorAll("[data-place]")].forEach((one, at) => {
    if (!places[at]) return;
    places[at].toggleAttribute("aria-current", one.hasAttribute("aria-current"));
    if (one.hasAttribute("aria-current")) places[at].setAttribute("aria-current", "true");
    places[at].href = one.href;
  });
  for (const row of document.querySelectorAll("tr.on")) row.classList.remove("on");
  const on = document.querySelector(".panel [aria-current]");
  if (on) on.scrollIntoView({ block: "nearest" });
  if (push) history.pushState(null, "", address);
  if (focused) viewer().querySelector(`[data-key="${focused}"]`)?.focus();
  const pane = viewer().querySelector(".pane");
  if (pane && kept && !document.getElementById("mark")) pane.scrollTo(0, 0);
  ready();
}

addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const isOurs = link.pathname === location.pathname && (viewer()?.contains(link) || "place" in link.dataset);
  if (!isOurs) return;
  event.preventDefault();
  show(link.href);
});

addEventListener("submit", (event) => {
  if (!event.target.classList.contains("jump")) return;
  event.preventDefault();
  const address = new URL(event.target.action);
  address.search = new URLSearchParams(new FormData(event.target));
  show(address.href);
});

addEventListener("change", (event) => {
  if (!event.target.closest("[data-keys]")) return;
  if (event.target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "off");
});

addEventListener("popstate", () => show(location.href, { push: false }));

addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || localStorage.getItem(OFF) !== null) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "+" || event.key === "-") {
    const zooms = [...viewer().querySelectorAll("[data-zoom]")];
    const at = zooms.findIndex((one) => one.hasAttribute("aria-current"));
    zooms[at + (event.key === "+" ? 1 : -1)]?.click();
  } else if (event.key === "c") {
    viewer().querySelector("[data-copy]")?.click();
  } else if (event.key in KEYS) {
    viewer().querySelector(`[data-key="${KEYS[event.key]}"]`)?.click();
  }
});

// What is being read: asked again and again, ever more slowly, until its state is another.
async function watch(waiting) {
  for (let pause = 1000; ; pause = Math.min(pause * 1.5, 15000)) {
    await new Promise((done) => setTimeout(done, pause));
    try {
      const answer = await fetch(waiting.dataset.live, { headers: { accept: "application/json" } });
      if (answer.ok && (await answer.json()).status !== waiting.dataset.status) return location.reload();
      if (answer.status === 401 || answer.status === 404) return;
    } catch {
      // the server is away for a moment
    }
  }
}

const waiting = document.querySelector("[data-live]");
if (waiting) watch(waiting);
ready();
