// Looks through the text of a dialogue while it is typed, leads to the line of a fault, and keeps on this device what was
// not saved. Ctrl+Enter saves.

import { safely } from "./storage.js";

const WAIT_MS = 700;

export default function practiceEditor(form) {
  const [text, faults] = [form.querySelector("[data-practice-source]"), form.querySelector("[data-practice-faults]")];
  const [kept, key] = [form.querySelector("[data-practice-kept]"), form.dataset.keep];
  const saved = text.value;
  let [timer, asked] = [0, 0];

  /** Ask what is wrong with the text as it stands; an answer to an older text is dropped. */
  async function look() {
    const turn = ++asked;
    try {
      const answer = await fetch(form.dataset.check, {
        method: "POST",
        body: new URLSearchParams({ source: text.value }),
        signal: AbortSignal.timeout(8000),
        headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn === asked) faults.replaceChildren(...page.body.childNodes);
    } catch {
      if (turn === asked) faults.querySelector(".practice-summary")?.replaceChildren(faults.dataset.textLost);
    }
  }

  /** Select a line of the text and bring it into view. */
  function leadTo(line) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    text.scrollTop = (text.scrollHeight / lines.length) * Math.max(0, line - 5);
  }

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
    safely(() => localStorage.setItem(key, text.value));
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  faults.addEventListener("click", (event) => {
    const link = event.target.closest("[data-practice-line]");
    if (!link) return;
    event.preventDefault();
    leadTo(Number(link.dataset.practiceLine));
  });
  form.querySelector("[data-practice-restore]").addEventListener("click", () => {
    text.value = safely(() => localStorage.getItem(key)) ?? text.value;
    kept.hidden = true;
    text.focus();
    look();
  });

  const before = safely(() => localStorage.getItem(key));
  if (before === saved) safely(() => localStorage.removeItem(key));
  else if (before) kept.hidden = false;
}
