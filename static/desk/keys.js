// The form of a story by keyboard: publish, next field. Saving has its own keys (save_keys.js).
"use strict";

class Keys {
  constructor(help) {
    this.form = help.closest("form");
    this.words = help.dataset;
    // Before the fields that complete themselves, which open on Alt+↓.
    document.addEventListener("keydown", (event) => this.key(event), true);
  }

  key(event) {
    if (document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "Enter") this.publish(event);
    else if (event.altKey && !command && (event.key === "ArrowDown" || event.key === "ArrowUp")) this.go(event);
  }

  publish(event) {
    const button = this.form.querySelector("[name=_publish], [name=_now]");
    if (!button) return;
    event.preventDefault();
    const blocking = [...document.querySelectorAll("#checklist .blocking strong")].map((title) => title.textContent);
    this.ask(blocking, () => this.form.requestSubmit(button));
  }

  ask(blocking, yes) {
    const dialog = document.createElement("dialog");
    dialog.className = "pick";
    const focused = document.activeElement;
    const title = Object.assign(document.createElement("h2"), { id: "publish-title", textContent: this.words.publish });
    const list = document.createElement("ul");
    list.append(...blocking.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    const buttons = ["yes", "no"].map((value) => this.button(dialog, value));
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.append(title, ...(blocking.length ? [list] : []), ...buttons);
    dialog.addEventListener("close", () => {
      dialog.remove();
      focused?.focus();
      if (dialog.returnValue === "yes") yes();
    });
    document.body.append(dialog);
    dialog.showModal();
    buttons[0].focus();
  }

  button(dialog, value) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: this.words[value] });
    button.addEventListener("click", () => dialog.close(value));
    return button;
  }

  // One stop for each field, in the order of the page; hidden ones have none.
  get stops() {
    const rows = [...this.form.querySelectorAll(".form-row")].filter((row) => !row.querySelector(".form-row"));
    const within = "[contenteditable=true], .select2-selection, input:not([type=hidden]), select, textarea, button";
    return rows.map((row) => [...row.querySelectorAll(within)].find((one) => one.getClientRects().length && !one.closest(".prose-menubar"))).filter(Boolean);
  }

  go(event) {
    const stops = this.stops;
    const here = document.activeElement;
    const row = here.closest(".form-row");
    let at = stops.findIndex((stop) => (row ? row.contains(stop) : stop === here));
    const down = event.key === "ArrowDown";
    // From outside of the form: to what comes after, or before, where one is.
    if (at < 0) at = stops.filter((stop) => here.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING).length - (down ? 1 : 0);
    const next = stops[at + (down ? 1 : -1)];
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "center" });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const help = document.querySelector("#keys");
  if (help) new Keys(help);
});
