// Where the cards and the lines between them lie. dagre orders the layers so that few lines cross; what leads far or
// back is left out of that: it would push everything else apart, and is drawn behind the cards.
import { Graph, layout } from "../../vendor/dagre/dagre.esm.js";
import { ANY_TIME } from "./cards.js";
import { BESIDE, BETWEEN } from "./direction.js";

// How many layers a line may cross with room of its own; in a large map that would take seconds.
const [NEAR, LARGE] = [3, 60];
const APART = 40;
const PORT = 7; // below a card: the number of the answer at the beginning of its line
const named = (key) => `:${key}`; // dagre keeps names in ordinary objects, which have names of their own

// Gives every card its place, and returns the ways between them. `layered`: what layers.js found.
export default function placed(graph, cards, layered, across) {
  const found = { ...layered, near: cards.size > LARGE ? 1 : NEAR };
  const anyTime = cards.get(ANY_TIME);
  const steps = [...cards.values()].filter((card) => card !== anyTime);
  const through = arranged(graph, steps, found, across);
  if (anyTime) putApart(anyTime, steps, across);
  return ways([...cards.values()], cards, found, through, across);
}

function arranged(graph, steps, { layer, back, near }, across) {
  const drawing = new Graph();
  drawing.setGraph({
    rankdir: across ? "LR" : "TB",
    nodesep: BESIDE,
    edgesep: 12,
    ranksep: 2 * BETWEEN, // dagre halves it, to put words between
    ranker: (inside) => rank(inside, layer),
  });
  for (const { node, width, height } of steps) drawing.setNode(named(node.key), { width, height });
  for (const { source, target } of graph.arrows.filter((arrow) => !back.has(arrow))) {
    // Every step has an arrow from the layer before its own, so none is lost. What is no step has no layer.
    if (layer.get(target) - layer.get(source) <= near) drawing.setEdge(named(source), named(target), {});
  }
  layout(drawing);
  for (const card of steps) {
    const { x, y } = drawing.node(named(card.node.key));
    Object.assign(card, { x: x - card.width / 2, y: y - card.height / 2 });
  }
  // Where the layers between leave room for a line.
  return ({ source, target }) => {
    const edge = layer.get(target) - layer.get(source) > 1 && drawing.edge(named(source), named(target));
    return edge ? edge.points.slice(1, -1) : [];
  };
}

// Our own layers in place of dagre's. It counts on lines of length two, which would double the work: what it wants to
// find on a shorter one is a point, which nobody reads.
function rank(inside, layer) {
  for (const key of inside.nodes()) inside.node(key).rank = layer.get(key.slice(1)) ?? 0;
  for (const edge of inside.edges()) inside.edge(edge).points = [{ x: -1, y: -1 }];
}

// In the corner beside the start if there is room, else before everything.
function putApart(anyTime, steps, across) {
  anyTime.x = Math.min(0, ...steps.map((card) => card.x));
  anyTime.y = Math.min(0, ...steps.map((card) => card.y));
  const right = anyTime.x + anyTime.width + APART;
  const bottom = anyTime.y + anyTime.height + APART;
  if (!steps.some((card) => card.x < right && card.y < bottom)) return;
  if (across) anyTime.y -= anyTime.height + APART;
  else anyTime.x -= anyTime.width + APART;
}

function ways(all, cards, { layer, back, near }, through, across) {
  const found = all.flatMap((card) => {
    const leaving = card.rows.filter((row) => cards.has(row.arrow.target));
    if (!across) leaving.sort((one, two) => cards.get(one.arrow.target).x - cards.get(two.arrow.target).x);
    return leaving.map((row, place) => ({
      arrow: row.arrow,
      source: card,
      target: cards.get(row.arrow.target),
      anyTime: card.node.key === ANY_TIME,
      back: back.has(row.arrow),
      far: layer.get(row.arrow.target) - layer.get(row.arrow.source) > near,
      through: back.has(row.arrow) ? [] : through(row.arrow),
      from: across
        ? { x: card.x + card.width, y: card.y + row.y + row.height / 2 - 2 }
        : { x: card.x + (card.width * (place + 1)) / (leaving.length + 1), y: card.y + card.height + PORT },
    }));
  });
  enter(found, across);
  return found;
}

// Lines come in beside one another, in the order in which they lie; those that lead back come in from the side.
function enter(found, across) {
  const along = across ? "y" : "x";
  for (const [card, coming] of byTarget(found)) {
    const ahead = coming.filter((way) => !way.back).sort((one, two) => one.from[along] - two.from[along]);
    const side = across ? card.height : card.width;
    const step = Math.min(12, (side - 24) / ahead.length);
    ahead.forEach((way, place) => {
      const shift = side / 2 + (place - (ahead.length - 1) / 2) * step;
      way.to = across ? { x: card.x, y: card.y + shift } : { x: card.x + shift, y: card.y };
    });
    coming.filter((way) => way.back).forEach((way, place) => around(way, place, across));
  }
}

function byTarget(found) {
  const into = new Map();
  for (const way of found) into.set(way.target, [...(into.get(way.target) ?? []), way]);
  return into;
}

// Back around the cards, along whichever side of both is nearer.
function around(way, place, across) {
  const [y, height, x, width] = across ? ["y", "height", "x", "width"] : ["x", "width", "y", "height"];
  const { source, target, from } = way;
  const low = Math.max(source[y] + source[height], target[y] + target[height]) + 14 + place * 5;
  const high = Math.min(source[y], target[y]) - 14 - place * 5;
  const below = low - from[y] <= from[y] - high;
  const entry = target[x] + target[width] / 2 + (place % 5) * 10 - 20;
  way.lane = below ? low : high;
  way.to = { [x]: entry, [y]: below ? target[y] + target[height] : target[y] };
}
