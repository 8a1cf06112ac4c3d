// Whoever signs out leaves nothing of what they typed in this browser: what is on the server stays theirs.
"use strict";

document.querySelector("#logout-form")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("panchina:typed:")) localStorage.removeItem(key);
  }
});
