// What the personal-data guard knows of one form while its page is open: masks that were given, and what may stand.

const memories = new WeakMap();

/** What may stand and which numbers masks have, by keys of values; keep and give add one and tell the server with the form. */
export function memoryOf(form) {
  if (!memories.has(form)) memories.set(form, remember(form));
  return memories.get(form);
}

function remember(form) {
  const words = (name) => (form.elements[name]?.value ?? "").split(" ").filter(Boolean);
  const kept = new Set(words("guard_seen"));
  const given = new Map(words("guard_given").map((pair) => pair.split(":")));
  const kinds = new Map(); // the words of the masks that were given on this page
  return { kept, given, kinds, keep, give };

  function keep(key) {
    kept.add(key);
    tell("guard_seen", [...kept]);
  }

  function give(key, number, word) {
    given.set(key, number);
    kinds.set(key, word);
    tell("guard_given", [...given].map((pair) => pair.join(":")));
  }

  function tell(name, values) {
    if (!form.elements[name]) form.append(Object.assign(document.createElement("input"), { type: "hidden", name }));
    form.elements[name].value = values.join(" ");
  }
}

/** The mask of a value: that which it was given before, else the first number that no mask of its kind has. */
export function maskOf(form, { given, kinds, give }, { key, word }) {
  if (!given.has(key)) {
    const texts = [...form.querySelectorAll("[data-guard]")].map(({ value }) => value).join("\n");
    const standing = [...texts.matchAll(/\[([^[\]\n]{1,40}) (\d{1,3})\]/g)].filter(([, other]) => other === word);
    const before = [...given].filter(([other]) => (kinds.get(other) ?? word) === word);
    give(key, Math.max(0, ...before.map(([, number]) => number), ...standing.map(([, , number]) => number)) + 1, word);
  }
  return `[${word} ${given.get(key)}]`;
}

/** Type over a stretch of a field in a way that Ctrl-Z takes back. */
export function write(field, from, to, words) {
  field.focus();
  field.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, words)) return; // the one way that the browser's own undo knows of
  field.setRangeText(words, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The same, and the writer stays where they were. */
export function writeAround(field, from, to, words) {
  const at = field.selectionEnd;
  write(field, from, to, words);
  const caret = at > from ? from + words.length + Math.max(0, at - to) : at;
  field.setSelectionRange(caret, caret);
}
