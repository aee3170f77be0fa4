// The keys of the queue: each does what a link or a button of the page does, which work without this.
const OFF = "muniment.review.keys";
const KEYS = { j: "next", k: "previous" };
const TYPED = "input, textarea, select, [contenteditable]";

const box = document.querySelector("[data-review-keys] input");
if (box) {
  box.closest("[data-review-keys]").hidden = false;
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "off")));
}

function edit(form) {
  const details = form.querySelector("[data-correct]");
  details.open = true;
  form.scrollIntoView({ block: "nearest" });
  form.querySelector("select, input:not([type=hidden]), textarea").focus();
}

addEventListener("keydown", (event) => {
  const form = document.querySelector("[data-review]");
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target.closest("[data-review]")) return event.target.blur();
  if (event.target.closest(TYPED) || localStorage.getItem(OFF) !== null) return;
  if (event.key in KEYS) {
    document.querySelector(`[data-key="${KEYS[event.key]}"]`)?.click();
  } else if (event.key === "e" && form) {
    event.preventDefault();
    edit(form);
  } else if (event.key === "Enter" && form && !event.target.closest("a, button, summary")) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.primary"));
  }
});

// A document is confirmed once, however long the answer takes.
document.querySelector("[data-review]")?.addEventListener("submit", (event) => {
  if (event.currentTarget.dataset.sent) return event.preventDefault();
  event.currentTarget.dataset.sent = "yes";
});
addEventListener("pageshow", () => delete document.querySelector("[data-review]")?.dataset.sent);
