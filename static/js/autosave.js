// Saves a form while one writes: first on this device, then on the server; nothing typed is lost when either fails.
// Copies of one family (one person's proposals) are found again by the next empty form of it, whatever became of the tab.

const PAUSE_MS = 800;
const RETRY_MS = 15000;
const NEVER_KEPT = new Set(["csrf_token", "password"]);
const WORDS = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])";

export default function autosave(form) {
  const line = form.querySelector("[data-saved-line]");
  const family = form.dataset.autosaveFamily;
  let timer = 0;
  let version = 0;
  let leaving = false;

  const key = () => form.dataset.autosaveKey && `draft:${form.dataset.autosaveKey}`;
  const say = (state, text) => {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = text;
  };
  const fields = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.has(name));

  function keep() {
    if (key()) safely(() => localStorage.setItem(key(), JSON.stringify({ at: Date.now(), family, fields: fields() })));
  }

  const post = () =>
    fetch(form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(fields()),
      headers: { "X-CSRFToken": form.elements.csrf_token?.value ?? "", Accept: "application/json" },
    });

  async function send() {
    clearTimeout(timer);
    const sent = version;
    say("saving", line?.dataset.textSaving);
    try {
      let answer = await post();
      if (answer.status === 400 && (await freshToken(form))) answer = await post();
      if (answer.status >= 500) throw new Error(answer.status);
      const { saved, action, message } = await answer.json();
      if (answer.status === 401) return later("offline", line?.dataset.textSignedOut);
      if (!answer.ok) return say("offline", message); // the same text would be refused again: wait for another one
      if (action) form.dataset.autosave = action; // the first save may give the draft its own address
      if (key() && sent === version) safely(() => localStorage.removeItem(key()));
      say("saved", `${line?.dataset.textSaved} ${saved}`);
    } catch {
      later("offline", line?.dataset.textOffline);
    }
  }

  function later(state, text) {
    if (leaving) return;
    say(state, text);
    timer = setTimeout(send, RETRY_MS);
  }

  function changed() {
    version += 1;
    keep();
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
  }

  /** The text of a tab that was closed before the server had it goes on here, under its own key. */
  function adopt() {
    if ([...form.elements].some((element) => element.matches(WORDS) && element.value.trim())) return null;
    const newest = copies(family).sort((one, other) => other.kept.at - one.kept.at)[0];
    if (!newest) return null;
    const mine = form.dataset.autosaveKey;
    const theirs = newest.name.slice("draft:".length);
    form.dataset.autosaveKey = theirs;
    form.dataset.autosave = form.dataset.autosave.replace(mine, theirs);
    form.querySelectorAll("[formaction]").forEach((button) => button.setAttribute("formaction", button.getAttribute("formaction").replace(mine, theirs)));
    return newest.kept;
  }

  function restore() {
    const own = key() && safely(() => JSON.parse(localStorage.getItem(key())));
    const savedOnServer = Number(form.dataset.savedAt ?? 0) * 1000; // seconds since 1970, from the server
    const kept = own ?? (family && !savedOnServer ? adopt() : null);
    if (!kept || kept.at <= savedOnServer || JSON.stringify(kept.fields) === JSON.stringify(fields())) return;
    fill(form, kept.fields);
    say("restored", line?.dataset.textRestored);
    version += 1;
    timer = setTimeout(send, PAUSE_MS);
  }

  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    // Elsewhere the next page says by its form whether the text was taken; a family waits for the server's word.
    if (key() && !family) safely(() => sessionStorage.setItem("sent-draft", form.dataset.autosaveKey));
  });
  addEventListener("online", () => line?.dataset.state === "offline" && send());
  addEventListener("pageshow", () => (leaving = false));
  restore();
}

function fill(form, kept) {
  const values = new Map();
  for (const [name, value] of kept) values.set(name, [...(values.get(name) ?? []), value]);
  for (const element of form.elements) {
    if (!element.name || NEVER_KEPT.has(element.name) || element.type === "file" || element.type === "submit") continue;
    const own = values.get(element.name) ?? [];
    if (element.type === "checkbox" || element.type === "radio") element.checked = own.includes(element.value);
    else if (own.length) element.value = own[0];
  }
}

function copies(family) {
  const names = safely(() => Object.keys(localStorage)) ?? [];
  return names
    .filter((name) => name.startsWith("draft:"))
    .map((name) => ({ name, kept: safely(() => JSON.parse(localStorage.getItem(name))) }))
    .filter(({ kept }) => kept?.family === family);
}

/** After signing in again in another tab the form's token is an old one: take the new one from this very page. */
async function freshToken(form) {
  const page = await fetch(location.href, { headers: { Accept: "text/html" } });
  const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('meta[name="csrf-token"]');
  if (found) form.elements.csrf_token.value = found.content;
  return Boolean(found);
}

/** Run `action` where storage may be full, forbidden or hold rubbish; then there is just no local copy. */
function safely(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
