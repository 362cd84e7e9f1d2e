// An empty text: what to begin with, and what is made of a script that was pasted. Nothing is changed without being asked.

import { write } from "./guard-memory.js";

const SCRIPT_LETTERS = 250;

export default function start(root, text) {
  const [offers, offer] = [root.querySelector("[data-offers]"), root.querySelector("[data-script-offer]")];
  const said = offer.querySelector("[data-script-said]");
  let before = null;

  const tidy = () => {
    if (offers) offers.hidden = Boolean(text.value.trim());
    if (!text.value.trim()) offer.hidden = true;
  };

  function begin(name) {
    write(text, 0, text.value.length, offers.querySelector(`template[data-begin="${name}"]`).content.textContent);
    text.setSelectionRange(0, 0);
    tidy();
  }

  /** A long text without a step in it. */
  const isScript = (words) => words.trim().length >= SCRIPT_LETTERS && words.includes("\n") && !/^##\s/m.test(words);

  async function convert() {
    const script = text.value;
    say("working");
    try {
      const answer = await fetch(root.dataset.convert, {
        method: "POST",
        body: new URLSearchParams({ script }),
        headers: { Accept: "application/json", "X-CSRFToken": text.form.elements.csrf_token.value },
      });
      const made = await answer.json();
      if (!answer.ok) return say("ask", made.message);
      if (text.value !== script) return say("ask");
      before = script;
      replace(made.source);
      say("made", made.message);
    } catch {
      say("ask", said.dataset.lost);
    }
  }

  /** Typed over, so that Ctrl-Z takes it back. */
  function replace(words) {
    write(text, 0, text.value.length, words);
    text.setSelectionRange(0, 0);
  }

  /** state: "ask", "working" or "made". */
  function say(state, words = said.dataset[state]) {
    offer.hidden = false;
    offer.dataset.state = state;
    said.textContent = words;
    for (const button of offer.querySelectorAll("[data-in]")) button.hidden = button.dataset.in !== state;
  }

  text.addEventListener("paste", (event) => {
    if (!text.value.trim() && isScript(event.clipboardData?.getData("text/plain") ?? "")) setTimeout(() => say("ask"));
  });
  text.addEventListener("input", tidy);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-begin-with], [data-script]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.beginWith) return begin(button.dataset.beginWith);
    if (button.dataset.script === "convert") return convert();
    if (button.dataset.script === "back") replace(before);
    offer.hidden = true;
    text.focus();
  });
  tidy();
}
