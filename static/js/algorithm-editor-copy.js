// A copy of a field's text that lies under it, an element a line, wrapped as the field wraps it: it tells where each line
// stands. Of a change only the lines that differ are laid out anew; groups keep that quick in a text of a thousand steps.

import { kindOf, typedOver } from "./algorithm-editor-text.js";

const GROUP = 100;
const box = (className) => Object.assign(document.createElement("div"), { className });

/** ``marked``: how grave what is wrong with a line is, by its number from 0. */
export default function copyOf(page, text, marked) {
  const copy = box("algorithm-copy");
  copy.setAttribute("aria-hidden", "true");
  page.prepend(copy);
  let [all, groups] = [[], []];

  /** The group in which a line stands, and the first line of that group. */
  function groupOf(line) {
    let [at, first] = [0, 0];
    while (at < groups.length - 1 && line >= first + groups[at].children.length) {
      first += groups[at].children.length;
      at += 1;
    }
    return [at, first];
  }

  function element(line) {
    const [at, first] = groupOf(line);
    return groups[at]?.children[line - first];
  }

  // What is as it was is not touched: a change of the page costs more than looking.
  function write(one, line) {
    if (!one.firstChild) one.textContent = all[line];
    else if (one.firstChild.data !== all[line]) one.firstChild.data = all[line];
    const className = `line-${marked(line)} ${kindOf(all[line])}`;
    if (one.className !== className) one.className = className;
  }

  /** Put new groups with the lines from ``from`` to ``to`` in the place of some groups. */
  function regroup(at, count, from, to) {
    const fresh = [];
    for (let start = from; start < to; start += GROUP) {
      const group = box("");
      for (let line = start; line < Math.min(start + GROUP, to); line += 1) write(group.appendChild(box("")), line);
      fresh.push(group);
    }
    const before = groups[at + count] ?? null;
    groups.splice(at, count, ...fresh).forEach((group) => group.remove());
    fresh.forEach((group) => copy.insertBefore(group, before));
  }

  /** Take over what was typed: the first line that differs, how many lines went and how many came. */
  function update() {
    const was = all;
    all = text.value.split("\n");
    const [first, removed, added] = typedOver(was, all);
    if (removed === added && removed <= GROUP) {
      for (let line = first; line < first + added; line += 1) write(element(line), line);
    } else {
      const [at, from] = groupOf(first);
      let [count, to] = [0, from];
      while (groups[at + count] && to <= first + removed) to += groups[at + count++].children.length;
      regroup(at, count, from, to + added - removed);
    }
    return [first, removed, added];
  }

  /** Where a stretch of a line ends on the screen, from the corner of the copy. */
  function spot(line, column) {
    const [one, corner] = [element(line), copy.getBoundingClientRect()];
    const range = document.createRange();
    range.selectNodeContents(one);
    if (one.firstChild) range.setEnd(one.firstChild, Math.min(column, one.firstChild.length));
    const rect = [...range.getClientRects()].at(-1) ?? one.getBoundingClientRect();
    return { left: rect.right - corner.left, top: rect.top - corner.top, bottom: rect.bottom - corner.top };
  }

  /** The line that stands at a height of the copy, in pixels. */
  function lineAt(height) {
    let line = 0;
    const group = groups.findLast((one) => one.offsetTop <= height) ?? groups[0];
    for (const other of groups) {
      if (other === group) break;
      line += other.children.length;
    }
    return line + Math.max(0, [...group.children].findLastIndex((one) => one.offsetTop <= height));
  }

  return { element, lineAt, lines: () => all, spot, update, write: (line) => element(line) && write(element(line), line) };
}
