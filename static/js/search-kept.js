// What search keeps on this device until the tab is closed or somebody signs out (app.js): the last query, what was
// opened lately, and which query was counted already. Under the person's own number: another one never sees it.

const MOST = 6;
const name = (what) => `search:${document.querySelector('meta[name="me"]')?.content}:${what}`;

function read(what, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(name(what))) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(what, value) {
  try {
    sessionStorage.setItem(name(what), JSON.stringify(value));
  } catch {
    // storage is forbidden: search works without
  }
}

export const lastWords = () => read("words", "");
export const keepWords = (words) => write("words", words);
export const countedWords = () => read("counted", "");
export const keepCounted = (words) => write("counted", words);
export const opened = () => read("opened", []);

/** {title, href, icon, note}; the one that was opened last stands first. */
export function keepOpened(item) {
  write("opened", [item, ...opened().filter(({ href }) => href !== item.href)].slice(0, MOST));
}
