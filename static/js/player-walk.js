// One conversation along an algorithm: where one is, how one came there, what was chosen. Pure: no page, no storage.
// It holds keys of steps and values that the text offers, and nothing that anybody types.

const MOST_ENTRIES = 200; // the server takes no more
const LONGEST_SECONDS = 3600; // a page that was left open is no conversation

/** Names and values are the same whatever their white space, letter case and kind of apostrophe: as for the checks. */
export const fold = (words) => words.normalize("NFC").replace(/[’ʼ`´‘]/g, "'").trim().replace(/\s+/g, " ").toLowerCase();

export function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `trail` is the way that counts: without what one has gone back on. `path` is all that happened: [key, seconds, how, number of the answer].
 *  `how` it begins: at the "start", or at a step that a search has "found". */
export function newWalk(first, now, how = "start") {
  return { key: randomKey(), began: now, since: now, trail: [[first, how]], path: [[first, 0, how]], values: {}, ticked: {}, asked: [], flagged: [] };
}

export const here = (walk) => walk.trail.at(-1)[0];

/** Go on to a step; `how`: "answer" or "any", by its `number`. */
export function go(walk, key, how, number, now) {
  note(walk, now, key, how, number);
  walk.trail.push([key, how]);
}

/** Back to an earlier place of the trail; without one, to the last. Whether there was one. */
export function back(walk, now, depth = walk.trail.length - 2) {
  if (depth < 0 || depth >= walk.trail.length - 1) return false;
  note(walk, now, walk.trail[depth][0], "back");
  walk.trail.length = depth + 1;
  return true;
}

function note(walk, now, key, how, ...number) {
  const last = walk.path.at(-1);
  last[1] = Math.min(last[1] + spent(walk, now), LONGEST_SECONDS);
  walk.since = now;
  walk.full ||= walk.path.length >= MOST_ENTRIES;
  if (!walk.full) walk.path.push([key, 0, how, ...number]);
}

const spent = (walk, now) => Math.max(0, Math.round((now - walk.since) / 1000));

/** What the server is told: steps, seconds, how one came there, and by which answer. */
export function report(walk, revision, finish, now) {
  const path = walk.path.map((entry) => [...entry]);
  path.at(-1)[1] = Math.min(path.at(-1)[1] + spent(walk, now), LONGEST_SECONDS);
  const seconds = path.reduce((sum, [, some]) => sum + some, 0);
  return { key: walk.key, revision, began_at: Math.floor(walk.began / 1000), seconds, finish, path };
}

/** Under which a name or a step is kept: some names are those of what every object has. */
const slot = (name) => `:${name}`;

export const chosen = (walk, name) => walk.values[slot(fold(name))];

/** Remember a value of a question; the same one again takes it back. */
export function choose(walk, name, value) {
  if (chosen(walk, name) === value) delete walk.values[slot(fold(name))];
  else walk.values[slot(fold(name))] = value;
  return walk;
}

export const isTicked = (walk, step, point) => walk.ticked[slot(step)]?.includes(point) ?? false;

export function tick(walk, step, point, on) {
  const others = (walk.ticked[slot(step)] ?? []).filter((other) => other !== point);
  walk.ticked[slot(step)] = on ? [...others, point] : others;
}

/** Whether an answer is "open", "closed", or "unasked": its question has no value yet. */
export function standing(answer, answers, walk) {
  if (answer.onlyIf) {
    const value = chosen(walk, answer.onlyIf);
    if (value === undefined) return "unasked";
    return fold(value) === fold(answer.value ?? "") ? "open" : "closed";
  }
  if (!("otherwise" in answer)) return "open";
  return answers.some((other) => other.onlyIf && standing(other, answers, walk) === "open") ? "closed" : "open";
}

/** The note for the CRM with what was chosen in the places of names, and the steps in that of {path}. */
export function filled(template, walk, steps) {
  return template.replace(/\{([^{}]*)\}/g, (_whole, name) => (fold(name) === "path" ? steps.join(" → ") : chosen(walk, name) ?? "—"));
}

/** The names that a note asks for and nobody has chosen a value of. */
export function missing(template, walk) {
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name.trim());
  return [...new Set(names)].filter((name) => fold(name) !== "path" && chosen(walk, name) === undefined);
}
