// Below a field, while one writes: what looks like personal data, to be masked at a click. Nothing of it is kept.
// The answers of the fields of one form agree: the same value has the same mask, and what isn't personal stays so.

import { maskOf, memoryOf, write, writeAround } from "./guard-memory.js";

const PAUSE_MS = 900;
const LETTERS = 5;
const MOST_LETTERS = 30000; // of a longer text, what stands around the cursor: the rest is looked at when it is sent

export default function privacyGuard(field) {
  const { form } = field;
  const place = Object.assign(document.createElement("div"), { className: "guard" });
  place.setAttribute("aria-live", "polite");
  (field.closest("[data-markdown-field], [data-guard-after]") ?? field).after(place);
  const memory = memoryOf(form);
  let [timer, asked, running, masked, begins] = [0, "", null, null, 0];

  /** What is looked at, from the beginning of a line on. */
  function stretch() {
    const { value, selectionStart } = field;
    if (value.length <= MOST_LETTERS) return value;
    begins = value.lastIndexOf("\n", selectionStart - MOST_LETTERS / 2) + 1;
    return value.slice(begins, begins + MOST_LETTERS);
  }

  async function ask() {
    begins = 0;
    const text = stretch();
    if (text === asked) return;
    asked = text;
    running?.abort();
    if (text.trim().length < LETTERS) return show("");
    running = new AbortController();
    try {
      const answer = await fetch(field.dataset.guard, {
        method: "POST",
        body: new URLSearchParams({ text }),
        signal: running.signal,
        referrerPolicy: "origin", // which page asks is nobody's business
        headers: { "X-CSRFToken": form.elements.csrf_token.value },
      });
      if (!answer.ok || answer.redirected) return void (asked = "");
      show(await answer.text());
    } catch {
      asked = ""; // asked anew meanwhile, or no connection: the form asks once more when it is sent
    }
  }

  function show(html) {
    if (masked && field.value === masked.after && !html) return; // what was just masked can still be undone
    masked = null;
    place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    tidy();
  }

  const items = () => [...place.querySelectorAll("[data-key]")];

  /** Without what was said not to be personal, in this field or another one. */
  function tidy() {
    items().forEach((item) => memory.kept.has(item.dataset.key) && item.remove());
    if (place.firstChild && !items().length && !masked) place.replaceChildren();
  }

  /** Where the words of an item stand now: the text may have moved on since. */
  function spot(item) {
    const words = item.querySelector("q").textContent;
    const start = begins + Number(item.dataset.start);
    const from = field.value.startsWith(words, start) ? start : field.value.indexOf(words);
    return from < 0 ? null : [from, from + words.length];
  }

  function select(item) {
    const found = spot(item);
    if (!found) return;
    field.focus();
    field.setSelectionRange(...found);
  }

  function mask(chosen) {
    const before = field.value;
    const places = chosen.map((item) => [spot(item), maskOf(form, memory, item.dataset)]).filter(([found]) => found);
    places.sort(([[one]], [[other]]) => other - one).forEach(([[from, to], word]) => writeAround(field, from, to, word));
    masked = { before, after: field.value };
    chosen.forEach((item) => item.remove());
    place.querySelector("[data-guard-done]").hidden = false;
    place.querySelector("[data-guard-found]").hidden = !items().length;
    place.querySelector("[data-guard-undo]").focus();
  }

  function undo() {
    if (field.value === masked?.after) write(field, 0, field.value.length, masked.before);
    masked = null;
    place.replaceChildren();
    field.focus();
  }

  function keep({ dataset: { key } }) {
    memory.keep(key);
    form.querySelectorAll("[data-guard]").forEach((other) => other.dispatchEvent(new Event("guard-kept")));
    field.focus();
  }

  place.addEventListener("click", ({ target }) => {
    const item = target.closest("[data-key]");
    if (target.closest("[data-guard-show]")) select(item);
    else if (target.closest("[data-guard-mask]")) mask(items().filter(({ dataset }) => dataset.key === item.dataset.key));
    else if (target.closest("[data-guard-all]")) mask(items());
    else if (target.closest("[data-guard-keep]")) keep(item);
    else if (target.closest("[data-guard-undo]")) undo();
  });
  field.addEventListener("guard-kept", tidy);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
}
