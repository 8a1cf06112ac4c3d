// The preview beside the form: the page that readers would get, refreshed while the story is written. Without this
// script the button “Anteprima” opens it in a tab.
"use strict";

const PREVIEW_WAIT = 800;
const SCREENS = { phone: 360, desktop: 1280 };

class Preview {
  constructor(box) {
    this.box = box;
    this.form = document.querySelector("#article_form");
    this.frame = box.querySelector("iframe");
    this.screen = box.querySelector(".preview-screen");
    this.told = box.querySelector("[role=status]");
    this.opener = this.form.querySelector("[name=_preview]");
    this.opener.addEventListener("click", (event) => this.press(event));
    box.addEventListener("click", (event) => this.bar(event.target.closest("button")));
    document.addEventListener("keydown", (event) => this.key(event));
    this.frame.addEventListener("load", () => this.loaded());
    new ResizeObserver(() => this.fit()).observe(this.screen);
    this.watch();
    this.width = "phone";
  }

  watch() {
    this.form.addEventListener("input", () => this.soon());
    // Fields that complete themselves tell jQuery only.
    window.django.jQuery(this.form).on("change", () => this.soon());
    // The body's editor changes the page, not a field, as it is typed in.
    const body = document.querySelector(".field-body");
    if (body) new MutationObserver(() => this.soon()).observe(body, { childList: true, subtree: true, characterData: true });
  }

  press(event) {
    // With Ctrl or the middle button it still opens in a tab.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.toggle();
  }

  key(event) {
    if (event.altKey && !event.ctrlKey && event.code === "KeyA") {
      event.preventDefault();
      if (this.box.hidden) this.toggle();
      else this.refresh();
    } else if (event.key === "Escape" && this.box.contains(document.activeElement)) this.toggle();
  }

  bar(button) {
    if (button?.value === "close") this.toggle();
    else if (button) this.show(button.value);
  }

  toggle() {
    this.box.hidden = !this.box.hidden;
    document.body.classList.toggle("previewing", !this.box.hidden);
    this.show(this.width);
    if (this.box.hidden) this.opener.focus();
    else {
      this.box.querySelector("button").focus({ preventScroll: true });
      this.refresh();
    }
  }

  show(width) {
    this.width = width;
    document.body.classList.toggle("previewing-wide", !this.box.hidden && width === "desktop");
    for (const button of this.box.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.value === width));
    }
    this.fit();
  }

  // The page is laid out at the width that is asked for, and drawn as large as there is room.
  fit() {
    const width = SCREENS[this.width];
    const scale = Math.min(1, this.screen.clientWidth / width);
    this.frame.style.width = `${width}px`;
    this.frame.style.height = `${this.screen.clientHeight / scale}px`;
    this.frame.style.transform = `scale(${scale})`;
  }

  soon() {
    clearTimeout(this.timer);
    if (!this.box.hidden) this.timer = setTimeout(() => this.refresh(), PREVIEW_WAIT);
  }

  async refresh() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    try {
      const page = await this.printed(asked.signal);
      // An older answer never replaces a newer one.
      if (asked === this.asked) this.print(page);
    } catch {
      if (asked === this.asked) this.told.textContent = this.box.dataset.lost;
    }
  }

  async printed(signal) {
    const response = await fetch(this.box.dataset.url, { method: "POST", body: new FormData(this.form), signal });
    if (!response.ok || response.redirected) throw new Error(response.status);
    return response.text();
  }

  print(page) {
    this.scrolled = this.frame.contentWindow?.scrollY ?? 0;
    this.frame.srcdoc = page;
  }

  loaded() {
    const page = this.frame.contentDocument;
    if (!page || !this.frame.srcdoc) return;
    this.frame.contentWindow.scrollTo(0, this.scrolled);
    this.told.textContent = this.box.dataset.fresh;
    this.box.dataset.turn = String(Number(this.box.dataset.turn ?? 0) + 1);
    // The site's pages do not open in a frame: its links go to a tab.
    page.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || link.getAttribute("href").startsWith("#")) return;
      event.preventDefault();
      window.open(link.href, "_blank", "noopener");
    });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("#preview");
  if (box) new Preview(box);
});
