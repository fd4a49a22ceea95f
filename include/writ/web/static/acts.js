// Send a form as the JSON that the API takes, once for each click, then show what is there now or why it was refused.
"use strict";

function bodyOf(form) {
  const body = {};
  for (const [name, text] of new FormData(form)) {
    const [first, field] = name.split(".");
    if (field) (body[first] ??= {})[field] = text;
    else body[first] = text;
  }
  if ("seen" in form.dataset) body.seen = Number(form.dataset.seen);
  return body;
}

async function send(form) {
  const answer = await fetch(form.dataset.act, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(bodyOf(form)),
  });
  if (answer.ok) return null;
  const refusal = await answer.json().catch(() => ({}));
  return refusal.error || `The Docket answered with status ${answer.status}; nothing was done.`;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  const refusal = await send(form).catch(() => "The Docket could not be reached; nothing is known to be done.");
  if (refusal === null) return window.location.reload();
  form.querySelector("[role=alert]").textContent = refusal;
  buttons.forEach((button) => (button.disabled = false));
});
