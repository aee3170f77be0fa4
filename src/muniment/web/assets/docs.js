// The search of the documentation while one types: the page that the server answers with, shown beneath the field.
const field = document.getElementById("q"), panel = document.getElementById("found");
const WAIT = 150, SHOWN = 8;
let timer, asked = 0;

async function look() {
  const words = field.value.trim(), mine = ++asked;
  if (words.length < 2) return close();
  const answer = await fetch(`${field.form.action}?${new URLSearchParams({ q: words })}`, { headers: { Accept: "text/html" } });
  if (!answer.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const hits = [...page.querySelectorAll("#hits > li")].slice(0, SHOWN);
  panel.replaceChildren();
  const said = Object.assign(document.createElement("p"), { className: "quiet" });
  said.setAttribute("role", "status");
  said.textContent = hits.length ? "Enter shows all" : "Nowhere";
  const list = document.createElement("ol");
  list.append(...hits.map((one) => document.adoptNode(one)));
  panel.append(said, ...(hits.length ? [list] : []));
  panel.hidden = false;
}

function close() {
  asked++;
  panel.hidden = true;
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => look().catch(close), WAIT);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) {
    event.preventDefault(); // which would empty the field
    close();
    field.focus();
  } else if (event.key === "/" && !event.target.closest("input, textarea, select") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    field.focus();
  }
});
addEventListener("click", (event) => {
  if (!event.target.closest(".docs-find, #found")) close();
});
