// Which step is meant: by a press, by the keyboard, from outside. Its lines stand out, and below it is said in full.
import { ANY_TIME, spoken } from "./cards.js";

export function mark({ steps, current, graph }) {
  const reached = steps.get(current) ?? steps.get(graph.start) ?? steps.values().next().value;
  for (const [key, step] of steps) {
    step.classList.toggle("map-current", key === current);
    if (key === current) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
    step.setAttribute("tabindex", step === reached ? 0 : -1);
  }
}

export function light({ svg, told, cards, words }, key) {
  svg.classList.toggle("map-lit", cards.has(key));
  for (const way of svg.querySelectorAll(".map-way")) {
    way.classList.toggle("map-on", way.dataset.source === key || (way.dataset.target === key && way.dataset.source !== ANY_TIME));
  }
  if (!told) return;
  told.hidden = !cards.has(key);
  if (told.hidden) return;
  told.querySelector("[data-map-said]").textContent = spoken(cards.get(key), cards, words);
  const link = told.querySelector("[data-map-open]");
  if (link) link.href = link.dataset.mapOpen + placeOf(key);
}

// Its place in the document.
export const placeOf = (key) => (key === ANY_TIME ? "#any-time" : `#step-${key}`);

export function focus({ steps }, key) {
  for (const step of steps.values()) step.setAttribute("tabindex", -1);
  steps.get(key)?.setAttribute("tabindex", 0);
  steps.get(key)?.focus({ preventScroll: true });
}

export function listen(map) {
  const { svg } = map;
  const keyOf = (event) => event.target.closest?.("[data-key]")?.dataset.key;
  svg.addEventListener("focusin", (event) => {
    const key = keyOf(event);
    light(map, key);
    if (key && event.target.matches(":focus-visible")) map.view.see(map.cards.get(key));
  });
  svg.addEventListener("click", (event) => {
    const key = keyOf(event);
    if (!key) return light(map, null);
    focus(map, key);
    light(map, key);
    if (map.view.far()) map.view.see(map.cards.get(key));
    map.onOpen?.(key, "press");
  });
  svg.addEventListener("dblclick", (event) => keyOf(event) && map.onOpen?.(keyOf(event), "open"));
}
