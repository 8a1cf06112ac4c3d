// The editor of the body asks for translations of its dialogs, but names its buttons in English: this names them too.
"use strict";

function tell(button, attribute, value) {
  if (button.getAttribute(attribute) !== String(value)) button.setAttribute(attribute, value);
}

function nameButtons() {
  for (const button of document.querySelectorAll(".prose-menubar__button[title]")) {
    const named = window.gettext(button.title);
    if (named !== button.title) {
      button.title = named;
      button.setAttribute("aria-label", named);
    }
    // What is on, and what cannot be used here, is told by more than a colour.
    tell(button, "aria-pressed", button.classList.contains("active"));
    tell(button, "aria-disabled", button.classList.contains("disabled"));
  }
}

// Its menu appears some time after the page, and again for what a selection allows.
new MutationObserver(nameButtons).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["class"] });
