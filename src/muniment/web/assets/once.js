// A form that makes something is sent once, however often its button is clicked: the answer to the first shows the secret.
const SECONDS = 5;

addEventListener("submit", (event) => {
  const form = event.target, now = Date.now();
  if (!form.elements.once || event.defaultPrevented) return;
  if (now - form.dataset.sent < SECONDS * 1000) event.preventDefault();
  else form.dataset.sent = now;
});
addEventListener("pageshow", () => { for (const one of document.forms) delete one.dataset.sent; });
