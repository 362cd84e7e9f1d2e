// One step of the document as a screen: the phrase large, points to tick, quick questions, answers with their keys.

import { answerViews, answersOf } from "./player-answers.js";
import { part, titleOf, words } from "./player-parts.js";
import { chosen, fold, isTicked } from "./player-walk.js";

const KEYS = 9;

/** What a step shows of itself; `sheet` is the whole document, `texts` the sentences of the page. */
export function stepView(section, sheet, walk, texts) {
  const view = part("step");
  const at = (name) => view.querySelector(`[data-${name}]`);
  const goal = section.querySelector(".goal");
  at("title").textContent = titleOf(section);
  if (goal) at("goal").replaceChildren(...words(goal));
  at("goal").hidden = !goal;
  at("phrases").append(...[...section.querySelectorAll(".phrase")].map((phrase) => phrase.cloneNode(true)));
  at("points").append(...pointsOf(section).map((point, index) => pointView(point, index, isTicked(walk, section.dataset.step, index))));
  const prose = [...section.querySelectorAll(":scope > .prose")].map((some) => some.cloneNode(true));
  at("more").append(...prose);
  at("more").hidden = !prose.length;
  at("questions").append(...questionViews(section, sheet, walk));
  at("answers").append(...answerViews(section, walk, texts));
  at("beside").hidden = !prose.length && !at("points").childElementCount;
  for (const name of ["phrases", "points", "questions", "answers"]) at(name).hidden = !at(name).childElementCount;
  return view;
}

export const pointsOf = (section) => [...section.querySelectorAll(".point")];

/** The points that should not be left out and are not ticked, as pairs of index and words. */
export function leftMusts(section, walk) {
  const step = section.dataset.step;
  return pointsOf(section)
    .map((point, index) => [index, point])
    .filter(([index, point]) => point.classList.contains("must") && !isTicked(walk, step, index))
    .map(([index, point]) => [index, words(point).map(({ textContent }) => textContent).join("").trim()]);
}

function pointView(point, index, ticked) {
  const view = part("point");
  const box = view.querySelector("input");
  box.dataset.point = index;
  box.checked = ticked;
  view.querySelector("[data-says]").append(...words(point));
  view.querySelector("[data-must]").hidden = !point.classList.contains("must");
  return view;
}

/** The step's own questions, and those of other steps that its answers wait for. */
function questionViews(section, sheet, walk) {
  const own = [...section.querySelectorAll(".question")];
  const names = new Set(own.map(({ dataset }) => fold(dataset.question)));
  for (const { dataset } of answersOf(section)) {
    if (!dataset.onlyIf || names.has(fold(dataset.onlyIf)) || chosen(walk, dataset.onlyIf) !== undefined) continue;
    names.add(fold(dataset.onlyIf));
    own.push(questionOf(sheet, dataset.onlyIf));
  }
  return valueKeys(own.filter(Boolean).map((question) => questionView(question, walk)));
}

export const questionOf = (sheet, name) => [...sheet.querySelectorAll(".question")].find(({ dataset }) => fold(dataset.question) === fold(name));

/** A question with its values as chips. */
export function questionView(question, walk) {
  const { question: name } = question.dataset;
  const view = part("question");
  view.firstElementChild.setAttribute("aria-label", name);
  view.querySelector("[data-name]").textContent = name;
  view.querySelector("[data-values]").append(...[...question.querySelectorAll("li")].map((item) => valueView(name, item.textContent.trim(), walk)));
  return view;
}

function valueView(name, value, walk) {
  const view = part("value");
  const chip = view.querySelector("[data-value]");
  Object.assign(chip.dataset, { value, question: name });
  chip.setAttribute("aria-pressed", chosen(walk, name) === value);
  view.querySelector("[data-says]").textContent = value;
  return view;
}

/** Gives the chips of a screen their keys, Shift with a digit, all through. */
export function valueKeys(views) {
  views.flatMap((view) => [...view.querySelectorAll("[data-key]")]).slice(0, KEYS).forEach((key, index) => {
    Object.assign(key, { textContent: `⇧${index + 1}`, hidden: false });
    key.closest("[data-value]").dataset.key = index + 1;
  });
  return views;
}
