// Files one by one to POST /v1/documents, each with its progress, what became of it, and a key of its own: sent again
// after a break it is the same document, never a second one. Files may be dropped anywhere on a page with this form.
import { pageAt } from "./page_at.js";
import { vendorChoice } from "./vendor_choice.js";

const AT_ONCE = 3, TRIES = 3, PAUSE = 1500, LOOK = 2500, LISTED = 200;
const WORDS = { created: "Waiting to be read", analyzing: "Being read" };
const TONES = { created: "idle", analyzing: "busy" };

const element = (name, props = {}, ...children) => {
  const made = Object.assign(document.createElement(name), props);
  made.append(...children);
  return made;
};
const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

class Row {
  constructor(file, form) {
    this.file = file;
    this.key = key();
    this.documentId = null;
    this.tries = 0;
    this.bar = element("progress", { max: 1, value: 0 });
    this.bar.setAttribute("aria-label", file.name);
    this.word = element("span", { className: "state idle", textContent: "Ready" });
    this.why = element("p", { className: "why", hidden: true });
    this.again = element("button", { type: "button", textContent: "Try again", hidden: true });
    this.gone = element("button", { type: "button", className: "plain", textContent: "Remove" });
    this.gone.setAttribute("aria-label", `Remove ${file.name}`);
    this.again.setAttribute("aria-label", `Try ${file.name} again`);
    this.name = element("span", { className: "clip", title: file.name }, element("bdi", { textContent: file.name }));
    this.item = element("li", {}, this.name, element("span", { className: "quiet", textContent: size(file.size) }), this.bar, this.word, this.again, this.gone, this.why);
    this.state = "ready";
    const refusal = this.refusal(form);
    if (refusal) this.refuse(refusal, { again: false });
  }

  // What would be refused is said before a byte is sent.
  refusal({ most, mostSaid, extensions }) {
    const ending = this.file.name.includes(".") ? this.file.name.split(".").pop().toLowerCase() : "";
    if (!extensions.split(" ").includes(ending)) return `The file type ${ending ? `.${ending}` : "of a name without an extension"} is not supported.`;
    if (this.file.size === 0) return "The file is empty.";
    if (this.file.size > Number(most)) return `The file is larger than ${mostSaid}.`;
    return null;
  }

  say(tone, word) { this.word.className = `state ${tone}`; this.word.textContent = word; }

  refuse(sentence, { again }) {
    this.state = "refused";
    this.say("bad", "Refused");
    this.why.textContent = sentence;
    this.why.hidden = false;
    this.bar.hidden = true;
    this.again.hidden = !again;
  }

  renew() {
    this.state = "ready";
    this.why.hidden = this.again.hidden = true;
    this.bar.hidden = false;
  }

  arrived(made) {
    this.state = "arrived";
    this.documentId = made.id;
    this.createdAt = made.created_at;
    this.bar.hidden = this.gone.hidden = this.again.hidden = this.why.hidden = true;
    this.reach(made.status);
  }

  reach(status) {
    this.status = status;
    this.say(TONES[status] ?? "idle", WORDS[status] ?? "Received");
  }

  // What became of it, in the words of the page of Upload.
  async settle(root) {
    const page = await pageAt(`${root}/upload?${new URLSearchParams({ document_id: this.documentId })}`);
    const outcome = page?.querySelector("[data-outcome]");
    if (!outcome) return;
    this.word.replaceWith(document.adoptNode(outcome));
    this.isSettled = true;
  }
}

class Uploads {
  constructor(form) {
    this.form = form;
    this.root = form.dataset.root;
    this.rows = [];
    this.running = 0;
    this.list = form.querySelector("[data-files]");
    this.said = form.querySelector("[data-said]");
    this.input = form.querySelector('[type="file"]');
    this.csrfToken = form.elements.csrf_token.value;
    this.vendor = vendorChoice(form.querySelector("[data-vendor-field]"), {
      root: this.root, csrfToken: this.csrfToken, onProblem: (sentence) => this.tell(sentence),
    });
    this.show = element("button", { type: "button", textContent: "Show them on this page", hidden: true });
    this.show.addEventListener("click", () => location.reload());
    if (form.closest("[data-panel]")) form.querySelector(".actions").append(this.show);
    this.input.required = false;
    const take = () => { this.add(this.input.files); this.input.value = ""; };
    this.input.addEventListener("change", take);
    if (this.input.files.length) take(); // chosen before this ran
    form.addEventListener("submit", (event) => { event.preventDefault(); this.begin(); });
    addEventListener("beforeunload", (event) => { if (this.running) event.preventDefault(); });
    this.dropping();
  }

  tell(sentence) { this.said.textContent = sentence; }

  add(files) {
    for (const file of files) {
      const row = new Row(file, this.form.dataset);
      row.gone.addEventListener("click", () => { row.request?.abort(); this.rows = this.rows.filter((one) => one !== row); row.item.remove(); this.list.hidden = !this.rows.length; });
      row.again.addEventListener("click", () => { row.tries = 0; row.renew(); this.begin(); });
      this.rows.push(row);
      this.list.append(row.item);
    }
    this.list.hidden = !this.rows.length;
    this.show.hidden = true;
    this.tell(`${this.rows.length} files are chosen.`);
  }

