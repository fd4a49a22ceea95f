// Follow Airflow's light or dark theme, and open Airflow's own pages in Airflow's window: its frame allows no other way.
"use strict";

const framed = window.parent !== window;

function followTheme() {
  const around = framed ? window.parent.document.documentElement.className : "";
  const theme = localStorage.getItem("theme") || (/\b(light|dark)\b/.exec(around) || [])[0];
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

followTheme();
window.addEventListener("storage", followTheme);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-airflow]");
  if (!link || !framed) return;
  event.preventDefault();
  const outside = window.parent.document.createElement("a");
  outside.href = link.href;
  outside.click();
});
