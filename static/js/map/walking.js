// Along the answers by keyboard: one step of the drawing is reached by Tab, the arrows and digits go on from it.
import { focus } from "./pointing.js";

const KEYS = {
  across: { ArrowRight: "on", ArrowLeft: "back", ArrowUp: -1, ArrowDown: 1 },
  down: { ArrowDown: "on", ArrowUp: "back", ArrowLeft: -1, ArrowRight: 1 },
};
const NEARER = 1.3;

export default function walking(map) {
  const came = [];

  function follow(key, number) {
    const rows = map.cards.get(key).rows.filter(({ arrow }) => map.cards.has(arrow.target));
    const to = (number ? rows.find(({ arrow }) => arrow.number === number) : rows[0])?.arrow.target;
    if (to) came.push(key);
    return to;
  }

  // To where one came from, else to the first step that leads here.
  function back(key) {
    const leads = (other) => map.cards.get(other)?.rows.some(({ arrow }) => arrow.target === key);
    while (came.length) {
      const last = came.pop();
      if (leads(last)) return last;
    }
    return [...map.cards.keys()].find((other) => other !== key && leads(other));
  }

  map.svg.addEventListener("keydown", (event) => {
    const key = event.target.closest?.("[data-key]")?.dataset.key;
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = KEYS[map.across ? "across" : "down"][event.key];
    const digit = event.shiftKey ? null : /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const acts = { "+": () => map.view.zoom(NEARER), "=": () => map.view.zoom(NEARER), "-": () => map.view.zoom(1 / NEARER), 0: map.view.fit };
    let to = null;
    if (digit) to = follow(key, Number(digit));
    else if (way === "on") to = follow(key);
    else if (way === "back") to = back(key);
    else if (way) to = beside(map, key, way);
    else if (event.key === "Home") to = map.graph.start;
    else if (event.key === "Enter" || event.key === " ") map.onOpen?.(key, "open");
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault(); // the arrows would scroll the page
    event.stopPropagation();
    if (to) focus(map, to);
  });
}

// The next card of the same layer.
function beside({ cards, across }, key, way) {
  const [layer, size, along] = across ? ["x", "width", "y"] : ["y", "height", "x"];
  const centre = (card) => card[layer] + card[size] / 2;
  const here = centre(cards.get(key));
  const same = [...cards].filter(([, card]) => Math.abs(centre(card) - here) < 60);
  same.sort(([, one], [, two]) => one[along] - two[along]);
  return same[same.findIndex(([other]) => other === key) + way]?.[0];
}
