// The answers of a step, and the moves that are open at any time, as rows with the digit that takes them.

import { part, say, words } from "./player-parts.js";
import { standing } from "./player-walk.js";

export const answersOf = (section) => [...(section?.querySelectorAll(".answer") ?? [])];

/** The answers that may be given now; one that waits for a question says for which. */
export const answerViews = (section, walk, texts) => open(section, walk).map(([answer, how]) => row("answer", answer, how, texts));

/** The moves of 'any time'. */
export const moveViews = (section, walk, texts) => open(section, walk).map(([answer, how]) => row("move", answer, how, texts));

/** Pairs of an answer and how it stands, without those whose condition doesn't hold. */
function open(section, walk) {
  const answers = answersOf(section);
  const all = answers.map(({ dataset }) => dataset);
  return answers.map((answer) => [answer, standing(answer.dataset, all, walk)]).filter(([, how]) => how !== "closed");
}

function row(name, answer, how, texts) {
  const { number, to = "", onlyIf } = answer.dataset;
  const view = part(name);
  const at = (place) => view.querySelector(`[data-${place}]`);
  const [button, first, leads] = [at(name), at("first"), at("leads")];
  Object.assign(button.dataset, { [name]: number, to });
  at("key").textContent = number;
  at("says").append(...words(answer.querySelector(".says") ?? answer));
  if (leads) leads.textContent = answer.querySelector(":scope > a")?.textContent ?? "";
  if (how === "unasked") {
    Object.assign(first, { textContent: say(texts.textUnasked, { name: onlyIf }), hidden: false });
    button.dataset.asks = onlyIf;
  }
  return view;
}
