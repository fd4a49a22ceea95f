// Send a form as the JSON that the API takes, once for each click, then show what is there now or why it was refused.
// A form with `data-goes` goes on to the case that the answer names, at that address.
// A form with `data-kept` keeps what is written on this machine until it is sent, in case the window or login ends.
"use strict";

// "a.b" is a field of an object, "a[]" lines of a list; a day that nobody gave is left out, and where the form is kept
// all that is empty
function bodyOf(form) {
  const body = {};
  for (const [name, text] of new FormData(form)) {
    if (text === "" && ("kept" in form.dataset || form.elements[name].type === "date")) continue;
    const path = name.split(".");
    const last = path.pop();
    const part = path.reduce((inner, field) => (inner[field] ??= {}), body);
    if (last.endsWith("[]")) (part[last.slice(0, -2)] ??= []).push(...linesOf(text));
    else part[last] = text;
  }
  if ("seen" in form.dataset) body.seen = Number(form.dataset.seen);
  return body;
}

function linesOf(text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

async function send(form) {
  const answer = await fetch(form.dataset.act, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(bodyOf(form)),
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return { case: said.case };
  return { refusal: said.error || `The Docket answered with status ${answer.status}; nothing was done.` };
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  const unknown = { refusal: "The Docket could not be reached; nothing is known to be done." };
  const done = await send(form).catch(() => unknown);
  if (!("refusal" in done)) {
    if ("kept" in form.dataset) localStorage.removeItem(form.dataset.kept);
    if ("goes" in form.dataset) return window.location.assign(form.dataset.goes + done.case + (form.dataset.list ?? ""));
    return window.location.reload();
  }
  form.querySelector("[role=alert]").textContent = done.refusal;
  buttons.forEach((button) => (button.disabled = false));
});

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && field.type !== "hidden");
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-kept]");
  if (!form) return;
  const written = fieldsOf(form).map((field) => (field.type === "checkbox" ? field.checked : field.value));
  localStorage.setItem(form.dataset.kept, JSON.stringify(written));
});

for (const form of document.querySelectorAll("form[data-kept]")) {
  const written = JSON.parse(localStorage.getItem(form.dataset.kept) || "null");
  const fields = fieldsOf(form);
  if (!written || written.length !== fields.length) continue;
  fields.forEach((field, place) => (field[field.type === "checkbox" ? "checked" : "value"] = written[place]));
  form.querySelector("[role=alert]").textContent = "These words were kept on this machine; they are not sent yet.";
  form.closest("details")?.setAttribute("open", "");
}
