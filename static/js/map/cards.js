// What is written on each card, and how much room that takes: a title, and a row for each answer that leads on.
import { filled, plain, wrapped } from "./words.js";

export const CARD = 204;
export const SIDE = 12;
export const TITLE = 17;
export const LINE = 15;
export const DIGIT = 20;
//: The card of what is open at any time: no key of a step has a space.
export const ANY_TIME = "any time";
const SHARE = 36;
const GAP = 7;
const TOP = 10;

export function fonts(element) {
  const family = getComputedStyle(element).fontFamily;
  return { title: `600 13px ${family}`, row: `400 12px ${family}`, small: `400 11px ${family}` };
}

// Cards by the keys of their steps; `drawing`: faces, words and shares.
export function cardsOf(graph, drawing) {
  const leaving = new Map(graph.nodes.map((node) => [node.key, []]));
  for (const arrow of graph.arrows) leaving.get(arrow.source)?.push(arrow);
  const note = (arrow) => condition(arrow, drawing.words);
  return new Map(graph.nodes.map((node) => [node.key, card(node, leaving.get(node.key), drawing, note)]));
}

// Its rows name where they lead, because lines would cross everything.
export function anyTimeCard(graph, drawing) {
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  const note = ({ target }) => (nodes.has(target) ? `→ ${nodes.get(target).number}. ${nodes.get(target).title}` : drawing.words.nowhere);
  return card({ key: ANY_TIME, kind: "any_time", title: drawing.words.any_time }, graph.any_time, drawing, note);
}

function card(node, arrows, { faces, shares }, note) {
  const ends = node.kind === "finish";
  const beside = shares ? SHARE : 0;
  const title = wrapped(node.title, CARD - 2 * SIDE - beside - (ends ? 36 : DIGIT), faces.title, 3);
  const result = node.result_text ? wrapped(node.result_text, CARD - 2 * SIDE - 36, faces.small, 1) : [];
  const head = TOP + title.length * TITLE + result.length * LINE + 8;
  const room = CARD - 2 * SIDE - DIGIT - beside;
  const rows = [];
  let y = head;
  for (const arrow of arrows) {
    const text = wrapped(plain(arrow.text) || "…", room, faces.row, 2);
    const small = note(arrow) ? wrapped(note(arrow), room, faces.small, 2) : [];
    const height = (text.length + small.length) * LINE + GAP;
    rows.push({ arrow, text, small, y, height });
    y += height;
  }
  return { node, ends, title, result, head, rows, width: CARD, height: rows.length ? y + 6 : Math.max(y, 44) };
}

export function condition(arrow, words) {
  if (arrow.only_if) return filled(words.only_if, { question: arrow.only_if[0], value: arrow.only_if[1] });
  return arrow.otherwise ? words.otherwise : "";
}

// A step in a sentence: for screen readers, and below the drawing.
export function spoken({ node, rows }, cards, words) {
  if (node.kind === "finish") return filled(words.finish, { title: node.title, result: node.result_text ?? "" });
  const title = (key) => cards.get(key)?.node.title ?? words.nowhere;
  const answers = rows.map(({ arrow }) => {
    const only = condition(arrow, words);
    return `${arrow.number}. ${plain(arrow.text)}${only ? ` (${only})` : ""} → ${title(arrow.target)}`;
  });
  const sentence = node.kind === "step" ? words.step : words.any_time_step;
  return filled(sentence, { number: node.number, title: node.title, answers: answers.join("; ") });
}
