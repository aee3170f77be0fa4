// A vendor is looked for as one types, and made in place where there is none: a combobox over GET /v1/vendors
// (WAI-ARIA APG, list autocomplete). Without this the form sends the name, and the server looks it up.
const PAUSE = 150, MOST = 8;

export function vendorChoice(field, { root, csrfToken, onProblem }) {
  const input = field.querySelector('[name="vendor"]'), hidden = field.querySelector('[name="vendor_id"]');
  const list = document.createElement("ul");
  let timer = 0, asked = 0, active = -1, choices = [];
  list.id = `${input.id}-choices`;
  list.className = "choices";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Vendors");
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
    input.setAttribute(name, value);

  const close = () => { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  // What was still asked for while one chose shows no list any more.
  const choose = (id, name) => { clearTimeout(timer); asked += 1; hidden.value = id; input.value = name; close(); input.setCustomValidity(""); field.dispatchEvent(new Event("chosen")); };

  async function make(name) {
    const answer = await fetch(`${root}/v1/vendors`, {
      method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken }, body: JSON.stringify({ name }),
    });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) choose(said.id, said.name);
    else onProblem(said.detail?.message ?? said.detail?.[0]?.msg ?? "The vendor could not be made; try again.");
  }

  function show(found, name) {
    choices = found.map((one) => ({ label: one.name, take: () => choose(one.id, one.name) }));
    const isThere = found.some((one) => one.name.toLowerCase() === name.toLowerCase());
    if (input.hasAttribute("data-may-make") && name && !isThere) choices.push({ label: `Make a vendor “${name}”`, take: () => make(name), isNew: true });
    list.replaceChildren(...choices.map((one, number) => {
      const item = document.createElement("li"), text = document.createElement("bdi");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      if (one.isNew) item.className = "new";
      text.textContent = one.label;
      item.append(text);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); one.take(); });
      return item;
    }));
    list.hidden = !choices.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    move(choices.length ? 0 : -1);
  }

  function move(to) {
    active = to;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === to)));
    if (to < 0) input.removeAttribute("aria-activedescendant");
    else { input.setAttribute("aria-activedescendant", list.children[to].id); list.children[to].scrollIntoView({ block: "nearest" }); }
  }

  async function look() {
    const name = input.value.trim(), mine = ++asked;
    const answer = await fetch(`${root}/v1/vendors?${new URLSearchParams({ name, sort: "name", limit: MOST })}`).catch(() => null);
    if (mine !== asked || !answer?.ok || document.activeElement !== input) return;
    show((await answer.json()).items, name);
  }

  input.addEventListener("input", () => { hidden.value = ""; clearTimeout(timer); timer = setTimeout(look, PAUSE); });
  const begin = () => { if (!input.readOnly && !hidden.value) look(); };
  input.addEventListener("focus", begin);
  if (document.activeElement === input) begin(); // what was typed before this ran
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) { event.preventDefault(); move((active + steps[event.key] + choices.length) % choices.length); }
    else if (event.key === "Enter" && active >= 0) { event.preventDefault(); choices[active].take(); }
    else if (event.key === "Escape") close();
  });
  field.querySelector("[data-other-vendor]")?.addEventListener("click", (event) => {
    event.preventDefault();
    event.target.remove();
    input.readOnly = false;
    hidden.value = input.value = "";
    input.focus();
  });
  return { id: () => hidden.value, ask: () => { input.setCustomValidity("Choose a vendor from the list."); input.reportValidity(); input.focus(); } };
}
