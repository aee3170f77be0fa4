// Buttons that copy what they hold, or the text before them. They are offered where the browser lets a page copy.
export function offerCopies() {
  for (const one of document.querySelectorAll("[data-copy]")) one.hidden = !navigator.clipboard;
}

addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard.writeText(copy.dataset.copy || copy.previousElementSibling.textContent).then(() => { copy.textContent = "Copied"; });
});

offerCopies();
