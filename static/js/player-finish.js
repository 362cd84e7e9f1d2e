// The end of a walk: how it ended, and the note for the CRM. Only quick choices stand in it, and what is typed into it here;
// what is typed is looked through for personal data before it is copied.

import { missing, filled } from "./player-walk.js";
import { element, part, say, titleOf, words } from "./player-parts.js";
import { questionOf, questionView } from "./player-step.js";

/** The ends of a document, one after another on one page. `tell` says a sentence to whoever walks. */
export function ending(root, texts, tell) {
  let [field, made, unlooked] = [null, "", ""];

  /** What an end shows below its step. */
  function view(section, walk, titles) {
    const whole = element("finish");
    whole.querySelector("[data-result]").append(result(section, texts));
    field = whole.querySelector("[data-note]");
    made = "";
    fill(section, walk, titles);
    return whole;
  }

  /** The note as it is now, unless somebody has typed into it. */
  function fill(section, walk, titles) {
    const typed = field.value !== made;
    made = filled(template(section), walk, titles);
    if (!typed) field.value = made;
  }

  /** The text's own, or what tells the most in a line. */
  const template = (section) => section.dataset.note || `${root.dataset.title}: ${titleOf(section)}. {path}`;

  /** The quick questions that the note asks for and nobody has answered. */
  const questions = (section, sheet, walk) =>
    missing(template(section), walk).map((name) => questionOf(sheet, name)).filter(Boolean).map((question) => questionView(question, walk));

  async function copy() {
    if (!field?.isConnected) return;
    const hidden = field.value === made ? [] : await masked();
    if (!hidden) {
      unlooked = field.value;
      return tell(texts.textUnlooked, "warning");
    }
    if (!(await copied(field))) return tell(texts.textUncopied, "warning");
    tell(hidden.length ? say(texts.textMasked, { words: [...new Set(hidden)].join(", ") }) : texts.textCopied);
  }

  /** Puts masks into the note; the kinds of what was hidden, or null when nobody could look. */
  async function masked() {
    if (field.value === unlooked) return [];
    try {
      const found = await look(root.dataset.look, field.value);
      const masks = masksOf(found);
      for (const { start, end, key } of [...found].reverse()) field.setRangeText(masks.get(key), Number(start), Number(end), "end");
      return found.map(({ word }) => word);
    } catch {
      return null;
    }
  }

  return { view, fill, questions, copy };
}

/** How it ended, in a drawing and words; when one comes back, with the day. */
function result(section, texts) {
  const { result: kind = "other", days } = section.dataset;
  const view = part(`result-${kind}`) ?? part("result-other");
  const said = view.querySelector("span");
  if (kind === "other") said.textContent = words(section.querySelector(".result") ?? said).map(({ textContent }) => textContent).join("").trim() || titleOf(section);
  if (kind === "follow_up" && days) said.textContent = comeBack(Number(days), texts);
  return view;
}

function comeBack(days, texts) {
  const language = document.documentElement.lang;
  const day = new Date(Date.now() + days * 24 * 3600_000);
  const when = new Intl.RelativeTimeFormat(language).format(days, "day");
  return `${texts.textComeBack} ${when}, ${new Intl.DateTimeFormat(language, { day: "numeric", month: "long" }).format(day)}`;
}

/** A mask for each value: the same value has the same one. */
function masksOf(found) {
  const [masks, counts] = [new Map(), new Map()];
  for (const { key, word } of found) {
    if (masks.has(key)) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
    masks.set(key, `[${word} ${counts.get(word)}]`);
  }
  return masks;
}

/** What looks personal in a text, as the places that the guard names. */
async function look(url, text) {
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ text }),
    signal: AbortSignal.timeout(4000),
    headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
  });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll("li[data-key]")].map(({ dataset }) => dataset);
}

/** Browsers lend the clipboard only to pages that came safely; elsewhere what is selected can still be copied. */
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}
