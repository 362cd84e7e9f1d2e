// Marks selected words in green: by mouse, by touch, or sentence by sentence with the arrow keys.

import { plainWords, stretchOf, wordsOf } from "./plain-words.js";
import sentenceMode from "./sentence-mode.js";

const CONTEXT = 48;
const [SHORTEST, LONGEST] = [3, 600];
const WAIT_MS = 150;

export default function greenPen(root) {
  const button = root.querySelector("[data-pen-button]");
  const dialog = root.querySelector("[data-pen-dialog]");
  const live = root.querySelector("[data-pen-live]");
  if (!dialog) return;
  const form = dialog.querySelector("form");
  let range = null;
  let timer = 0;

  const textAt = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-pen-text]");

  /** The selected words of one part, as the form sends them; null when there are too few. */
  function chosen() {
    const text = range && textAt(range.startContainer);
    if (!text || !root.contains(text)) return null;
    const letters = plainWords(text);
    const stretch = stretchOf(letters, range);
    if (!stretch) return null;
    const [start, end] = stretch;
    const between = (from, to) => wordsOf(letters.slice(Math.max(0, from), to));
    const words = { quote: between(start, end), prefix: between(start - CONTEXT, start), suffix: between(end, end + CONTEXT) };
    return end - start < SHORTEST ? null : { part: text.dataset.penText, start, size: end - start, ...words };
  }

  function offer() {
    const selection = getSelection();
    const held = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const inside = held && textAt(held.startContainer);
    button.hidden = !(inside && root.contains(inside)) || dialog.open;
    if (button.hidden) return;
    range = held.cloneRange();
    place(held);
  }

  /** Below the end of the selection, inside the element that it is measured from. */
  function place(held) {
    const frame = button.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0, width: innerWidth };
    const last = [...held.getClientRects()].at(-1) ?? held.getBoundingClientRect();
    const start = Math.min(last.right - frame.left, frame.width - button.offsetWidth - 8);
    button.style.setProperty("--pen-top", `${last.bottom - frame.top + 10}px`);
    button.style.setProperty("--pen-start", `${Math.max(0, start)}px`);
  }

  function open() {
    const words = chosen();
    if (!words) return;
    if (words.size > LONGEST) return say(live.dataset.textLong);
    for (const name of ["part", "start", "quote", "prefix", "suffix"]) form.elements[name].value = words[name];
    dialog.querySelector("[data-pen-quote]").textContent = words.quote;
    button.hidden = true;
    mode.end();
    dialog.showModal();
    form.elements.note.focus();
  }

  function say(text) {
    live.textContent = text;
    live.classList.toggle("visually-hidden", text !== live.dataset.textLong);
  }

  const mode = sentenceMode(root, {
    say,
    chosen(held) {
      range = held;
      open();
    },
  });

  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, WAIT_MS);
  });
  // The button takes the press without taking the selection away.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", open);
  dialog.querySelector("[data-pen-close]").addEventListener("click", () => dialog.close());
  root.querySelector("[data-pen-start]").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    range = getSelection().rangeCount && !getSelection().isCollapsed ? getSelection().getRangeAt(0).cloneRange() : null;
    if (chosen()) open();
    else mode.begin();
  });
  root.dataset.pen = "ready";
}
