// Saves a form while one writes: first on this device, then on the server; nothing typed is lost when either fails.
// Nothing is sent into a lost connection: the form stays as it is, and says so.
// Copies of one family (one person's proposals) are found again by the next empty form of it, whatever became of the tab.

import { fieldsOf, fill, forgetCopy, keepCopy, newestOf, noteSent, readCopy, touched, written } from "./copies.js";
import { opensAt, whenBack } from "./draft-address.js";
import freshToken from "./token.js";

const PAUSE_MS = 800;
const RETRY_MS = 15000;
const PATIENCE_MS = 20000;

export default function autosave(form) {
  const line = form.querySelector("[data-saved-line]");
  const places = form.querySelectorAll("[data-saved-line], [data-saved-echo]");
  const family = form.dataset.autosaveFamily;
  let [timer, version, onDevice, leaving] = [0, 0, false, false];

  const key = () => form.dataset.autosaveKey;
  const words = (name) => line?.dataset[`text${name}`];
  const say = (state, text) => places.forEach((place) => Object.assign(place, { textContent: text }).setAttribute("data-state", state));

  const keep = () => (onDevice = keepCopy(key(), family, fieldsOf(form)));

  const post = () =>
    fetch(form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(fieldsOf(form)),
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { "X-CSRFToken": form.elements.csrf_token?.value ?? "", Accept: "application/json" },
    });

  async function send() {
    clearTimeout(timer);
    const sent = version;
    say("saving", words("Saving"));
    try {
      let answer = await post();
      if (answer.status === 400 && (await freshToken(form))) answer = await post();
      if (answer.status >= 500) throw new Error(answer.status);
      const { saved, action, message, opens } = await answer.json();
      if (answer.status === 401) return later(words("SignedOut"));
      if (!answer.ok) return say("offline", message); // the same text would be refused again: wait for another one
      if (action) form.dataset.autosave = action; // the first save may give the draft its own address
      if (key() && sent === version) forgetCopy(key());
      opensAt(opens);
      say("saved", `${words("Saved")} ${saved}`);
    } catch {
      later(words(onDevice ? "Offline" : "OfflineHere"));
    }
  }

  function later(text) {
    if (leaving) return;
    say("offline", text);
    timer = setTimeout(send, RETRY_MS);
  }

  function changed() {
    version += 1;
    keep();
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
  }

  /** Whether the server hears us. What it thinks of the form, its own page says. */
  async function reaches() {
    try {
      if (navigator.onLine && (await post()).status === 400) await freshToken(form);
      return navigator.onLine;
    } catch {
      return false;
    }
  }

  async function submit(event) {
    if (leaving) return;
    clearTimeout(timer);
    if (event.submitter?.hasAttribute("data-unsaved")) return (leaving = true); // nothing more is kept of it
    event.preventDefault();
    if (line?.dataset.state === "sending") return;
    keep();
    say("sending", words("Saving"));
    if (!(await reaches())) return say("offline", words(onDevice ? "Unsent" : "UnsentHere"));
    leaving = true;
    if (key() && !family) noteSent(key()); // a family waits for the server's word
    form.requestSubmit(event.submitter);
  }

  /** The text of a tab that was closed before the server had it goes on here, under its own key. */
  function adopt() {
    const newest = written(form).some(({ value }) => value.trim()) ? null : newestOf(family);
    if (!newest) return null;
    const mine = key();
    form.dataset.autosaveKey = newest.key;
    form.dataset.autosave = form.dataset.autosave.replace(mine, newest.key);
    form.querySelectorAll("[formaction]").forEach((button) => button.setAttribute("formaction", button.getAttribute("formaction").replace(mine, newest.key)));
    return newest.copy;
  }

  function restore() {
    const savedOnServer = Number(form.dataset.savedAt ?? 0) * 1000; // seconds since 1970, from the server
    const copy = (key() && readCopy(key())) ?? (family && !savedOnServer ? adopt() : null);
    if (!copy || copy.at <= savedOnServer || JSON.stringify(copy.fields) === JSON.stringify(fieldsOf(form))) return;
    fill(form, copy.fields);
    onDevice = true;
    say("restored", words("Restored"));
    version += 1;
    timer = setTimeout(send, PAUSE_MS);
  }

  form.addEventListener("input", changed);
  form.addEventListener("submit", submit);
  addEventListener("online", () => line?.dataset.state === "offline" && send());
  whenBack(line, () => (leaving = false));
  opensAt(form.dataset.autosaveOpens);
  restore();
  // Written or chosen before this script came, or put back by the browser.
  if (!version && touched(form)) changed();
}
