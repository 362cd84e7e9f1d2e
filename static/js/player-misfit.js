// 'Did not fit': one key notes it, a word can follow while the conversation goes on. It is sent when one goes on or closes it.

import { element } from "./player-parts.js";
import { randomKey } from "./player-walk.js";
import { put } from "./outbox.js";

const WAIT_MS = 30_000;

/** `place` is where the line for a word opens, below the answers: it covers none of them; `focusAway` is called when the line goes. */
export function misfits(place, { base, revision }, texts, tell, focusAway) {
  let open = null;

  /** Note that a step didn't fit; pressed again, a word can be typed. */
  function flag(walk, step) {
    if (open) return open.form.elements.words.focus();
    if (walk.flagged.includes(step)) return tell(texts.textFlaggedBefore);
    walk.flagged.push(step);
    const form = element("misfit");
    open = { form, walk, step, key: randomKey(), timer: 0 };
    place.append(form);
    form.scrollIntoView({ block: "nearest" });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      close(true);
    });
    form.addEventListener("keydown", (event) => event.code === "Escape" && event.target.matches("input") && takeBack());
    form.addEventListener("focusout", wait);
    wait();
  }

  /** A line that nobody writes in doesn't wait for ever. */
  function wait() {
    clearTimeout(open?.timer);
    if (open) open.timer = setTimeout(() => (open?.form.contains(document.activeElement) ? wait() : close()), WAIT_MS);
  }

  /** Send what was noted. The key is its own: nothing leads from it to the walk, which is nobody's. */
  function close(said = false) {
    if (!open) return;
    const { form, step, key } = open;
    const body = { key, revision: Number(revision), step, words: form.elements.words.value.trim() };
    put(`${base}/misfits`, body, `misfit-${key}`);
    end();
    if (said) tell(texts.textFlagged);
  }

  function takeBack() {
    if (!open) return;
    open.walk.flagged = open.walk.flagged.filter((step) => step !== open.step);
    end();
    tell(texts.textUnflagged);
  }

  function end() {
    const { form, timer } = open;
    clearTimeout(timer);
    const focused = form.contains(document.activeElement);
    open = null;
    form.remove();
    if (focused) focusAway();
  }

  return { flag, close, takeBack };
}
