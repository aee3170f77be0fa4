// Vendors are chosen one after the other as one types their names; without this the form sends a name, and the server
// looks it up.
import { vendorChoice } from "./vendor_choice.js";

for (const group of document.querySelectorAll("[data-vendors]")) {
  const field = group.querySelector("[data-vendor-field]"), boxes = group.querySelector("[data-chosen]");
  const input = field.querySelector('[name="vendor"]'), hidden = field.querySelector('[name="vendor_id"]');
  vendorChoice(field, { root: group.dataset.root });
  group.querySelector("[data-add]").hidden = true;
  field.addEventListener("chosen", () => {
    const there = [...boxes.querySelectorAll("input")].find((one) => one.value === hidden.value);
    if (there) there.checked = true;
    else boxes.append(boxOf(hidden.value, input.value));
    hidden.value = input.value = "";
  });
}

function boxOf(id, name) {
  const label = document.createElement("label"), box = document.createElement("input");
  const text = document.createElement("span"), apart = document.createElement("bdi");
  label.className = "box";
  Object.assign(box, { type: "checkbox", name: "vendor_ids", value: id, checked: true });
  apart.textContent = name;
  text.append(apart);
  label.append(box, text);
  return label;
}
