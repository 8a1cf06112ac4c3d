// Ctrl+S (or ⌘S) saves and stays, with Shift it saves and leaves.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  // A change that waits is kept by a button of its own, and then left.
  const buttons = { _continue: "Control+S", _save: "Control+Shift+S", _keep: "Control+S" };
  for (const [name, keys] of Object.entries(buttons)) {
    for (const button of document.querySelectorAll(`#article_form [name=${name}]`)) {
      button.setAttribute("aria-keyshortcuts", keys);
      button.title = keys.replace("Control", "Ctrl");
    }
  }
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.code !== "KeyS" || document.querySelector("dialog[open]")) return;
    const button = document.querySelector(`#article_form :is([name=${event.shiftKey ? "_save" : "_continue"}], [name=_keep])`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
});
