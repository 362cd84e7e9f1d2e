// What can be told of an algorithm's text without the server: pure functions over its lines.

const KINDS = [
  [/^#{1,2}\s/, "line-heading"],
  [/^>/, "line-phrase"],
];
const HEADING = /^##\s+(.*?)\s*(?:\{#[^}]*\}\s*)?$/;
const NUMBERING = /^\d+(?:[.)]|\s*[-–—])\s+/;

/** The class of a line by what it opens with; "" for most. */
export const kindOf = (line) => KINDS.find(([pattern]) => pattern.test(line))?.[1] ?? "";

/** Where two lists of lines differ: the first line that does, how many went and how many came. */
export function typedOver(before, after) {
  const most = Math.min(before.length, after.length);
  let [first, behind] = [0, 0];
  while (first < most && before[first] === after[first]) first += 1;
  while (behind < most - first && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind += 1;
  return [first, before.length - first - behind, after.length - first - behind];
}

/** The line, counted from 0, on which a place of the text stands. */
export function lineOf(text, place) {
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < place; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Where a line begins. */
export function startOf(all, line) {
  let place = 0;
  for (let at = 0; at < Math.min(line, all.length - 1); at += 1) place += all[at].length + 1;
  return place;
}

/** Titles of steps and finishes as answers name them; ``others`` are the words of headings that no answer leads to. */
export function titlesIn(all, others) {
  const titles = all.map((line) => HEADING.exec(line)?.[1].replace(NUMBERING, "")).filter(Boolean);
  return [...new Set(titles)].filter((title) => !others.includes(title.toLowerCase()));
}

/** The language of a text by the letters that only one of them has, as portal/core/text.py tells it. */
export function languageOf(text, fallback) {
  const many = (letters) => text.match(letters)?.length ?? 0;
  if (many(/[a-z]/gi) > 2 * many(/[а-яґєіїё]/gi)) return "en";
  const [ukrainian, russian] = [many(/[іїєґ]/gi), many(/[ыэъё]/gi)];
  if (ukrainian === russian) return fallback;
  return ukrainian > russian ? "uk" : "ru";
}
