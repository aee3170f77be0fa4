// The documentation: searched while one types, read in one language, with the page in sight where the contents are long.

// The search is the page that the server answers with, shown beneath the field.
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
  clearTimeout(timer); // or what was typed last would open it again
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

// Examples that stand one below the other in several languages are one, in the language that was chosen last.
const KEPT = "muniment-language";
const groups = [];
for (const one of document.querySelectorAll(".code[data-language]:not([data-language=''])")) {
  const last = groups.at(-1);
  const isNext = last && one.previousElementSibling === last.at(-1);
  if (isNext && !last.some((other) => other.dataset.language === one.dataset.language)) last.push(one);
  else groups.push([one]);
}
const several = groups.filter((group) => group.length > 1);

function show(group, language) {
  if (!group.some((one) => one.dataset.language === language)) return;
  for (const one of group) one.hidden = one.dataset.language !== language;
  for (const button of group[0].previousElementSibling.children)
    button.setAttribute("aria-pressed", button.textContent === language);
}

function choose(language) {
  for (const group of several) show(group, language);
}

for (const group of several) {
  const choice = document.createElement("div");
  choice.className = "code-choice";
  choice.setAttribute("role", "group");
  choice.setAttribute("aria-label", "Language of the example");
  for (const { classList, dataset } of group) {
    classList.add("chosen");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: dataset.language });
    button.addEventListener("click", () => {
      choose(dataset.language);
      try { localStorage.setItem(KEPT, dataset.language); } catch { /* kept for this page alone */ }
    });
    choice.append(button);
  }
  group[0].before(choice);
  show(group, group[0].dataset.language);
}
try { choose(localStorage.getItem(KEPT)); } catch { /* not allowed to remember */ }

const contents = document.getElementById("contents"), here = contents.querySelector("[aria-current]");
if (here) contents.scrollTop = here.offsetTop - contents.offsetTop - contents.clientHeight / 2;
