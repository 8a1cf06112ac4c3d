// The editor of the body asks for translations of its dialogs, but names its buttons in English: this names them too.
"use strict";

function nameButtons() {
  for (const button of document.querySelectorAll(".prose-menubar__button[title]")) {
    const named = window.gettext(button.title);
    if (named !== button.title) {
      button.title = named;
      button.setAttribute("aria-label", named);
    }
  }
}

// Its menu appears some time after the page, and again for what a selection allows.
new MutationObserver(nameButtons).observe(document.documentElement, { childList: true, subtree: true });
