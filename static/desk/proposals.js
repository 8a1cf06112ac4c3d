// Keeps the proposals of tags fresh while the story is written, and lets them be taken and refused by keyboard.
"use strict";

const WAIT = 800;

class Proposals {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.refused = box.querySelector("[name=refused]");
    this.status = box.querySelector("[role=status]");
    box.classList.add("live");
    box.addEventListener("click", (event) => this.press(event));
    box.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["headline", "standfirst"]) {
      this.form.elements.namedItem(name).addEventListener("input", () => this.soon());
    }
    // The body's editor changes the page, not a field, as it is typed in.
    const body = document.querySelector(".field-body");
    if (body) new MutationObserver(() => this.soon()).observe(body, { childList: true, subtree: true, characterData: true });
    document.addEventListener("keydown", (event) => {
      if (event.altKey && event.code === "KeyP") {
        event.preventDefault();
        this.focus(0);
      }
    });
    this.soon();
  }

  get chips() {
    return [...this.box.querySelectorAll(".chip")];
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(), WAIT);
  }

  async read() {
    const turn = (this.turn = (this.turn || 0) + 1);
    const typed = new FormData();
    for (const [name, value] of new FormData(this.form)) {
      if (["headline", "standfirst", "body", "people", "clubs", "rumours", "refused", "published_at_0", "csrfmiddlewaretoken"].includes(name)) {
        typed.append(name, value);
      }
    }
    // Without a network there is nothing to propose for now.
    const response = await fetch(this.box.dataset.url, { method: "POST", body: typed }).catch(() => ({ ok: false }));
    // An older answer never replaces a newer one, nor what is being chosen from.
    if (response.ok && turn === this.turn) this.print((await response.json()).proposals);
  }

  print(proposals) {
    const focused = document.activeElement?.closest?.(".chip")?.dataset.key;
    for (const list of this.box.querySelectorAll(".chips")) {
      list.replaceChildren(...proposals.filter((p) => p.field === list.dataset.field).map((p) => this.chip(p)));
    }
    const again = this.chips.find((chip) => chip.dataset.key === focused);
    if (focused) (again ?? this.chips[0])?.querySelector("button").focus();
    this.status.textContent = proposals.length ? "" : this.box.dataset.none;
  }

  chip(proposal) {
    const chip = document.createElement("li");
    chip.className = proposal.doubtful ? "chip doubtful" : "chip";
    chip.dataset.key = `${proposal.field}:${proposal.pk}`;
    chip.dataset.name = proposal.name;
    const why = document.createElement("span");
    why.className = "why";
    why.id = `why-${proposal.field}-${proposal.pk}`;
    const reason = document.createElement("strong");
    reason.textContent = proposal.why;
    why.append(reason, ` ${proposal.sentence}`);
    const take = this.button("_accept", `+ ${proposal.name}${proposal.doubtful ? " ?" : ""}`, chip.dataset.key);
    take.setAttribute("aria-describedby", why.id);
    const refuse = this.button("_refuse", "×", chip.dataset.key);
    refuse.setAttribute("aria-label", `${this.box.dataset.refuse}: ${proposal.name}`);
    chip.append(take, refuse, why);
    return chip;
  }

  button(name, text, value) {
    return Object.assign(document.createElement("button"), { type: "button", name, value, textContent: text });
  }

  press(event) {
    const button = event.target.closest("button");
    const chip = button?.closest(".chip");
    if (!chip) return;
    event.preventDefault();
    if (button.name === "_accept") this.accept(chip);
    else this.refuse(chip);
  }

  key(event) {
    const place = this.chips.indexOf(event.target.closest(".chip"));
    if (place < 0) return;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key in steps) this.focus(place + steps[event.key]);
    else if (event.key === "Delete" || event.key === "Backspace") this.refuse(this.chips[place]);
    else return;
    event.preventDefault();
  }

  focus(place) {
    const chips = this.chips;
    chips[(place + chips.length) % chips.length]?.querySelector("button").focus();
  }

  accept(chip) {
    const [field, pk] = this.keyOf(chip).split(":");
    const select = this.form.elements.namedItem(field);
    const name = chip.dataset.name ?? chip.querySelector("button").textContent.replace(/^\+ | \?$/g, "");
    const there = [...select.options].find((option) => option.value === pk);
    if (there) there.selected = true;
    else select.append(new Option(name, pk, true, true));
    select.dispatchEvent(new Event("change", { bubbles: true }));
    this.done(chip, `${this.box.dataset.accept}: ${name}`);
  }

  refuse(chip) {
    this.refused.value = `${this.refused.value} ${this.keyOf(chip)}`.trim();
    this.done(chip, `${this.box.dataset.refuse}: ${chip.dataset.name ?? ""}`);
  }

  keyOf(chip) {
    return chip.dataset.key ?? chip.querySelector("button").value;
  }

  done(chip, told) {
    const place = this.chips.indexOf(chip);
    chip.remove();
    this.turn = (this.turn || 0) + 1;
    this.focus(Math.min(place, Math.max(this.chips.length - 1, 0)));
    this.status.textContent = told;
    this.soon();
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("#proposals");
  if (box) new Proposals(box);
});
