// Buttons that write the beginning of a step, an answer, an end: in the language of the text, with the cursor in it.
// Arrows lead from button to button; Tab goes on to the text.

import { languageOf } from "./algorithm-editor-text.js";
import { write } from "./guard-memory.js";

/** What is to be typed over stands between these signs. */
const PLACE = /⟦(.*?)⟧/;

export default function snippets(root, text) {
  const tools = root.querySelector("[data-tools]");
  const known = JSON.parse(root.querySelector("[data-snippets]").textContent);
  const buttons = [...tools.querySelectorAll("[data-snippet]")];

  function insert(name) {
    const { value } = text;
    const words = known[languageOf(value, document.documentElement.lang)][name];
    const end = value.indexOf("\n", text.selectionEnd);
    const [above, below] = [value.slice(0, end < 0 ? value.length : end), end < 0 ? "" : value.slice(end)];
    const onEmptyLine = !above.slice(above.lastIndexOf("\n") + 1).trim();
    // A heading has an empty line above it, and below what it opens; the rest follows line after line.
    const apart = words.startsWith("#") ? "\n\n" : onEmptyLine ? "" : "\n";
    const before = above.trimEnd() ? apart : "";
    const from = apart.length > 1 || onEmptyLine ? lastLetter(above, apart.length > 1) : above.length;
    const behind = apart.length > 1 && below.trim() && !below.startsWith("\n\n") ? "\n" : "";
    put(from, above.length, before, words, behind);
  }

  /** Where the words above end; without a heading to come, empty lines above stay. */
  const lastLetter = (above, isHeading) => (isHeading ? above.trimEnd().length : above.lastIndexOf("\n") + 1);

  function put(from, to, before, words, behind) {
    const place = PLACE.exec(words);
    write(text, from, to, before + words.replace(PLACE, "$1") + behind);
    const start = from + before.length + (place?.index ?? words.length);
    text.setSelectionRange(start, start + (place?.[1].length ?? 0));
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
