// What must not be left out of a step is asked for once, in a line, after one has gone on: it holds nobody up.

import { say } from "./player-parts.js";
import { leftMusts } from "./player-step.js";
import { tick } from "./player-walk.js";

export function mustsOf(lines, texts) {
  let [step, points] = ["", []];

  /** Note what is left out of a step that is being left. */
  function look(section, walk) {
    step = section.dataset.step;
    points = walk.asked.includes(step) ? [] : leftMusts(section, walk);
  }

  /** Ask for it. */
  function ask(walk) {
    if (!points.length) return;
    walk.asked.push(step);
    lines.show("left", say(texts.textLeft, { points: points.map(([, words]) => words).join("; ") }), "done");
  }

  /** It was done, only not ticked. */
  function settle(walk) {
    points.forEach(([point]) => tick(walk, step, point, true));
    lines.hide("left");
  }

  return { look, ask, settle };
}
