// Shows, before a story is saved, what the paper's style would change in it; the editor takes all of it, or none.
"use strict";

class Typesetting {
  constructor(box) {
    this.words = box.dataset;
    this.form = box.closest("form");
    box.querySelector(".without-script")?.remove();
    // What was refused for this story is not asked again while it stays the same.
    this.place = `typesetting ${location.pathname}`;
    this.form.addEventListener("submit", (event) => this.hold(event), true);
  }

  hold(event) {
    if (this.decided) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.propose(event.submitter);
  }

  async propose(submitter) {
    if (this.asking) return;
    this.asking = true;
    // A server that does not answer must not stand between a text and its being saved.
    const found = (await window.review?.ask(3000))?.typesetting ?? [];
    const told = JSON.stringify(found);
    const wanted = found.length && told !== sessionStorage.getItem(this.place) ? await this.choose(found) : "refuse";
    this.asking = false;
    if (wanted === "back") {
      document.querySelector(".ProseMirror[contenteditable]")?.focus();
      return;
    }
    if (wanted === "accept") this.form.append(this.mark());
    else if (found.length) sessionStorage.setItem(this.place, told);
    this.decided = true;
    this.form.requestSubmit(submitter);
    // A form that the browser or another script holds back is asked anew.
    setTimeout(() => (this.decided = false), 0);
  }

  mark() {
    this.form.querySelector("input[name=_typeset]")?.remove();
    return Object.assign(document.createElement("input"), { type: "hidden", name: "_typeset", value: "1" });
  }

  choose(found) {
    return new Promise((resolve) => {
      const dialog = document.createElement("dialog");
      dialog.className = "pick typesetting";
      dialog.setAttribute("aria-labelledby", "typesetting-title");
      const title = Object.assign(document.createElement("h2"), { id: "typesetting-title", textContent: this.words.title });
      const asks = Object.assign(document.createElement("p"), { textContent: this.words.asks });
      const list = document.createElement("ul");
      list.tabIndex = 0;
      list.setAttribute("aria-labelledby", title.id);
      list.append(...found.map((one) => this.change(one)));
      const buttons = ["accept", "refuse", "back"].map((value) => this.button(dialog, value));
      dialog.append(title, asks, list, ...buttons);
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue || "back");
      });
      document.body.append(dialog);
      dialog.showModal();
      buttons[0].focus();
    });
  }

  button(dialog, value) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: this.words[value] });
    button.addEventListener("click", () => dialog.close(value));
    return button;
  }

  change({ before, old, new: becomes, after }) {
    const item = document.createElement("li");
    const arrow = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${this.words.becomes} ` });
    item.append(before, this.shown("del", old), arrow, this.shown("ins", becomes), after);
    return item;
  }

  // A space that changes must be seen.
  shown(tag, text) {
    const visible = text.replace(/\s/g, "␣");
    return Object.assign(document.createElement(tag), { textContent: visible, title: /\s/.test(text) ? this.words.space : "" });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("#typesetting");
  if (box) new Typesetting(box);
});
