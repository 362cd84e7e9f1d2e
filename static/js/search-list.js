// The palette's list: options of the server's answer, or what was opened lately; one of them is marked.

import { opened } from "./search-kept.js";

export function listOf(dialog, field) {
  const list = dialog.querySelector("[role=listbox]");
  const notes = dialog.querySelector("[data-palette-notes]");
  const said = dialog.querySelector("[data-palette-said]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const marked = () => list.querySelector("[aria-selected=true]");

  function mark(option) {
    marked()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function place(nodes, { first }) {
    list.replaceChildren(...nodes);
    list.hidden = !options().length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    mark(first ? options()[0] : null);
    list.scrollTop = 0;
  }

  function say(words) {
    said.textContent = words;
  }

  /** What the server answered; whether anything was found. */
  function show(html) {
    const answer = new DOMParser().parseFromString(html, "text/html").body;
    const about = answer.querySelector("[data-notes]");
    about?.remove();
    notes.replaceChildren(...(about?.childNodes ?? []));
    place(answer.childNodes, { first: true });
    say(about?.dataset.notes ?? "");
    return Boolean(about?.dataset.found);
  }

  function tellOff(words) {
    notes.replaceChildren(Object.assign(document.createElement("p"), { className: "search-note", textContent: words }));
    say(words);
  }

  /** Before anything is typed: what was opened lately; the first time, how to begin. */
  function showOpened(label, begin) {
    const items = opened();
    if (!items.length) {
      tellOff(begin);
      return place([], { first: false });
    }
    notes.replaceChildren();
    say("");
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    const title = Object.assign(document.createElement("p"), { className: "palette-kind", textContent: label });
    title.setAttribute("aria-hidden", "true");
    group.append(title, ...items.map(option));
    place([group], { first: false });
  }

  function option({ title, href, icon, note }, at) {
    const link = Object.assign(document.createElement("a"), { className: "palette-result", id: `opened-${at}`, href, tabIndex: -1 });
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("aria-hidden", "true");
    drawing.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
    drawing.firstChild.setAttribute("href", icon);
    link.append(drawing, part("palette-title", title));
    if (note) link.append(part("palette-note", note));
    return link;
  }

  const part = (className, textContent) => Object.assign(document.createElement("span"), { className, textContent });

  /** One further (1) or back (-1); past an end it begins anew. */
  function move(by) {
    const all = options();
    if (all.length) mark(all[(all.indexOf(marked()) + by + all.length + (by < 0 && !marked() ? 1 : 0)) % all.length]);
  }

  return { show, showOpened, tellOff, move, marked };
}
