// Sets a picture's focal point on the picture, by pointer and by arrow keys, and shows its crops as the server cuts them.
"use strict";

const STEP = 0.01;
const LEAP = 0.1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const within = (value) => Math.min(1, Math.max(0, value));

class FocalPoint {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input");
    this.stage = box.querySelector(".focal-stage");
    this.picture = this.stage.querySelector("img");
    this.mark = box.querySelector(".focal-mark");
    this.crops = [...box.querySelectorAll(".focal-crops figure")];
    [this.x, this.y] = this.read();
    box.classList.add("live");
    // The mark takes its place.
    this.input.type = "hidden";
    for (const crop of this.crops) crop.querySelector("img").style.aspectRatio = crop.dataset.ratio;
    this.stage.addEventListener("pointerdown", (event) => this.grab(event));
    this.stage.addEventListener("pointermove", (event) => event.buttons && this.point(event));
    this.mark.addEventListener("keydown", (event) => this.key(event));
    this.picture.addEventListener("load", () => this.draw());
    const file = box.closest("form")?.querySelector("input[type=file]");
    file?.addEventListener("change", () => file.files[0] && this.show(file.files[0]));
    this.draw();
  }

  read() {
    const numbers = this.input.value.split("x").map(Number);
    return numbers.length === 2 && numbers.every((number) => number >= 0 && number <= 1) ? numbers : [0.5, 0.5];
  }

  // A picture that was just chosen, and that the server has not seen yet.
  show(file) {
    const address = URL.createObjectURL(file);
    for (const picture of this.box.querySelectorAll("img")) picture.src = address;
    for (const part of this.box.querySelectorAll(".focal-stage, .focal-crops")) part.hidden = false;
    this.move(0.5, 0.5);
  }

  grab(event) {
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.mark.focus({ preventScroll: true });
    this.point(event);
  }

  point(event) {
    const frame = this.picture.getBoundingClientRect();
    this.move((event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
  }

  key(event) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const step = event.shiftKey ? LEAP : STEP;
    this.move(this.x + arrow[0] * step, this.y + arrow[1] * step);
  }

  move(x, y) {
    this.x = within(x);
    this.y = within(y);
    this.input.value = `${this.x.toFixed(3)}x${this.y.toFixed(3)}`;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.draw();
  }

  draw() {
    this.mark.style.left = `${this.x * 100}%`;
    this.mark.style.top = `${this.y * 100}%`;
    const told = this.box.dataset.told.replace("{x}", Math.round(this.x * 100)).replace("{y}", Math.round(this.y * 100));
    this.mark.setAttribute("aria-label", told);
    for (const crop of this.crops) this.cut(crop);
  }

  // The largest stretch of the shape with the focal point in its middle, as far as the picture's edges allow.
  cut(crop) {
    const { naturalWidth: width, naturalHeight: height } = this.picture;
    if (!width) return;
    const [across, down] = crop.dataset.ratio.split("/").map(Number);
    const kept = [Math.min(1, (height * across) / down / width), Math.min(1, (width * down) / across / height)];
    const place = [this.x, this.y].map((point, axis) => {
      const rest = 1 - kept[axis];
      return rest > 0 ? Math.min(rest, Math.max(0, point - kept[axis] / 2)) / rest : 0.5;
    });
    crop.querySelector("img").style.objectPosition = place.map((share) => `${(share * 100).toFixed(2)}%`).join(" ");
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".focal")) new FocalPoint(box);
});