  begin() {
    if (!this.rows.some((row) => row.state === "ready")) { if (!this.rows.length) this.input.click(); return; }
    if (!this.vendor.id()) { this.vendor.ask(); return; }
    while (this.running < AT_ONCE) {
      const row = this.rows.find((one) => one.state === "ready");
      if (!row) return;
      row.vendorId ??= this.vendor.id();
      this.send(row);
    }
  }

  send(row) {
    const request = (row.request = new XMLHttpRequest()), body = new FormData();
    row.state = "sending";
    row.say("busy", "Sending");
    this.running += 1;
    body.append("vendor_id", row.vendorId);
    body.append("file", row.file, row.file.name);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) row.bar.value = event.loaded / event.total; });
    request.open("POST", `${this.root}/v1/documents`);
    request.setRequestHeader("X-CSRF-Token", this.csrfToken);
    request.setRequestHeader("Idempotency-Key", row.key);
    request.responseType = "json";
    request.addEventListener("load", () => this.answered(row, request));
    request.addEventListener("error", () => this.broken(row, "The connection broke. Sent again, it stays one document."));
    request.addEventListener("loadend", () => { this.running -= 1; this.begin(); });
    request.send(body);
  }

  answered(row, request) {
    if (request.status === 201) {
      row.arrived(request.response);
      row.name.replaceChildren(element("a", { href: `${this.root}/documents/${row.documentId}` }, element("bdi", { textContent: row.file.name })));
      this.tell(`${row.file.name} has arrived.`);
      this.watch();
      return;
    }
    const detail = request.response?.detail;
    const sentence = typeof detail === "string" ? detail : detail?.message ?? detail?.[0]?.msg ?? `The server answered ${request.status}.`;
    if (request.status === 401 || (request.status === 403 && typeof detail === "string")) row.refuse("You were signed out meanwhile. Sign in again in another tab, then try again.", { again: true });
    else if (request.status >= 500 || request.status === 429 || request.status === 408) this.broken(row, sentence);
    else row.refuse(sentence, { again: true });
    this.tell(`${row.file.name}: ${row.why.textContent}`);
  }

  broken(row, sentence) {
    row.tries += 1;
    row.refuse(sentence, { again: true });
    if (row.tries >= TRIES) return;
    row.say("warn", "Trying again");
    setTimeout(() => { if (row.state === "refused" && row.item.isConnected) { row.renew(); this.begin(); } }, PAUSE * 2 ** row.tries);
  }

  // All of a vendor's documents that have not settled are asked for together, until none is left.
  watch() {
    if (this.watching) return;
    this.watching = setTimeout(async () => {
      this.watching = 0;
      const open = this.rows.filter((row) => row.documentId && !row.isSettled);
      for (const vendorId of new Set(open.map((row) => row.vendorId))) await this.look(vendorId, open).catch(() => null);
      if (open.some((row) => !row.isSettled)) this.watch();
      else this.show.hidden = this.running > 0;
    }, LOOK);
  }

  async look(vendorId, open) {
    const left = new Map(open.filter((row) => row.vendorId === vendorId).map((row) => [row.documentId, row]));
    const query = new URLSearchParams({ vendor_id: vendorId, limit: LISTED });
    query.set("created_after", Math.min(...[...left.values()].map((row) => row.createdAt)) - 1);
    for (let after = ""; left.size && after !== null; query.set("after", after)) {
      const answer = await fetch(`${this.root}/v1/evidence?${query}`);
      if (!answer.ok) return;
      const page = await answer.json();
      for (const one of page.data.filter(({ id }) => left.has(id))) {
        if (one.status in WORDS) left.get(one.id).reach(one.status);
        else await left.get(one.id).settle(this.root);
        left.delete(one.id);
      }
      after = page.next;
    }
  }

  dropping() {
    let depth = 0;
    const has = (event) => event.dataTransfer?.types.includes("Files");
    const stop = () => { depth = 0; document.body.classList.remove("dropping"); };
    addEventListener("dragenter", (event) => { if (has(event)) { event.preventDefault(); depth += 1; document.body.classList.add("dropping"); } });
    addEventListener("dragleave", (event) => { if (has(event) && --depth <= 0) stop(); });
    addEventListener("dragover", (event) => { if (has(event)) event.preventDefault(); });
    addEventListener("drop", (event) => {
      if (!has(event)) return;
      event.preventDefault();
      stop();
      const panel = this.form.closest("[data-panel]");
      if (panel) panel.hidden = false;
      this.add(event.dataTransfer.files);
      this.form.scrollIntoView({ block: "nearest" });
      if (this.vendor.id()) this.begin();
      else this.vendor.ask();
    });
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) new Uploads(form);
