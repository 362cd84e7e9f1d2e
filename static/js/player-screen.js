// The screen of the player: one section of the document at a time, the way to it, and what is open at any time.

import { answerViews, moveViews } from "./player-answers.js";
import { titleOf } from "./player-parts.js";
import { showPath } from "./player-path.js";
import { stepView, valueKeys } from "./player-step.js";
import { chosen, here } from "./player-walk.js";

/** `sheet` gives the document, which may be another one later. */
export function screenOf(view, sheet, end) {
  const texts = view.dataset;
  const at = (name) => view.querySelector(`[data-${name}]`);
  const section = (key) => sheet().querySelector(`[data-step="${CSS.escape(key)}"]`);
  const title = (key) => titleOf(section(key));
  const isEnd = (key) => "finish" in section(key).dataset;
  const steps = (walk) => walk.trail.filter(([key]) => !isEnd(key)).map(([key]) => title(key));

  /** Show the step where one is. */
  function draw(walk) {
    const step = section(here(walk));
    const shown = stepView(step, sheet(), walk, texts);
    if (isEnd(here(walk))) {
      const questions = end.questions(step, sheet(), walk);
      shown.querySelector("[data-questions]").append(...questions);
      shown.querySelector("[data-questions]").hidden = !questions.length;
      shown.firstElementChild.append(end.view(step, walk, steps(walk)));
      valueKeys([shown.querySelector("[data-questions]")]);
    }
    at("stage").replaceChildren(shown);
    view.querySelector("[data-do=back]").disabled = walk.trail.length < 2;
    showPath(at("way"), walk, title);
    drawMoves(walk);
  }

  function drawMoves(walk) {
    const moves = moveViews(sheet().querySelector(".any-time"), walk, texts);
    at("moves").replaceChildren(...moves);
    at("any").hidden = !moves.length;
  }

  /** After a quick choice: what follows from it, while the rest of the screen stays as it is. */
  function refresh(walk) {
    const step = section(here(walk));
    for (const chip of view.querySelectorAll("[data-value]")) chip.setAttribute("aria-pressed", chosen(walk, chip.dataset.question) === chip.dataset.value);
    at("answers").replaceChildren(...answerViews(step, walk, texts));
    if (isEnd(here(walk))) end.fill(step, walk, steps(walk));
    drawMoves(walk);
  }

  const focus = () => at("title").focus({ preventScroll: true });

  return { section, title, isEnd, draw, refresh, focus, copy: end.copy };
}
