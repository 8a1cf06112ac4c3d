// Fills in what a pasted address says: its outlet and its day. Without this script the button “Read the address” does.
"use strict";

const form = document.querySelector(".log-report");
const field = (name) => form.elements.namedItem(name);
const today = field("day").value;

function choose(select, { id, text }) {
  if (!select.value) {
    select.append(new Option(text, id, true, true));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

async function read() {
  const response = await fetch(`${form.dataset.read}?url=${encodeURIComponent(field("url").value)}`);
  if (!response.ok) return;
  const { outlet, day } = await response.json();
  if (outlet) choose(field("outlet"), outlet);
  // A day that the editor has chosen stays.
  if (day && field("day").value === today) field("day").value = day;
  form.classList.toggle("unknown-outlet", Boolean(field("url").value) && !outlet);
}

field("url").addEventListener("input", read);
// The stages, and what can be repeated, are those of the rumour: the server knows them.
window.django.jQuery(field("rumour")).on("select2:select", () => field("_read").click());
