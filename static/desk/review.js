// Keeps the checklist, and the number of words under the text, fresh while a story is written.
"use strict";

const CHECKED = new Set(["kicker", "headline", "standfirst", "body", "section", "lead_image", "people", "clubs", "rumours", "csrfmiddlewaretoken"]);

class Review {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.status = box.querySelector("[role=status]");
    this.length = box.querySelector(".length");
    // Under the text that it measures, which it follows.
    document.querySelector(".field-body")?.append(this.length);
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("change", () => this.soon());
    // The body's editor and the fields that complete themselves tell Django's jQuery only.
    window.django?.jQuery(this.form).on("change", () => this.soon());
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), 800);
  }

  typed() {
    const typed = new FormData();
    for (const [name, value] of new FormData(this.form)) if (CHECKED.has(name)) typed.append(name, value);
    return typed;
  }

  // What the server says of the form as it stands; nothing when it cannot be reached within a moment.
  async ask(wait) {
    try {
      const response = await fetch(this.box.dataset.url, { method: "POST", body: this.typed(), signal: AbortSignal.timeout(wait) });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  async refresh() {
    const turn = (this.turn = (this.turn || 0) + 1);
    const found = await this.ask(8000);
    // An older answer never replaces a newer one.
    if (turn !== this.turn) return;
    if (found) this.print(found);
    else this.status.textContent = this.box.dataset.old;
  }

  print({ results, length }) {
    const before = this.box.querySelector(".results").textContent;
    this.box.querySelector(".results").replaceChildren(...results.map((result) => this.result(result)));
    this.box.querySelector(".clear").hidden = results.length > 0;
    this.length.textContent = length;
    const changed = this.box.querySelector(".results").textContent.replace(/\s/g, "") !== before.replace(/\s/g, "");
    const told = results.length ? this.counted(results) : this.box.dataset.clear;
    this.status.textContent = changed ? told : "";
  }

  counted(results) {
    const blocking = results.filter((result) => result.blocking).length;
    const advice = results.length - blocking;
    const told = [[blocking, this.box.dataset.blocking], [advice, this.box.dataset.advice]];
    return told.filter(([number]) => number).map(([number, words]) => `${number} ${words}`).join(", ");
  }

  result({ key, blocking, title, lines }) {
    const item = document.createElement("li");
    item.className = blocking ? "blocking" : "advice";
    item.dataset.key = key;
    const name = document.createElement("strong");
    name.textContent = title;
    const kind = document.createElement("span");
    kind.className = "kind";
    kind.textContent = `(${blocking ? this.box.dataset.blocking : this.box.dataset.advice})`;
    const list = document.createElement("ul");
    list.append(...lines.map((line) => this.line(line)));
    item.append(name, " ", kind, list);
    return item;
  }

  line({ words, url }) {
    const item = document.createElement("li");
    item.textContent = words;
    if (url) item.append(" ", Object.assign(document.createElement("a"), { href: url, textContent: this.box.dataset.update }));
    return item;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("#checklist");
  if (box) window.review = new Review(box);
});
