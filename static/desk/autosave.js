// Sends what is typed to the server while it is typed, keeps it in this browser until the server has it, and tells who
// else has the story open.
"use strict";

const LOOK = 500; // how often the form is looked at: its editor and its tags announce no change
const QUIET = 1000; // after this long without a change it is sent
const LONGEST = 5000; // while somebody types on, it is sent this often
const RETRY = 5000; // after an answer that did not come
const BEAT = 15000; // without any change the server hears this often that the form is open
const PREFIX = "panchina:typed:";
const ASIDE = new Set(["csrfmiddlewaretoken", "version", "typed_sequence", "typed_token", "version_reason", "note"]);

class Typing {
  constructor(box) {
    this.box = box;
    this.told = box.dataset;
    this.form = box.closest("form");
    this.sequence = Number(this.told.sequence);
    this.retry = 0;
    this.key = `${PREFIX}${this.told.user}:${this.told.story ? this.told.story + this.told.form : `new.${this.told.token}`}`;
    this.fromBefore();
    for (const kind of ["focusin", "beforeinput", "keydown", "pointerdown", "paste", "drop"]) {
      this.form.addEventListener(kind, () => this.begin(), { capture: true });
    }
    document.addEventListener("keydown", () => this.begin(), { capture: true });
    this.form.addEventListener("submit", () => this.leave());
    addEventListener("pagehide", () => this.look());
    addEventListener("online", () => this.send());
    setInterval(() => this.look(), LOOK);
    setInterval(() => this.beat(), BEAT);
    this.beat();
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  read() {
    const pairs = [...new FormData(this.form)].filter(([name, value]) => !ASIDE.has(name) && typeof value === "string");
    return JSON.stringify(pairs);
  }

  // What the editor makes of a text when it opens is no change: the form counts from the first touch.
  begin() {
    this.seen ??= this.read();
  }

  look() {
    if (this.seen === undefined || this.left) return;
    const now = this.read();
    if (now !== this.seen) {
      this.seen = now;
      this.unsent = true;
      this.changed = Date.now();
      this.since ??= this.changed;
      this.next(this.sequence + 1);
    }
    if (Date.now() < this.retry) return;
    if (this.unsent && (Date.now() - this.changed > QUIET || Date.now() - this.since > LONGEST)) this.send();
  }

  next(sequence) {
    this.sequence = sequence;
    this.field("typed_sequence").value = sequence;
    this.keepHere();
  }

  keepHere() {
    const kept = { typed: this.seen, sequence: this.sequence, version: this.field("version").value };
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...kept, token: this.told.token }));
    } catch {
      // The browser's storage is full or closed: the server's copy is the one that counts.
    }
  }

  leave() {
    this.look();
    this.left = true;
  }

  async send(more = {}) {
    if (!this.unsent && !more.sign_in_username && !more.sign_in_code) return;
    this.unsent = false;
    this.since = undefined;
    const sequence = this.sequence;
    const typed = JSON.parse(this.seen ?? "[]");
    const answer = await this.post(this.told.url, [...typed, ["typed_sequence", this.seen ? sequence : ""], ...Object.entries(more)]);
    if (!answer) {
      this.unsent = true;
      this.retry = Date.now() + RETRY;
    } else if (answer.kept) this.arrived(sequence);
    else if (answer.sequence >= this.sequence) {
      // Another window of ours sent more: this text is the newest now.
      this.next(answer.sequence + 1);
      this.unsent = true;
    }
  }

  arrived(sequence) {
    if (sequence === this.sequence && !this.left) localStorage.removeItem(this.key);
    this.say("kept", this.told.kept);
  }

  beat() {
    if (!this.left && this.told.story && !this.unsent) this.post(this.told.url, []);
  }

  // Returns the answer, or nothing when the server has not got what was sent.
  async post(url, pairs, version = this.field("version").value, token = this.told.token) {
    const body = new FormData();
    for (const [name, value] of pairs) body.append(name, value);
    body.append("csrfmiddlewaretoken", this.field("csrfmiddlewaretoken").value);
    body.append("version", version);
    body.append("typed_token", token);
    let response, answer;
    try {
      response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
      answer = await response.json();
    } catch {
      // No network, or an answer that is none of ours.
      return this.say("kept", this.told.local, true);
    }
    if (answer.signed_out) return this.signIn(answer);
    // Also a refusal brings the guard of the session that stands: whoever signed in elsewhere goes on here.
    if (answer.csrf) this.signedIn(answer.csrf);
    if (!response.ok) return this.say("kept", answer.refused ?? this.told.local, true);
    this.say("others", answer.others);
    this.say("newer", answer.newer, true, answer.newer && this.told.story);
    if (this.box.querySelector(".kept.bad")) this.say("kept", "");
    return answer;
  }

  say(where, text, bad = false, linked = false) {
    const line = this.box.querySelector(`.${where}`);
    if (line.dataset.text === text) return;
    line.dataset.text = text;
    line.textContent = text;
    line.classList.toggle("bad", bad);
    if (linked) {
      const link = Object.assign(document.createElement("a"), { href: location.pathname, textContent: this.told.reload });
      line.append(" ", link);
    }
  }

  // A window in the corner, which takes no key from what is being typed.
  signIn({ error, code }) {
    this.window ??= this.buildWindow();
    this.window.querySelector(".errornote").textContent = error || (code ? this.told.owes : this.told.out);
    // Either the name and the password are asked for, or the code that comes after them.
    for (const label of this.window.querySelectorAll("label")) label.hidden = Boolean(code) !== (label.dataset.step === "code");
  }

  buildWindow() {
    const window = document.createElement("form");
    window.className = "sign-in-window";
    window.noValidate = true;
    window.setAttribute("aria-label", this.told.enter);
    const why = Object.assign(document.createElement("p"), { className: "errornote" });
    why.setAttribute("role", "alert");
    const name = this.line(this.told.username, "text", "username");
    const password = this.line(this.told.password, "password", "current-password");
    const code = this.line(this.told.code, "text", "one-time-code");
    code.dataset.step = "code";
    const button = Object.assign(document.createElement("button"), { textContent: this.told.enter, className: "button default" });
    window.append(why, name, password, code, button);
    window.addEventListener("submit", (event) => {
      event.preventDefault();
      const [username, word, digits] = [...window.querySelectorAll("input")].map((input) => input.value);
      this.unsent = this.seen !== undefined;
      this.send(code.hidden ? { sign_in_username: username, sign_in_password: word } : { sign_in_code: digits });
      code.firstElementChild.value = "";
    });
    document.body.append(window);
    return window;
  }

  line(text, type, autocomplete) {
    const label = document.createElement("label");
    label.append(text, " ", Object.assign(document.createElement("input"), { type, autocomplete, className: "vTextField" }));
    return label;
  }

  signedIn(csrf) {
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = csrf;
    this.window?.remove();
    this.window = undefined;
  }

  // What an earlier page kept here because the server did not answer goes there now, and comes back as an offer.
  async fromBefore() {
    const prefix = this.told.story ? this.key : `${PREFIX}${this.told.user}:new.`;
    let offered = false;
    for (const key of Object.keys(localStorage).filter((key) => (this.told.story ? key === prefix : key.startsWith(prefix)))) {
      const text = localStorage.getItem(key);
      const { typed, sequence, version, token } = JSON.parse(text);
      const answer = await this.post(this.told.url, [...JSON.parse(typed), ["typed_sequence", sequence]], version, token);
      if (answer && localStorage.getItem(key) === text) localStorage.removeItem(key);
      offered ||= Boolean(answer?.kept);
    }
    if (offered && (this.seen ?? this.read()) === this.read()) location.reload();
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("#typing");
  if (box) new Typing(box);
});
