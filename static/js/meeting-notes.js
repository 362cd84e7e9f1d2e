// Notes of a meeting are kept while they are typed. What somebody else wrote meanwhile is shown and never replaced
// unseen: then only the button saves.

const PAUSE_MS = 1200;

export default function notes(form) {
  const field = form.querySelector("textarea");
  const version = form.querySelector("#notes-version");
  const was = form.querySelector("#notes-was");
  const line = form.querySelector("[data-saved-line]");
  const theirs = form.querySelector("[data-notes-theirs]");
  let saved = field.defaultValue;
  let timer = null;
  let sending = null;

  const unsaved = () => field.value !== saved;

  async function send() {
    const text = field.value;
    line.textContent = line.dataset.textSaving;
    try {
      const body = new FormData(form);
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok) return refused(said);
      [saved, was.value, version.value] = [text, text, said.version];
      line.textContent = `${line.dataset.textSaved} ${said.saved}`;
      return true;
    } catch {
      line.textContent = line.dataset.textOfflineHere;
      return false;
    }
  }

  function refused(said) {
    line.textContent = said.notes === undefined ? said.message : "";
    if (said.notes === undefined) return false;
    version.value = said.version; // the button saves knowingly
    theirs.hidden = false;
    theirs.querySelector("pre").textContent = said.notes;
    return false;
  }

  /** Whether all that is typed is kept now. */
  async function save() {
    clearTimeout(timer);
    await sending;
    if (!unsaved()) return true;
    if (!theirs.hidden) return false;
    sending = send();
    const kept = await sending;
    sending = null;
    return kept;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  /** Whether somebody else has written, and nothing here would be lost by showing it. */
  const isOld = (newest) => String(newest) !== version.value && !sending && !unsaved() && document.activeElement !== field;

  return { form, unsaved, save, isOld };
}
