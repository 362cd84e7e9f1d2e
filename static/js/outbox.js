// What waits to be sent: kept on this device until the server has said yes. The key makes it one, however often it goes.
// Whose it is, is kept beside it: after somebody else has signed in here, it isn't sent in their name.

import { drop, keep, kept, read } from "./outbox-kept.js";
import { freshKey } from "./token.js";

const MOST = 60;
const OLDEST_MS = 14 * 24 * 3600_000;
const [FIRST_RETRY_MS, LAST_RETRY_MS] = [10_000, 300_000];
const KEEPALIVE_LETTERS = 30_000; // browsers let a page that is left send 64 kB
const PATIENCE_MS = 20_000;
const LATER = new Set([401, 408, 425, 429]);

let [sending, asked, timer, pause, resting] = [null, false, 0, FIRST_RETRY_MS, 0];

const whoIsHere = () => document.querySelector('meta[name="me"]')?.content ?? "";

/** Keep what is to be sent to `url` and send it as soon as that can be; the same key again takes the former's place. */
export function put(url, body, key) {
  keep(key, JSON.stringify({ url, body, at: Date.now(), who: whoIsHere() }));
  kept().slice(0, -MOST).forEach(([name]) => drop(name));
  return flush();
}

/** Send what waits; whether nothing of whoever is here waits any more. */
export async function flush() {
  if (Date.now() < resting) return false; // the server asked for a rest: the timer goes on
  asked = true;
  sending ??= sendAll().finally(() => (sending = null));
  return sending;
}

/** Before somebody signs out: a moment to send, then nothing stays behind on this device. */
export async function empty(within = 2000) {
  resting = 0;
  await Promise.race([flush(), new Promise((done) => setTimeout(done, within))]);
  kept().forEach(([name]) => drop(name));
}

function mine() {
  const [old, who] = [Date.now() - OLDEST_MS, whoIsHere()];
  return kept().filter(([name, , said]) => (said.at < old ? drop(name) : said.who === who));
}

async function sendAll() {
  clearTimeout(timer);
  while (asked) {
    asked = false;
    for (const [name, text, { url, body }] of mine()) {
      const answer = await send(url, JSON.stringify(body));
      if (!answer || answer.status >= 500 || LATER.has(answer.status)) return later(answer);
      if (read(name) === text) drop(name); // it may have grown while it was on its way
    }
  }
  pause = FIRST_RETRY_MS;
  return !mine().length;
}

/** The answer of the server; null when it can't be reached, or while the key of the page is somebody else's. */
async function send(url, body) {
  if (!navigator.onLine) return null;
  try {
    const answer = await post(url, body);
    if (answer.status !== 400) return answer;
    return (await freshKey()) ? await post(url, body) : null;
  } catch {
    return null;
  }
}

function post(url, body) {
  return fetch(url, {
    method: "POST",
    body,
    keepalive: body.length < KEEPALIVE_LETTERS,
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content ?? "" },
  });
}

/** Once more after ever longer pauses; signed out, the next page will know who is here. */
function later(answer) {
  if (answer?.status === 401) return false;
  if (answer) resting = Date.now() + pause;
  timer = setTimeout(flush, pause);
  pause = Math.min(pause * 2, LAST_RETRY_MS);
  return false;
}

addEventListener("online", flush);
addEventListener("pageshow", flush);
document.addEventListener("visibilitychange", flush);
