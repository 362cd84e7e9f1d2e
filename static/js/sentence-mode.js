// Choosing a sentence: arrows go on, Shift with an arrow takes one more, Enter chooses, Escape ends; a finger taps it.

import { plainWords, wordsOf } from "./plain-words.js";

/** Ranges of the sentences of a text, in order; the edge of a block ends one too. */
function sentencesOf(text) {
  const letters = plainWords(text);
  const segmenter = new Intl.Segmenter(document.documentElement.lang, { granularity: "sentence" });
  const found = [];
  let start = 0;
  const put = (end) => {
    const held = letters.slice(start, end).filter(([letter, node]) => node && letter !== " ");
    if (held.length > 2) {
      const [[, first, from], [last, node, to]] = [held[0], held.at(-1)];
      const range = new Range();
      range.setStart(first, from);
      range.setEnd(node, to + last.length);
      found.push(range);
    }
    start = end;
  };
  const split = (end) => {
    const begin = start;
    const words = wordsOf(letters.slice(begin, end));
    for (const { segment, index } of segmenter.segment(words)) put(begin + [...words.slice(0, index + segment.length)].length);
  };
  letters.forEach(([, node], at) => node || split(at));
  split(letters.length);
  return found;
}

export default function sentenceMode(root, { say, chosen }) {
  const texts = () => [...root.querySelectorAll("[data-pen-text]")];
  let sentences = [];
  let [first, last] = [0, 0];
  let stop = null;

  function show(before = "") {
    const [from, to] = [sentences[first], sentences[last]];
    const text = from.startContainer.parentElement.closest("[data-pen-text]");
    getSelection().setBaseAndExtent(from.startContainer, from.startOffset, to.endContainer, to.endOffset);
    from.startContainer.parentElement.scrollIntoView({ block: "nearest" });
    text.tabIndex = -1;
    text.focus({ preventScroll: true });
    say(`${before} ${getSelection()}`.trim());
  }

  const part = (range) => range.startContainer.parentElement.closest("[data-pen-text]");

  function press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.code];
    if (step) {
      const from = event.shiftKey || step > 0 ? last : first;
      const next = Math.min(Math.max(from + step, 0), sentences.length - 1);
      if (!event.shiftKey) [first, last] = [next, next];
      else if (next >= first && part(sentences[next]) === part(sentences[first])) last = next;
      show();
    } else if (event.code === "Enter") chosen(getSelection().getRangeAt(0).cloneRange());
    else if (event.code === "Escape") {
      end();
      getSelection().removeAllRanges();
    }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Where in the text a finger is: node and offset. */
  function under({ clientX, clientY }) {
    const caret = document.caretPositionFromPoint?.(clientX, clientY);
    if (caret) return [caret.offsetNode, caret.offset];
    const range = document.caretRangeFromPoint?.(clientX, clientY);
    return range && [range.startContainer, range.startOffset];
  }

  function tap(event) {
    const place = event.target.closest("[data-pen-text]") && under(event);
    const touched = place ? sentences.findIndex((range) => range.isPointInRange(...place)) : -1;
    if (touched < 0) return;
    first = last = touched;
    event.preventDefault();
    show();
  }

  function begin() {
    end();
    sentences = texts().flatMap(sentencesOf);
    if (!sentences.length) return;
    // Where one reads: the first sentence that is on the screen.
    first = Math.max(0, sentences.findIndex((range) => range.getBoundingClientRect().top > 0));
    last = first;
    stop = new AbortController();
    root.addEventListener("keydown", press, { signal: stop.signal, capture: true });
    // A mouse selects words of its own from here.
    root.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && end(), { signal: stop.signal });
    root.addEventListener("click", tap, { signal: stop.signal });
    root.dataset.choosing = "";
    show(root.querySelector("[data-pen-keys]").innerText);
  }

  function end() {
    stop?.abort();
    stop = null;
    delete root.dataset.choosing;
  }

  return { begin, end };
}
