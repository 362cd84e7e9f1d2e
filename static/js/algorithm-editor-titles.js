// After an arrow: the titles that an answer can lead to. Arrows choose one, Enter takes it, Escape closes, Tab goes on.

import { titlesIn } from "./algorithm-editor-text.js";
import { write } from "./guard-memory.js";

const TARGET = /^(\s*[-*+]\s(?!\[.\]).*(?:→|->)\s*)(.*)$/;
const MOST = 8;

/** The titles for what is typed of one: those that begin so first. */
function fitting(titles, typed) {
  const words = typed.trim().toLowerCase();
  const begins = (title) => title.toLowerCase().startsWith(words);
  const found = titles.filter((title) => title.toLowerCase().includes(words));
  return [...found.filter(begins), ...found.filter((title) => !begins(title))].slice(0, MOST);
}

export default function titles(root, text, sheet) {
  const list = root.querySelector("[data-titles]");
  const others = JSON.parse(list.dataset.noTitles);
  let [options, current] = [[], -1];
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list.id);

  /** What stands of an arrow's target before the cursor, when nothing stands behind it. */
  function typed() {
    const [before, behind] = [text.value.slice(0, text.selectionStart), text.value[text.selectionEnd] ?? "\n"];
    const found = text.selectionStart === text.selectionEnd && behind === "\n" && TARGET.exec(before.slice(before.lastIndexOf("\n") + 1));
    return found ? { lead: found[1], target: found[2] } : null;
  }

  function close() {
    list.hidden = true;
    text.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    current = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return text.removeAttribute("aria-activedescendant");
    text.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  function open() {
    const now = typed();
    options = now ? fitting(titlesIn(sheet.all(), others), now.target) : [];
    if (!options.length || (options.length === 1 && options[0] === now.target)) return close();
    list.replaceChildren(...options.map(option));
    const spot = sheet.spot(sheet.current() - 1, now.lead.length);
    list.hidden = false;
    list.style.top = `${spot.bottom}px`;
    list.style.left = `${Math.min(spot.left, list.parentElement.clientWidth - list.offsetWidth)}px`;
    mark(now.target.trim() ? 0 : -1);
  }

  function option(title, index) {
    const one = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, textContent: title });
    one.setAttribute("role", "option");
    one.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      choose(index);
    });
    return one;
  }

  function choose(index) {
    const now = typed();
    if (now) {
      const gap = /\s$/.test(now.lead) ? "" : " ";
      write(text, text.selectionStart - now.target.length, text.selectionStart, gap + options[index]);
    }
    close();
  }

  text.addEventListener("input", (event) => event.isComposing || open());
  text.addEventListener("blur", close);
  text.addEventListener("click", close);
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.code === "ArrowDown") mark((current + 1) % options.length);
    else if (event.code === "ArrowUp") mark((current < 1 ? options.length : current) - 1);
    else if (event.key === "Enter" && current >= 0) choose(current);
    else if (event.code === "Escape") close();
    else return event.code.startsWith("Arrow") || event.code === "Tab" ? close() : undefined;
    event.preventDefault();
    event.stopPropagation();
  });
}
