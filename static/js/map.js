// The map of an algorithm: its steps as cards in layers, with lines along the answers. The page holds the same as a
// nested list; this adds a way to see it whole.
import { ANY_TIME, anyTimeCard, cardsOf, fonts } from "./map/cards.js";
import looking from "./map/looking.js";
import { element, paintedCard, paintedWay, tip } from "./map/painting.js";
import goesAcross from "./map/direction.js";
import layers from "./map/layers.js";
import placed from "./map/placing.js";
import { light, listen, mark } from "./map/pointing.js";
import walking from "./map/walking.js";

//: More is no map any more; the list has it all.
const MOST_STEPS = 400;
const NOTHING = { nodes: [], arrows: [], any_time: [] };
let maps = 0;

// `root`: what templates/algorithms/_map.html makes, or something around it. `shares`: {walks, counts: {"step": n, "step>number": n}}, how many
// walks came along. `onOpen(key, how)`: a step was pressed ("press"), or is to be opened ("open": Enter, pressed twice).
export function drawMap(root, graph, { current = null, shares = null, onOpen = null } = {}) {
  const container = root.matches("[data-map]") ? root : root.querySelector("[data-map]");
  const map = framed(container, graph);
  Object.assign(map, { current, shares, onOpen });
  map.view = looking(container, map.svg, map.world);
  listen(map);
  walking(map);
  draw(map, true);
  new ResizeObserver(() => map.across !== isAcross(map) && draw(map, true)).observe(map.frame);
  return {
    show(key) {
      map.current = key;
      mark(map);
      light(map, key);
      if (map.cards.has(key)) map.view.see(map.cards.get(key));
    },
    update(next, key = map.current) {
      Object.assign(map, { graph: next, current: key });
      draw(map, !map.view.zoomed());
    },
  };
}

function framed(container, graph) {
  const id = `map-${(maps += 1)}`;
  const words = JSON.parse(container.dataset.words);
  const keys = container.querySelector("[data-map-keys]");
  if (keys) keys.id = `${id}-keys`;
  const world = element("g");
  const about = { role: "group", "aria-label": words.label, "aria-describedby": keys?.id };
  const svg = element("svg", { class: "map-drawing", ...about }, tip(id), world);
  const frame = container.querySelector("[data-map-frame]") ?? container;
  frame.replaceChildren(svg);
  const told = container.querySelector("[data-map-told]");
  return { id, container, frame, svg, world, words, told, graph, cards: new Map(), steps: new Map(), across: true };
}

const isAcross = ({ cards, layered, frame }) => goesAcross(cards, layered, frame);

// `anew`: the view is fitted to it; else whoever looks keeps their place.
function draw(map, anew) {
  const { graph, container, words, shares } = map;
  const tooMany = graph.nodes.length > MOST_STEPS;
  container.classList.toggle("map-too-large", tooMany);
  const drawing = { id: map.id, words, shares, faces: fonts(map.svg), icons: container.dataset.icons, start: graph.start };
  drawing.percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 0 });
  const counts = new Map(Object.entries(shares?.counts ?? {}));
  drawing.shareOf = (name) => (shares && name !== ANY_TIME ? (counts.get(name) ?? 0) / Math.max(1, shares.walks) : undefined);
  map.cards = tooMany ? new Map() : cardsOf(graph, drawing);
  map.layered = layers(tooMany ? NOTHING : graph);
  map.across = isAcross(map);
  if (!tooMany && graph.any_time.length) map.cards.set(ANY_TIME, anyTimeCard(graph, drawing));
  const ways = map.cards.size ? placed(graph, map.cards, map.layered, map.across) : [];
  map.steps = new Map([...map.cards].map(([key, card]) => [key, paintedCard(drawing, card, map.cards)]));
  const lines = ways.map((way) => paintedWay(drawing, way, map.across));
  map.world.replaceChildren(element("g", {}, ...lines), ...map.steps.values());
  map.view.frame(bounds([...map.cards.values()], ways, map.across), anew);
  mark(map);
}

function bounds(cards, ways, across) {
  const lanes = ways.filter((way) => way.back).map((way) => way.lane);
  const sides = (low, size, more) => [
    Math.min(0, ...cards.map((card) => card[low]), ...more),
    Math.max(1, ...cards.map((card) => card[low] + card[size]), ...more),
  ];
  const [left, right] = sides("x", "width", across ? [] : lanes);
  const [top, bottom] = sides("y", "height", across ? lanes : []);
  return { x: left, y: top, width: right - left, height: bottom - top };
}
