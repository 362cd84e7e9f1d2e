// The text of an algorithm with its numbers, faults, titles and views. It stays a plain field: for every reader of screens,
// for every keyboard, and for a browser without scripts.

import beside from "./algorithm-editor-beside.js";
import check from "./algorithm-editor-check.js";
import faults from "./algorithm-editor-faults.js";
import lines from "./algorithm-editor-lines.js";
import snippets from "./algorithm-editor-snippets.js";
import start from "./algorithm-editor-start.js";
import titles from "./algorithm-editor-titles.js";

export default function algorithmEditor(root) {
  const text = root.querySelector("textarea");
  root.dataset.ready = "";
  const sheet = lines(root.querySelector("[data-page]"), text);
  const wrong = faults(root, text, sheet);
  const views = beside(document.getElementById(root.dataset.beside), sheet.goTo);
  let frame = 0;

  /** What the cursor's line brings: its fault, and the step that it belongs to. */
  function follow() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      wrong.follow();
      views.follow(sheet.current());
    });
  }

  snippets(root, text);
  titles(root, text, sheet);
  start(root, text);
  check(root, text, (said) => {
    wrong.show(said);
    views.show(said);
    if (said) follow();
  });
  // What a copy or the browser has put back, nobody has typed.
  const filled = () => text.value !== sheet.all().join("\n") && text.dispatchEvent(new Event("input"));
  text.form.addEventListener("filled", filled);
  addEventListener("pageshow", filled);
  document.addEventListener("selectionchange", () => document.activeElement === text && follow());
  // Elsewhere on the page a fault names its line too.
  text.form.addEventListener("click", (event) => {
    const link = event.target.closest(`a[href="#${CSS.escape(text.id)}"][data-line]`);
    if (!link || link.closest("[data-fault]")) return;
    event.preventDefault();
    sheet.goTo(Number(link.dataset.line));
  });
}
