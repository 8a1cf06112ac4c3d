// The lead picture as its story shows it: each format cropped by a click on the picture, all of them shown beside it.
"use strict";

class LeadUse {
  constructor(box) {
    this.box = box;
    this.key = box.querySelector("input[type=hidden]");
    this.stage = box.querySelector(".use-stage");
    this.picture = this.stage.querySelector("img");
    this.frame = box.querySelector(".use-frame");
    this.crops = [...box.querySelectorAll(".use-crop")];
    this.words = [...box.querySelectorAll(".use-words input")];
    this.own = readPoint(box.dataset.point) ?? [0.5, 0.5];
    // What was set for pictures that were chosen before: whoever goes back to one finds it again.
    this.before = new Map();
    this.mark = new Mark(this.stage, box.dataset.told, (point) => this.set(this.chosen, writePoint(point)));
    this.select = document.querySelector("[name=lead_image]");
    window.django.jQuery(this.select).on("change", () => this.change());
    this.picture.addEventListener("load", () => this.draw());
    for (const crop of this.crops) this.listen(crop);
    box.classList.add("live");
    this.choose(this.crops[0]);
    this.change();
  }

  listen(crop) {
    crop.input = crop.querySelector("input");
    crop.input.type = "hidden";
    crop.querySelector("img").style.aspectRatio = crop.dataset.ratio;
    crop.querySelector(".use-choose").addEventListener("click", () => this.choose(crop));
    crop.querySelector(".use-reset").addEventListener("click", () => {
      this.set(crop, "");
      crop.querySelector(".use-choose").focus();
    });
  }

  choose(crop) {
    this.chosen = crop;
    for (const one of this.crops) one.querySelector(".use-choose").setAttribute("aria-pressed", String(one === crop));
    this.draw();
  }

  set(crop, text) {
    crop.input.value = text;
    crop.input.dispatchEvent(new Event("change", { bubbles: true }));
    if (crop === this.chosen) this.draw();
    else this.choose(crop);
  }

  pointOf(crop) {
    return readPoint(crop.input.value) ?? this.own;
  }

  draw() {
    this.mark.put(this.pointOf(this.chosen));
    for (const crop of this.crops) {
      const own = Boolean(readPoint(crop.input.value));
      crop.classList.toggle("own", own);
      crop.querySelector(".use-reset").hidden = !own;
      if (this.picture.naturalWidth) this.cut(crop);
    }
  }

  cut(crop) {
    const cut = cutOf(this.picture, crop.dataset.ratio, this.pointOf(crop));
    showCut(crop.querySelector("img"), cut);
    if (crop !== this.chosen) return;
    [this.frame.style.left, this.frame.style.top] = cut.start.map((share) => `${share * 100}%`);
    [this.frame.style.width, this.frame.style.height] = cut.kept.map((share) => `${share * 100}%`);
  }

  // Another picture: what was set for the one before does not go with it.
  async change() {
    const key = this.select.value;
    if (key === this.key.value) return;
    this.before.set(this.key.value, this.fields.map((field) => field.value));
    const kept = this.before.get(key) ?? [];
    this.key.value = key;
    this.fields.forEach((field, number) => (field.value = kept[number] ?? ""));
    this.box.hidden = true;
    const told = key && (await this.ask(key));
    if (told && key === this.key.value) this.show(told);
  }

  get fields() {
    return [...this.crops.map((crop) => crop.input), ...this.words];
  }

  async ask(key) {
    const response = await fetch(this.box.dataset.url.replace("/0/", `/${key}/`)).catch(() => null);
    return response?.ok ? response.json() : null;
  }

  show(told) {
    this.own = readPoint(told.focal_point) ?? [0.5, 0.5];
    for (const picture of this.box.querySelectorAll("img")) picture.src = told.fitted;
    for (const field of this.words) field.placeholder = told[field.dataset.name];
    this.box.hidden = false;
    this.draw();
    this.box.dispatchEvent(new CustomEvent("picture:chosen", { detail: told, bubbles: true }));
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector(".lead-use");
  if (box) new LeadUse(box);
});
