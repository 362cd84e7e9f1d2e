// Tells what was looked for and which place of the list was opened: for the counts of the editors, without a person.

import { countedWords, keepCounted } from "./search-kept.js";

/** `rank`: the place of what was opened, from 1; 0: nothing was. A search counts once. */
export function tell(address, words, { rank = 0, found = true } = {}) {
  const counted = countedWords() === words;
  if (!words || (counted && !rank)) return;
  keepCounted(words);
  const said = new URLSearchParams({ q: words, rank, csrf_token: document.querySelector('meta[name="csrf-token"]').content });
  if (counted) said.set("counted", "1");
  if (found) said.set("found", "1");
  navigator.sendBeacon(address, said);
}
