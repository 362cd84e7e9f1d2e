// The agenda of a meeting: rows go by drag, or by Alt with an arrow key. The server keeps the order of the fields; once it
// has, where a row stands now is said in a line outside of what was replaced (a form with its own line says it itself).

const STEPS = { ArrowUp: "up", ArrowDown: "down" };
/** What moves: { id of its row, what it is called, ids that may have the focus afterwards }. */
let moving = null;

export default async function agenda(form) {
  land(form);
  const rows = form.querySelector("[data-agenda-rows]");
  if (!rows) return;
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const row = button?.closest("[data-agenda-row]");
    moving = row && told(form) ? moved(row, button) : null;
  });
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
    onEnd({ item, oldIndex, newIndex }) {
      if (oldIndex === newIndex) return;
      if (told(form)) moving = moved(item);
      form.requestSubmit(form.querySelector("#agenda-save"));
    },
  });
}

/** Press the row's own button. What comes back gives the focus again to what has the same id: what has it now, or the button. */
function step(row, verb) {
  const button = row.querySelector(`[id^="${verb}-"]`);
  if (button.disabled) return;
  if (!document.activeElement.id) button.focus();
  button.click();
}

const told = (form) => "textMoved" in form.dataset;

function moved(row, button = null) {
  const beside = [row.nextElementSibling, row.previousElementSibling].filter(Boolean).map((other) => other.id);
  return { id: row.id, what: row.querySelector(".agenda-title").textContent.trim(), focus: button ? [button.id, row.id, ...beside] : [] };
}

/** The new order stands: say where the row is, and give the focus to what is left of where it was. */
function land(form) {
  const { id, what, focus } = moving ?? {};
  if (!id || !told(form)) return;
  moving = null;
  if (form.querySelector("[role=alert]")) return; // refused, and that is said
  const rows = [...form.querySelectorAll("[data-agenda-row]")];
  const place = rows.findIndex((row) => row.id === id) + 1;
  const words = place ? form.dataset.textMoved : form.dataset.textOff;
  const values = { what, place, count: rows.length };
  document.getElementById("agenda-said").textContent = words.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  if (document.activeElement !== document.body) return;
  const found = focus.map((one) => document.getElementById(one)).find((element) => element && !element.disabled);
  found?.focus();
}
