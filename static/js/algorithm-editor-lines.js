// Beside the lines of a text: their numbers, marks of what is at fault, and behind the words, where there is room, what
// the fault is. Drawn for what is on the screen alone. All of it is for the eye: the list of faults says it to everybody.

import copyOf from "./algorithm-editor-copy.js";
import { lineOf, startOf } from "./algorithm-editor-text.js";

const AROUND_PX = 300;
const NOTE_ROOM_PX = 150;
const NOTE_GAP_PX = 24;
const PAGES_SHARE_PX = 40;

/** ``page`` scrolls and holds the field. Marks are {line (from 1), level, message}. */
export default function lines(page, text) {
  let [marks, frame] = [[], 0];
  const marked = (line) => marksOf(line)[0]?.level ?? "sound";
  const marksOf = (line) => marks.filter((mark) => mark.line === line + 1);
  const copy = copyOf(page, text, marked);
  const [numbers, notes] = ["algorithm-numbers", "algorithm-notes"].map((name) => {
    const layer = Object.assign(document.createElement("div"), { className: name });
    layer.setAttribute("aria-hidden", "true");
    return page.appendChild(layer);
  });

  function update() {
    const [first, removed, added] = copy.update();
    if (removed !== added) {
      const moved = ({ line }) => (line > first + removed ? line + added - removed : Math.min(line, first + Math.max(added, 1)));
      marks.forEach((mark) => (mark.line = moved(mark)));
    }
    draw();
  }

  /** Put marks in the place of those that stand; errors come before warnings in a line. */
  function mark(found) {
    const before = marks;
    marks = [...found].sort((one, other) => one.line - other.line || one.level.localeCompare(other.level));
    for (const line of new Set([...before, ...marks].map((one) => one.line - 1))) copy.write(line);
    draw();
  }

  function draw() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      const [from, to] = [page.scrollTop - AROUND_PX, page.scrollTop + page.clientHeight + AROUND_PX].map(copy.lineAt);
      const width = page.clientWidth - numbers.offsetWidth;
      const shown = Array.from({ length: to - from + 1 }, (_, index) => at(from + index, width));
      put(numbers, shown, number);
      put(notes, shown.filter(({ room }) => room > NOTE_ROOM_PX), note);
    });
  }

  /** Draw a layer anew, unless it would look as it does. */
  function put(layer, shown, draw) {
    const looks = JSON.stringify(shown);
    if (layer.looks === looks) return;
    layer.looks = looks;
    layer.replaceChildren(...shown.map(draw));
  }

  /** Where a line stands, and, of one with a mark, how much room is behind its words. */
  function at(line, width) {
    const [found] = marksOf(line);
    const end = found && copy.spot(line, Infinity);
    return { line, found, end, top: copy.element(line).offsetTop, room: end ? width - end.left - NOTE_GAP_PX : 0 };
  }

  function number({ line, found, top }) {
    const one = Object.assign(document.createElement("span"), { textContent: line + 1, className: `number-${found?.level ?? "sound"}` });
    if (found) one.title = marksOf(line).map(({ message }) => message).join("\n");
    one.style.top = `${top}px`;
    return one;
  }

  function note({ found, end, room }) {
    const one = Object.assign(document.createElement("span"), { textContent: found.message, className: `note-${found.level}` });
    Object.assign(one.style, { top: `${end.top}px`, left: `${end.left + NOTE_GAP_PX}px`, maxWidth: `${room}px` });
    return one;
  }

  /** Put the cursor on a line (from 1), at its end or on some words of it, where it can be seen. */
  function goTo(line, words = "", column = null) {
    const all = copy.lines();
    const index = Math.min(Math.max(line, 1), all.length) - 1;
    const there = column !== null && all[index].startsWith(words, column);
    const start = startOf(all, index) + (there ? column : all[index].length);
    text.focus({ preventScroll: true });
    text.setSelectionRange(start, there ? start + words.length : start);
    page.scrollTop = copy.element(index).offsetTop - page.clientHeight / 3;
    page.scrollIntoView({ block: "nearest" });
  }

  /** A page up or down. To the browser the field is as high as its text, and so is a page of it. */
  function turn(event) {
    const way = { PageDown: 1, PageUp: -1 }[event.code];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const [start, end, backward] = [text.selectionStart, text.selectionEnd, text.selectionDirection === "backward"];
    const line = lineOf(text.value, backward ? start : end);
    const top = copy.element(line).offsetTop;
    const found = copy.lineAt(top + way * (page.clientHeight - PAGES_SHARE_PX));
    const next = Math.min(Math.max(found === line ? line + way : found, 0), copy.lines().length - 1);
    const [to, height] = [startOf(copy.lines(), next), Math.min(Math.max(top - page.scrollTop, 0), page.clientHeight / 2)];
    const fixed = event.shiftKey ? (backward ? end : start) : to;
    text.setSelectionRange(Math.min(fixed, to), Math.max(fixed, to), to < fixed ? "backward" : "forward");
    page.scrollTop = copy.element(next).offsetTop - height;
  }

  text.addEventListener("keydown", turn);
  text.addEventListener("input", update);
  page.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(page);
  update();
  return { all: copy.lines, current: () => lineOf(text.value, text.selectionStart) + 1, goTo, mark, marks: () => marks, spot: copy.spot };
}
