// The committee's queue: rows open in their place, and keys by their place on the keyboard (event.code):
// j and k go on and back, o opens, a answers, d decides. Switched off with <html data-shortcuts="off">.

const KEYS = { KeyJ: (page) => step(page, 1), KeyK: (page) => step(page, -1), KeyO: open, KeyA: answer, KeyD: decide };
const writing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

const rows = (page) => [...page.querySelectorAll("[data-queue-row]")];
const current = (page) => document.activeElement?.closest?.("[data-queue-row]") ?? rows(page)[0];
const handle = (row) => row?.querySelector("[data-queue-open]");

/** Give the focus to the row so many places away; at an end it stays. */
function step(page, by) {
  const all = rows(page);
  const here = all.indexOf(document.activeElement?.closest?.("[data-queue-row]"));
  const next = all[here < 0 ? 0 : Math.min(Math.max(here + by, 0), all.length - 1)];
  handle(next)?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function open(page) {
  const row = current(page);
  if (row) toggle(page, row);
}

function answer(page) {
  return within(page, "[data-queue-key='answer']");
}

function decide(page) {
  return within(page, ".queue-decide .segment");
}

/** Open the row, if it is closed, and go to a part of it. */
async function within(page, part) {
  const row = current(page);
  if (!row) return;
  if (!isOpen(row)) await toggle(page, row);
  (row.querySelector(part) ?? handle(row)).focus();
}

const isOpen = (row) => handle(row).getAttribute("aria-expanded") === "true";

function close(row) {
  row.querySelector("[data-queue-place]").replaceChildren();
  handle(row).setAttribute("aria-expanded", "false");
}

/** One row is open at a time. What was typed into another is asked about by nobody: so a row with words stays open. */
async function toggle(page, row) {
  if (isOpen(row)) return holdsWords(row) ? undefined : close(row);
  rows(page).filter((other) => other !== row && isOpen(other) && !holdsWords(other)).forEach(close);
  handle(row).setAttribute("aria-expanded", "true");
  const place = row.querySelector("[data-queue-place]");
  try {
    await htmx.ajax("GET", handle(row).dataset.queueOpen, { target: place, select: ".queue-inside", swap: "innerHTML" });
  } catch {
    location.assign(handle(row).href); // the server says itself what is wrong
  }
  handle(row).focus();
}

const holdsWords = (row) => [...row.querySelectorAll("textarea")].some((field) => field.value.trim() !== "");

export default function queue(page) {
  page.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-queue-open]");
    if (!pressed || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle(page, pressed.closest("[data-queue-row]"));
  });
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.shortcuts === "off" || !KEYS[event.code]) return;
    const held = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing;
    if (held || writing(event.target) || document.querySelector(":popover-open, dialog[open]")) return;
    event.preventDefault();
    KEYS[event.code](page);
  });
}
