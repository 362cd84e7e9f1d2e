// What is wrong, beside the lines and in a list below: F8 leads to the next fault, Shift with F8 to the one before.
// The server writes list and summary in the reader's words; a summary that says the same again is not read out again.

import { write } from "./guard-memory.js";
import { startOf } from "./algorithm-editor-text.js";

export default function faults(root, text, sheet) {
  const [list, summary, here, aloud] = ["faults", "summary", "here", "aloud"].map((name) => root.querySelector(`[data-${name}]`));
  let [found, shown] = [[], null];

  function show(said) {
    if (!said) return (summary.textContent = summary.dataset.textUnknown);
    found = said.faults;
    sheet.mark(found);
    list.replaceChildren(...new DOMParser().parseFromString(said.list, "text/html").body.childNodes);
    list.querySelectorAll("[data-needs-script]").forEach((element) => (element.hidden = false));
    if (summary.textContent !== said.summary) summary.textContent = said.summary;
    root.dataset.level = found.some(({ level }) => level === "error") ? "error" : found.length ? "warning" : "none";
    follow();
  }

  /** What is wrong on the line of the cursor. */
  function follow() {
    const line = sheet.current();
    const mine = sheet.marks().find((mark) => mark.line === line);
    if (mine === shown) return;
    shown = mine;
    here.replaceChildren(...(mine ? [sentence(mine)] : []));
  }

  function sentence(fault) {
    const one = document.createElement("p");
    one.append(fault.message);
    if (!fault.suggest) return one;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link-button" });
    button.textContent = here.dataset.textReplace.replace("{}", fault.suggest);
    button.addEventListener("click", () => mend(fault));
    one.append(" ", button);
    return one;
  }

  function go(fault) {
    sheet.goTo(fault.line, fault.wrong, fault.column);
    aloud.textContent = aloud.dataset.text.replace("{line}", fault.line).replace("{message}", fault.message);
  }

  /** The next fault, or the one before, from where the cursor stands; after the last comes the first. */
  function step(forward) {
    const [marks, line] = [sheet.marks(), sheet.current()];
    const next = forward ? marks.find((mark) => mark.line > line) ?? marks[0] : marks.findLast((mark) => mark.line < line) ?? marks.at(-1);
    if (next) go(next);
    else aloud.textContent = summary.textContent;
  }

  /** Put what was meant in the place of the words that are wrong, if they still stand there. */
  function mend({ line, wrong, column, suggest }) {
    const all = sheet.all();
    if (column === null || !all[line - 1]?.startsWith(wrong, column)) return sheet.goTo(line);
    const start = startOf(all, line - 1) + column;
    write(text, start, start + wrong.length, suggest);
    sheet.goTo(line);
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step-fault]");
    if (button) step(button.dataset.stepFault === "next");
    const item = event.target.closest("[data-fault]");
    const fault = item && found[Number(item.dataset.fault)];
    if (!fault) return;
    if (event.target.closest("[data-mend]")) mend(fault);
    else if (event.target.closest("a")) go(fault);
    else return;
    event.preventDefault();
  });
  root.addEventListener("keydown", (event) => {
    if (event.code !== "F8" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    step(!event.shiftKey);
  });
  return { follow, show };
}
