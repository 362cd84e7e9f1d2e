// Saves a form while one writes: first on this device, then on the server; nothing typed is lost when either fails.

const PAUSE_MS = 800;
const RETRY_MS = 15000;
const NEVER_KEPT = new Set(["csrf_token", "password"]);

export default function autosave(form) {
  const line = form.querySelector("[data-saved-line]");
  const key = form.dataset.autosaveKey && `draft:${form.dataset.autosaveKey}`;
  let timer = 0;
  let version = 0;
  let leaving = false;

  const say = (state, text) => {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = text;
  };
  const fields = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.has(name));

  function keep() {
    if (key) safely(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: fields() })));
  }

  async function send() {
    clearTimeout(timer);
    const sent = version;
    say("saving", line?.dataset.textSaving);
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(fields()),
        headers: { "X-CSRFToken": form.elements.csrf_token?.value ?? "", Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(answer.status);
      const { saved, action } = await answer.json();
      if (action) form.dataset.autosave = action; // the first save may give the draft its own address
      if (key && sent === version) safely(() => localStorage.removeItem(key));
      say("saved", `${line?.dataset.textSaved} ${saved}`);
    } catch {
      if (leaving) return;
      say("offline", line?.dataset.textOffline);
      timer = setTimeout(send, RETRY_MS);
    }
  }

  function changed() {
    version += 1;
    keep();
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
  }

  function restore() {
    const kept = key && safely(() => JSON.parse(localStorage.getItem(key)));
    const savedOnServer = Number(form.dataset.savedAt ?? 0) * 1000; // seconds since 1970, from the server
    if (!kept || kept.at <= savedOnServer) return;
    const values = Map.groupBy ? Map.groupBy(kept.fields, ([name]) => name) : kept.fields.reduce((m, f) => m.set(f[0], [...(m.get(f[0]) ?? []), f]), new Map());
    for (const element of form.elements) {
      if (!element.name || NEVER_KEPT.has(element.name) || element.type === "file" || element.type === "submit") continue;
      const own = (values.get(element.name) ?? []).map(([, value]) => value);
      if (element.type === "checkbox" || element.type === "radio") element.checked = own.includes(element.value);
      else if (own.length) element.value = own[0];
    }
    say("restored", line?.dataset.textRestored);
    version += 1;
    timer = setTimeout(send, PAUSE_MS);
  }

  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    if (key) safely(() => sessionStorage.setItem("sent-draft", form.dataset.autosaveKey)); // app.js drops the copy
  });
  addEventListener("online", () => line?.dataset.state === "offline" && send());
  restore();
}

/** Run `action` where storage may be full, forbidden or hold rubbish; then there is just no local copy. */
function safely(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
