// Names the fields that complete themselves, and the two halves of an instant, as their labels do: neither Django nor
// its select2 tells them to a screen reader.
"use strict";

function nameField(row) {
  const label = row.querySelector("label, legend");
  if (!label) return;
  const name = label.textContent.replace(/:\s*$/, "").trim();
  for (const one of row.querySelectorAll(".select2-selection--multiple, .select2-selection__rendered[role=textbox], .select2-search__field")) {
    one.removeAttribute("aria-labelledby");
    one.setAttribute("aria-label", name);
  }
  for (const one of row.querySelectorAll(".select2-selection--single")) {
    label.id ||= `label-${one.getAttribute("aria-labelledby")}`;
    one.setAttribute("aria-labelledby", `${label.id} ${one.querySelector(".select2-selection__rendered").id}`);
  }
  for (const [ending, part] of [["_0", ".vDateField"], ["_1", ".vTimeField"]]) {
    const half = row.querySelector(part);
    if (half?.id.endsWith(ending)) half.setAttribute("aria-label", `${name}: ${half.previousSibling?.textContent?.replace(":", "").trim() || half.title}`);
  }
}

document.addEventListener("readystatechange", () => {
  // The cross that empties a list of tags stands among its entries, where no screen reader expects it; each has its own.
  for (const list of document.querySelectorAll("select.admin-autocomplete[multiple]")) list.dataset.allowClear = "false";
});
document.addEventListener("DOMContentLoaded", () => {
  const rows = document.querySelectorAll(".form-row");
  const name = () => rows.forEach(nameField);
  name();
  // select2 draws a field anew as it is chosen from, and names it after itself.
  window.django?.jQuery(document).on("select2:open select2:close change", () => setTimeout(name, 0));
});
