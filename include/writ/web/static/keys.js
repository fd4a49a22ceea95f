// Follow the link of a key, as `data-key` says, and open the help on "?"; never while somebody writes, or in a dialog.
"use strict";

const help = document.getElementById("keys");

function isWriting(target) {
  return target.closest("input, select, textarea, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || help.open || isWriting(event.target)) return;
  if (event.key === "?") return help.showModal();
  document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
});

document.querySelector('[data-opens="keys"]').addEventListener("click", () => help.showModal());
document.querySelector('[data-closes="keys"]').addEventListener("click", () => help.close());
