"use strict";
// Tips, series switched on and off, tables sorted and searched. Nothing is fetched or sent.
const tip = document.getElementById("tip");
document.addEventListener("pointermove", (event) => {
  const told = event.target.closest ? event.target.closest("[data-t]") : null;
  tip.hidden = !told;
  if (!told) return;
  tip.textContent = told.dataset.t;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.min(event.clientX + 14, innerWidth - box.width - 8) + "px";
  tip.style.top = Math.min(event.clientY + 14, innerHeight - box.height - 8) + "px";
});
for (const button of document.querySelectorAll(".keys button")) {
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    const parts = button.closest("figure").querySelectorAll(`svg [data-s="${button.dataset.s}"]`);
    for (const part of parts) part.classList.toggle("off", !shown);
  });
}
const worth = (text) => {
  const number = parseFloat(text.replace(/[,$%+×]/g, "").replace("−", "-"));
  const unit = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[text.trim().slice(-1)] || 1;
  return Number.isNaN(number) ? null : number * unit;
};
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.closest("th"), body = head.closest("table").tBodies[0];
    const at = head.cellIndex, down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const numeric = head.classList.contains("n");
    const rows = [...body.rows].sort((a, b) => {
      const x = a.cells[at].textContent, y = b.cells[at].textContent;
      const order = numeric ? (worth(x) ?? -Infinity) - (worth(y) ?? -Infinity)
        : x.localeCompare(y, "en");
      return down ? -order : order;
    });
    body.append(...rows);
  });
}
for (const input of document.querySelectorAll("input[type=search]")) {
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    const rows = input.parentNode.querySelector("table").tBodies[0].rows;
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}
