// Sets a picture's focal point on the picture, by pointer and by arrow keys, and shows its crops as the server cuts them.
"use strict";

const STEP = 0.01;
const LEAP = 0.1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const within = (value) => Math.min(1, Math.max(0, value));

// What of a picture a shape keeps: the largest stretch of it with the focal point in its middle, as far as the edges
// allow. Shares of the picture's width and height: how much is kept, where it begins, and how far along that is.
function cutOf(picture, ratio, point) {
  const { naturalWidth: width, naturalHeight: height } = picture;
  const [across, down] = ratio.split("/").map(Number);
  const kept = [Math.min(1, (height * across) / down / width), Math.min(1, (width * down) / across / height)];
  const start = point.map((at, axis) => Math.min(1 - kept[axis], Math.max(0, at - kept[axis] / 2)));
  const place = start.map((at, axis) => (kept[axis] < 1 ? at / (1 - kept[axis]) : 0.5));
  return { kept, start, place };
}

function showCut(image, cut) {
  image.style.objectPosition = cut.place.map((share) => `${(share * 100).toFixed(2)}%`).join(" ");
}

function readPoint(text) {
  const numbers = text.split("x").map(Number);
  return text && numbers.length === 2 && numbers.every((number) => number >= 0 && number <= 1) ? numbers : null;
}

const writePoint = (point) => point.map((number) => number.toFixed(3)).join("x");

// The mark on a picture, moved by pointer and by arrow keys.
class Mark {
  constructor(stage, told, moved) {
    Object.assign(this, { stage, told, moved, point: [0.5, 0.5] });
    this.picture = stage.querySelector("img");
    this.button = stage.querySelector(".focal-mark");
    stage.addEventListener("pointerdown", (event) => this.grab(event));
    stage.addEventListener("pointermove", (event) => event.buttons && this.drag(event));
    this.button.addEventListener("keydown", (event) => this.key(event));
  }

  grab(event) {
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.button.focus({ preventScroll: true });
    this.drag(event);
  }

  drag(event) {
    const frame = this.picture.getBoundingClientRect();
    this.move([(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height]);
  }

  key(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.altKey) return;
    event.preventDefault();
    const step = event.shiftKey ? LEAP : STEP;
    this.move(this.point.map((at, axis) => at + arrow[axis] * step));
  }

  move(point) {
    this.moved(point.map(within));
  }

  put(point) {
    this.point = point;
    [this.button.style.left, this.button.style.top] = point.map((at) => `${at * 100}%`);
    const [x, y] = point.map((at) => Math.round(at * 100));
    this.button.setAttribute("aria-label", this.told.replace("{x}", x).replace("{y}", y));
  }
}

class FocalPoint {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input");
    this.stage = box.querySelector(".focal-stage");
    this.picture = this.stage.querySelector("img");
    this.mark = new Mark(this.stage, box.dataset.told, (point) => this.move(point));
    this.crops = [...box.querySelectorAll(".focal-crops figure")];
    this.point = readPoint(this.input.value) ?? [0.5, 0.5];
    box.classList.add("live");
    // The mark takes its place.
    this.input.type = "hidden";
    for (const crop of this.crops) crop.querySelector("img").style.aspectRatio = crop.dataset.ratio;
    this.picture.addEventListener("load", () => this.draw());
    const file = box.closest("form")?.querySelector("input[type=file]");
    file?.addEventListener("change", () => file.files[0] && this.show(file.files[0]));
    this.draw();
  }

  // A picture that was just chosen, and that the server has not seen yet.
  show(file) {
    const address = URL.createObjectURL(file);
    for (const picture of this.box.querySelectorAll("img")) picture.src = address;
    for (const part of this.box.querySelectorAll(".focal-stage, .focal-crops")) part.hidden = false;
    this.move([0.5, 0.5]);
  }

  move(point) {
    this.point = point;
    this.input.value = writePoint(point);
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.draw();
  }

  draw() {
    this.mark.put(this.point);
    if (!this.picture.naturalWidth) return;
    for (const crop of this.crops) showCut(crop.querySelector("img"), cutOf(this.picture, crop.dataset.ratio, this.point));
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".focal")) new FocalPoint(box);
});
