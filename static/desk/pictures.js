// Takes a picture that is dropped on a story's form or pasted into it, asks what it needs, uploads it and chooses it.
// Without this script the green cross beside the field opens the picture's own form.
"use strict";

const PASTED = /^image\.\w+$/;

class StoryPicture {
  constructor(box, dialog) {
    this.box = box;
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.story = document.querySelector("#article_form");
    this.note = dialog.querySelector(".errornote");
    this.select = this.story.elements.namedItem("lead_image");
    this.drop = box.querySelector(".drop");
    this.drop.hidden = false;
    this.drop.querySelector("button").addEventListener("click", () => this.open(null, box));
    dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
    this.form.addEventListener("submit", (event) => this.send(event));
    this.form.elements.namedItem("file").addEventListener("change", () => this.name());
    this.watch();
  }

  watch() {
    document.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    for (const kind of ["dragover", "dragleave", "drop"]) {
      document.addEventListener(kind, (event) => {
        if (this.dialog.open || ![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
        this.drop.classList.toggle("over", kind === "dragover");
        if (kind !== "drop") event.preventDefault();
        else this.take(event, event.dataTransfer);
      }, true);
    }
    // Another picture was chosen: what the one before lacked is no longer said.
    document.addEventListener("picture:chosen", (event) => this.problems(event.detail.problems));
  }

  take(event, data) {
    const files = [...(data?.files ?? [])];
    const file = files.find((one) => one.type.startsWith("image/")) ?? (event.type === "drop" ? files[0] : null);
    if (!file || this.dialog.open) return;
    event.preventDefault();
    event.stopPropagation();
    this.open(file, event.target);
  }

  // `target` is where it was dropped or pasted: whoever wants it there listens for “picture:uploaded”.
  open(file, target) {
    this.form.reset();
    // The text may be set anew while the picture is on its way; the editor around it stays.
    this.target = target.closest?.("[contenteditable=true]") ?? target;
    this.errors({});
    this.dialog.showModal();
    if (!file) return;
    const transfer = new DataTransfer();
    transfer.items.add(file);
    const field = this.form.elements.namedItem("file");
    field.files = transfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    this.form.elements.namedItem("title").focus();
  }

  // Its file's name is better than none; what a pasted picture is called says nothing.
  name() {
    const [file] = this.form.elements.namedItem("file").files;
    const title = this.form.elements.namedItem("title");
    if (file && !title.value && !PASTED.test(file.name)) title.value = file.name.replace(/\.\w+$/, "").slice(0, 120);
  }

  async send(event) {
    event.preventDefault();
    const button = this.form.querySelector("button.default");
    button.disabled = true;
    try {
      await this.upload();
    } catch {
      this.errors({ __all__: [this.dialog.dataset.lost] });
    } finally {
      button.disabled = false;
    }
  }

  async upload() {
    const response = await fetch(this.form.action, { method: "POST", body: new FormData(this.form) });
    if (response.redirected || ![201, 400, 507].includes(response.status)) throw new Error(response.status);
    const answer = await response.json();
    if (response.status === 201) this.done(answer);
    else this.errors(answer.errors);
  }

  errors(errors) {
    const general = errors.__all__ ?? [];
    this.note.textContent = general.join(" ");
    this.note.hidden = !general.length;
    for (const row of this.form.querySelectorAll(".picture-row")) {
      const lines = errors[row.dataset.name] ?? [];
      const list = row.querySelector(".errorlist");
      list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
      list.hidden = !lines.length;
    }
    this.form.querySelector(".errorlist:not([hidden])")?.parentElement.querySelector("input")?.focus();
  }

  done(picture) {
    this.dialog.close();
    const told = new CustomEvent("picture:uploaded", { detail: picture, bubbles: true, cancelable: true });
    if (this.target?.isConnected && !this.target.dispatchEvent(told)) return;
    this.select.append(new Option(picture.title, picture.id, true, true));
    window.django.jQuery(this.select).trigger("change");
    this.show(picture);
  }

  show(picture) {
    this.box.querySelector("[role=status]").textContent = `${this.dialog.dataset.done}: ${picture.title}`;
    this.drop.querySelector("button").focus();
  }

  problems(lines) {
    this.box.querySelectorAll(".picture-problems, .picture-problems + .help").forEach((part) => part.remove());
    if (!lines.length) return;
    const list = Object.assign(document.createElement("ul"), { className: "picture-problems" });
    list.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    this.drop.before(list);
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const [box, dialog] = ["#picture", "#picture-dialog"].map((place) => document.querySelector(place));
  if (box && dialog) new StoryPicture(box, dialog);
});
