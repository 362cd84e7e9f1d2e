// Whether a map would be seen larger with its layers beside one another than below: on a wide screen, or a narrow one.
import { CARD } from "./cards.js";

//: Between layers, and between the cards of one.
export const BETWEEN = 58;
export const BESIDE = 22;

export default function goesAcross(cards, { layer }, { clientWidth: width, clientHeight: height }) {
  const found = [];
  for (const [key, at] of layer) (found[at] ??= []).push(cards.get(key));
  const layers = found.map((here) => here ?? []);
  const tallest = Math.max(0, ...layers.map((here) => sum(here, (card) => card.height + BESIDE)));
  const widest = Math.max(0, ...layers.map((here) => here.length * (CARD + BESIDE)));
  const deep = sum(layers, (here) => Math.max(0, ...here.map((card) => card.height)) + BETWEEN);
  const across = Math.min(width / (layers.length * (CARD + BETWEEN)), height / tallest);
  return across >= Math.min(width / widest, height / deep);
}

const sum = (list, of) => list.reduce((total, one) => total + of(one), 0);
