// The way so far as crumbs, each of which leads back to it; of a long way its end.

import { element } from "./player-parts.js";

const MOST = 12;

export function showPath(place, walk, title) {
  const list = place.querySelector("[data-path]");
  const crumbs = walk.trail.map(([key, how], depth) => [key, how, depth]).slice(-MOST);
  list.replaceChildren(...crumbs.map(([key, how, depth]) => crumb(title(key), how, depth, walk.trail.length - 1)));
  place.hidden = walk.path.length < 2;
  requestAnimationFrame(() => (list.scrollLeft = list.scrollWidth)); // not before the step is there: it would be measured twice
}

function crumb(title, how, depth, last) {
  const item = element("crumb");
  const button = item.querySelector("[data-crumb]");
  button.dataset.crumb = depth;
  button.textContent = title;
  if (how === "any") item.classList.add("walk-aside");
  if (depth === last) {
    button.disabled = true;
    button.setAttribute("aria-current", "step");
  }
  return item;
}
