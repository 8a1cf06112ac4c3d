// Ctrl+S (or ⌘S) saves and stays, with Shift it saves and leaves.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const buttons = { _continue: "Control+S", _save: "Control+Shift+S" };
  for (const [name, keys] of Object.entries(buttons)) {
    for (const button of document.querySelectorAll(`#article_form [name=${name}]`)) {
      button.setAttribute("aria-keyshortcuts", keys);
      button.title = keys.replace("Control", "Ctrl");
    }
  }
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.code !== "KeyS" || document.querySelector("dialog[open]")) return;
    const button = document.querySelector(`#article_form [name=${event.shiftKey ? "_save" : "_continue"}]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
});
