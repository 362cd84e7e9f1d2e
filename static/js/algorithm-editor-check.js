// Asks the server what it makes of the text, a moment after the last key; one question at a time, and the newest text last.
// How a long text will look takes seconds to lay out: that is asked for when somebody rests.

const PAUSE_MS = 450;
const REST_MS = 2500;
const AGAIN_MS = 15000;
const PATIENCE_MS = 30000;
const LONG_LETTERS = 30000;

/** ``told`` gets the answer about the text as it stands, or null when there is none. */
export default function check(root, text, told) {
  let [timer, answered, whole, asking, took] = [0, null, true, false, 0];

  const post = (source, html) =>
    fetch(root.dataset.check, {
      method: "POST",
      body: JSON.stringify({ source, html }),
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": text.form.elements.csrf_token.value },
    });

  async function ask() {
    const source = text.value;
    if (asking || (source === answered && whole)) return;
    const html = source === answered || source.length < LONG_LETTERS;
    asking = true;
    const began = performance.now();
    const said = await post(source, html).then((answer) => (answer.ok && !answer.redirected ? answer.json() : null)).catch(() => null);
    await new Promise((go) => setTimeout(go)); // a key that was pressed meanwhile goes first
    asking = false;
    took = performance.now() - began;
    if (said) [answered, whole] = [source, html];
    if (text.value === source) told(said);
    if (!said) later(AGAIN_MS);
    else if (text.value !== source) later();
    else if (!whole) later(REST_MS);
  }

  // What takes its time is asked less often.
  function later(pause = Math.max(PAUSE_MS, took)) {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  }

  text.addEventListener("input", () => later());
  addEventListener("online", () => later(0));
  if (text.value.trim()) ask();
}
