// Copies of what is being typed, on this device: for a lost connection and a closed tab. Signing out removes them (app.js).

const PREFIX = "draft:";
const NEVER_KEPT = new Set(["csrf_token", "password", "alikes_seen", "guard_seen", "guard_shown", "guard_given"]);
const WORDS = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])";

/** The fields in which one writes. */
export const written = (form) => [...form.elements].filter((element) => element.matches(WORDS));

/** Whether a form says something else than the page that it came in. */
export const touched = (form) => [...form.elements].some((element) => !NEVER_KEPT.has(element.name) && differs(element));

function differs(element) {
  if (element.matches("[type=radio], [type=checkbox]")) return element.checked !== element.defaultChecked;
  if (element.matches("select:not([multiple])")) return element.selectedIndex !== Math.max([...element.options].findLastIndex(({ defaultSelected }) => defaultSelected), 0);
  return element.matches(WORDS) && element.value !== element.defaultValue;
}

/** The fields of a form worth keeping, as pairs. */
export const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.has(name));

/** Keep a copy; whether this device has one now. `family`: whose copies another empty form may go on with. */
export function keepCopy(key, family, fields) {
  if (!key) return false;
  const copy = JSON.stringify({ at: Date.now(), family, fields });
  return safely(() => localStorage.setItem(PREFIX + key, copy) ?? true) === true;
}

export const forgetCopy = (key) => safely(() => localStorage.removeItem(PREFIX + key));

export const readCopy = (key) => safely(() => JSON.parse(localStorage.getItem(PREFIX + key)));

/** The newest copy of a family as {key, copy}, or undefined. */
export function newestOf(family) {
  const names = safely(() => Object.keys(localStorage)) ?? [];
  return names
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => ({ key: name.slice(PREFIX.length), copy: readCopy(name.slice(PREFIX.length)) }))
    .filter(({ copy }) => copy?.family === family)
    .sort((one, other) => other.copy.at - one.copy.at)[0];
}

/** The next page says by its form whether the text was taken (app.js). */
export const noteSent = (key) => safely(() => sessionStorage.setItem("sent-draft", key));

/** Put a copy back into its form, and say so: what a script fills in, the browser tells nobody. */
export function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const element of form.elements) {
    if (!element.name || NEVER_KEPT.has(element.name) || element.type === "file" || element.type === "submit") continue;
    const own = values.get(element.name) ?? [];
    if (element.type === "checkbox" || element.type === "radio") element.checked = own.includes(element.value);
    else if (own.length) element.value = own[0];
  }
  form.dispatchEvent(new Event("filled"));
}

/** Run `action` where storage may be full, forbidden or hold rubbish; then there is just no copy. */
function safely(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
