// Keeps a walk over a reload and a lost connection: on this device, by algorithm and version, until it ends.
// Signing out forgets all of them (app.js).

import { safely } from "./storage.js";

const PREFIX = "walk:";
const OLDEST_MS = 12 * 3600_000;
const OFFERED_MS = 30 * 60_000;

export function memoryOf({ base, revision }) {
  const place = `${PREFIX}${base}:${revision}`;
  const who = document.querySelector('meta[name="me"]')?.content;
  const nameOf = (walk) => `${place}:${walk.key}`;
  const read = (name) => safely(() => JSON.parse(localStorage.getItem(name)));
  const write = (walk, open) => safely(() => localStorage.setItem(nameOf(walk), JSON.stringify({ walk, open, who, at: Date.now() })));
  const names = (beginning) => safely(() => Object.keys(localStorage).filter((name) => name.startsWith(beginning))) ?? [];
  const mine = (found, within) => found?.walk && found.who === who && Date.now() - found.at < within;

  /** Each tab goes on with its own walk: two chats may follow one algorithm at once. */
  function keep(walk) {
    write(walk, true);
    safely(() => sessionStorage.setItem(place, walk.key));
  }

  function forget(walk) {
    safely(() => localStorage.removeItem(nameOf(walk)));
    safely(() => sessionStorage.removeItem(place));
  }

  /** The page is left: its walk may be gone on with elsewhere. */
  const leave = (walk) => read(nameOf(walk)) && write(walk, false);

  /** The walk that this very page was at before it was loaded again. */
  function resumed() {
    const again = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
    const found = again ? read(`${place}:${safely(() => sessionStorage.getItem(place))}`) : null;
    return mine(found, OLDEST_MS) ? found.walk : null;
  }

  /** The last walk that was left lately before its end, as {walk, at}. */
  function left() {
    const found = names(`${place}:`).map(read).filter((some) => mine(some, OFFERED_MS) && !some.open && some.walk.path.length > 1);
    return found.sort((one, other) => other.at - one.at)[0] ?? null;
  }

  for (const name of names(PREFIX)) if (!(Date.now() - read(name)?.at < OLDEST_MS)) safely(() => localStorage.removeItem(name));
  return { keep, forget, leave, resumed, left };
}
