// Tell the Docket when a text that may disturb is shown, and the reader how many there have been today.
"use strict";

document.addEventListener(
  "toggle",
  async (event) => {
    const veil = event.target.closest("details[data-shown]");
    if (!veil || !veil.open) return;
    const answer = await fetch(veil.dataset.shown, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: "{}",
    });
    if (!answer.ok) return;
    const { cases } = await answer.json();
    const said = `Today you have looked at the texts of ${cases} ${cases === 1 ? "case" : "cases"}.`;
    document.querySelector("[data-exposure]").textContent = said;
  },
  true, // it does not bubble
);
