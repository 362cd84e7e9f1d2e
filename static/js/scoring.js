// One's own sheet by keyboard: digits choose a step of the criterion that has the focus and go on to the next one, Enter
// sends, Backspace goes one back, L (by its place on the keyboard) leaves it for later. Off with data-shortcuts="off".

const DIGIT = /^(?:Digit|Numpad)(\d)$/;
const typing = (target) => target.closest?.("textarea, select, input:not([type=radio])");

const questions = (form) => [...form.querySelectorAll("[data-question]")];
const fieldOf = (question) => question?.querySelector("input:checked") ?? question?.querySelector("input");
const answered = (question) => {
  const typed = question.querySelector("input:not([type=radio])");
  return typed ? typed.value.trim() !== "" : question.querySelector("input:checked") !== null;
};

function current(form) {
  const all = questions(form);
  const inside = document.activeElement?.closest?.("[data-question]");
  return all.includes(inside) ? inside : (all.find((question) => !answered(question)) ?? all[0]);
}

/** Give the focus to the criterion so many places away; past the last one to the button that sends. */
function go(form, from, by) {
  const all = questions(form);
  const next = all[all.indexOf(from) + by];
  const target = fieldOf(next) ?? (by > 0 ? form.querySelector("[type=submit]") : null);
  target?.focus();
  (next ?? target)?.scrollIntoView({ block: "nearest" });
}

function choose(form, digit) {
  const question = current(form);
  const step = question?.querySelector(`[data-key="${digit}"]`);
  if (!step) return false;
  step.checked = true;
  go(form, question, 1);
  return true;
}

/** In a number Enter goes on to the next criterion; anywhere else it sends what is complete. */
function enter(form, event) {
  const number = event.target.closest?.("[data-question] input:not([type=radio])");
  if (event.target.closest?.("textarea, a, summary, select, button:not([form])") && !number) return;
  const open = questions(form).find((question) => !answered(question));
  if (!open && !number) return;
  event.preventDefault();
  if (number && answered(number.closest("[data-question]"))) go(form, number.closest("[data-question]"), 1);
  else if (open) fieldOf(open).focus();
  else form.requestSubmit();
}

function pressed(form, event) {
  if (event.code === "Enter" || event.code === "NumpadEnter") return enter(form, event);
  if (typing(event.target)) return;
  const digit = DIGIT.exec(event.code)?.[1];
  if (digit !== undefined) {
    if (!choose(form, digit)) return;
  } else if (event.code === "Backspace") go(form, current(form), -1);
  else if (event.code === "KeyL") form.querySelector("[data-scoring-later]")?.click();
  else return;
  event.preventDefault();
}

export default function scoring(form) {
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.shortcuts === "off") return;
    const held = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing;
    if (held || document.querySelector(":popover-open, dialog[open]")) return;
    const elsewhere = event.target !== document.body && !form.contains(event.target) && event.target.id !== "main";
    if (!elsewhere) pressed(form, event);
  });
  if (!form.querySelector("[autofocus]") && matchMedia("(pointer: fine)").matches) {
    fieldOf(current(form))?.focus({ preventScroll: true });
  }
}
