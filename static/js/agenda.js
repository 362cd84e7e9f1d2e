// The agenda of a meeting: rows go by drag, or by Alt with an arrow key. The server keeps the order of the fields.

const STEPS = { ArrowUp: "up", ArrowDown: "down" };

export default async function agenda(form) {
  const rows = form.querySelector("[data-agenda-rows]");
  if (!rows) return;
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-agenda-row]");
    if (!event.altKey || !STEPS[event.key] || !row) return;
    event.preventDefault();
    step(row, STEPS[event.key]);
  });
  await import("../vendor/sortablejs/Sortable.min.js");
  globalThis.Sortable.create(rows, {
    draggable: "[data-agenda-row]",
    filter: "input, button, a",
    preventOnFilter: false,
    delay: 180,
    delayOnTouchOnly: true,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
    ghostClass: "agenda-ghost",
    onEnd: ({ oldIndex, newIndex }) => oldIndex !== newIndex && form.requestSubmit(form.querySelector("#agenda-save")),
  });
}

/** Press the row's own button. What comes back gives the focus again to what has the same id: what has it now, or the button. */
function step(row, verb) {
  const button = row.querySelector(`[id^="${verb}-"]`);
  if (button.disabled) return;
  if (!document.activeElement.id) button.focus();
  button.click();
}
