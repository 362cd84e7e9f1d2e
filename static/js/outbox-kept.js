// What the outbox holds on this device; where storage is forbidden or full, until the page is left.

import { safely } from "./storage.js";

const PREFIX = "outbox:";
const unkept = new Map();

/** Keep a text under a key, in the place of what stood there. */
export function keep(key, text) {
  try {
    localStorage.setItem(PREFIX + key, text);
    unkept.delete(PREFIX + key);
  } catch {
    unkept.set(PREFIX + key, text);
  }
}

/** The text of a name as `kept` gives it; null when it is gone. */
export function read(name) {
  return unkept.get(name) ?? safely(() => localStorage.getItem(name));
}

export function drop(name) {
  unkept.delete(name);
  safely(() => localStorage.removeItem(name));
}

/** Triples of name, text and what it says, the one that waits longest first; what can't be read is thrown away. */
export function kept() {
  const names = safely(() => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) ?? [];
  const found = [...new Set([...unkept.keys(), ...names])].map((name) => [name, read(name), safely(() => JSON.parse(read(name)))]);
  return found.filter(([name, , said]) => said?.url || drop(name)).sort(([, , one], [, , other]) => one.at - other.at);
}
