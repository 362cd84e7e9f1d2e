// Lines above the step: what was left undone, what can be gone on with, that there is no connection. One of each at most.

import { element, part } from "./player-parts.js";

export function linesOf(place) {
  const find = (name) => place.querySelector(`[data-line="${name}"]`);

  /** Say something until it is hidden; `button`: the name of the piece that can be pressed in it. */
  function show(name, text, button) {
    find(name)?.remove();
    const line = element("line");
    line.dataset.line = name;
    line.querySelector("[data-says]").textContent = text;
    if (button) line.append(part(button));
    place.append(line);
  }

  const hide = (name) => find(name)?.remove();

  return { show, hide };
}

/** Say that there is no connection for as long as there is none. */
export function watchConnection(lines, text) {
  const look = () => (navigator.onLine ? lines.hide("offline") : lines.show("offline", text));
  addEventListener("online", look);
  addEventListener("offline", look);
  look();
}
