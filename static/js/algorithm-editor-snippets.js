// Buttons that write the beginning of a step, an answer, an end: in the language of the text, with the cursor in it.
// Arrows lead from button to button; Tab goes on to the text.

import { languageOf, lineOf, startOf } from "./algorithm-editor-text.js";
import { write } from "./guard-memory.js";

/** What is to be typed over stands between these signs. */
const PLACE = /⟦(.*?)⟧/;

/** A line that says something about its block, such as its goal: it stays with the heading. */
const FACT = /^\p{L}[\p{L} ]{2,30}:/u;
const HEADING = /^##(?!#)/;

/** The line behind which something is written: a block after the one of the cursor, a part after the cursor's line. */
function lineBefore(all, line, isBlock) {
  let at = line;
  if (isBlock) {
    const next = all.findIndex((words, place) => place > line && HEADING.test(words));
    at = (next < 0 ? all.length : next) - 1;
    while (at > 0 && !all[at].trim()) at -= 1;
  } else if (HEADING.test(all[at]) || FACT.test(all[at])) {
    while (FACT.test(all[at + 1] ?? "")) at += 1;
  }
  return at;
}

export default function snippets(root, text) {
  const tools = root.querySelector("[data-tools]");
  const known = JSON.parse(root.querySelector("[data-snippets]").textContent);
  const buttons = [...tools.querySelectorAll("[data-snippet]")];

  function insert(name) {
    const all = text.value.split("\n");
    const own = known[languageOf(text.value, document.documentElement.lang)];
    // There is one block for what can be done at any time: what comes later is an answer in it.
    const block = name === "any_time" ? all.findIndex((words) => words.trim() === own.any_time.split("\n")[0]) : -1;
    const [words, isBlock] = block < 0 ? [own[name], HEADING.test(own[name])] : [own.answer, false];
    const line = block < 0 ? lineOf(text.value, text.selectionEnd) : lineBefore(all, block, true);
    const at = lineBefore(all, line, isBlock);
    const onEmptyLine = !all[at].trim();
    const end = startOf(all, at) + all[at].length;
    const before = onEmptyLine ? "" : isBlock ? "\n\n" : "\n";
    put(onEmptyLine ? end - all[at].length : end, end, before, words, isBlock && all[at + 1]?.trim() ? "\n" : "");
  }

  function put(from, to, before, words, behind) {
    const place = PLACE.exec(words);
    write(text, from, to, before + words.replace(PLACE, "$1") + behind);
    const start = from + before.length + place.index;
    text.setSelectionRange(start, start + place[1].length);
  }

  buttons.forEach((button, index) => (button.tabIndex = index ? -1 : 0));
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-snippet]");
    if (button) insert(button.dataset.snippet);
  });
  tools.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.code];
    const other = at < 0 ? null : buttons[(next + buttons.length) % buttons.length];
    if (!other) return;
    event.preventDefault();
    buttons.forEach((button) => (button.tabIndex = button === other ? 0 : -1));
    other.focus();
  });
}
