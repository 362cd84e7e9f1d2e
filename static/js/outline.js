// Where a track is put together: minutes and days are kept as soon as they are typed, and the focus is where work goes on.

const NUMBERS = "input[type=number]";
let kept = Promise.resolve();
let next = [];
let looksOn = false;

export default function outline(form) {
  land();
  form.addEventListener("change", (event) => event.target.matches(NUMBERS) && keepSoon(form));
  addEventListener("pagehide", () => form.isConnected && changed(form) && send(form));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button?.form?.matches("[data-outline]")) return;
  const adds = button.name === "item";
  next = adds ? [] : onward(button);
  looksOn = adds && event.detail === 0; // pressed by a key
});

// Whoever adds by keyboard looks for the next one at once: what was looked for stands there marked.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!looksOn || !event.target.matches("[data-outline]")) return;
  looksOn = false;
  const words = document.getElementById("add-words");
  words.focus();
  words.select();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.id !== "add-words") return;
  event.preventDefault();
  globalThis.htmx.trigger(event.target, "find");
});

/** Where the focus goes once the button has done its work: ids, the first that can take it. */
function onward(button) {
  const row = button.closest("[data-agenda-row]");
  if (!row) return [];
  if (!button.id.startsWith("off-")) return [button.id, row.id];
  const near = [row.nextElementSibling, row.previousElementSibling].filter(Boolean);
  return [...near.map((other) => other.querySelector("[id^='off-']").id), ...near.map((other) => other.id), "add-words"];
}

/** htmx has given the focus to what has the same id; what is gone or can't be pressed any more has lost it. */
function land() {
  const wanted = next.map((id) => document.getElementById(id)).find((found) => found && !found.disabled);
  next = [];
  if (document.activeElement === document.body) wanted?.focus();
}

function changed(form) {
  return [...form.querySelectorAll(NUMBERS)].some((field) => field.value !== field.defaultValue);
}

/** One after the other: what is typed second is told with what the first has left. */
function keepSoon(form) {
  kept = kept.then(() => keep(form)).catch(() => {});
}

async function keep(form) {
  if (!form.isConnected) return;
  const sent = values(form);
  const answer = await send(form);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#outline");
  if (!fresh || !form.isConnected) return;
  if (fresh.querySelector("[role=alert]")) return form.requestSubmit();
  for (const [key, now] of sent) settle(form, fresh, key, now);
  for (const id of ["outline-amount", "outline-way"]) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
}

/** What the row was told and what the server holds now are the same: from here on it is what the row begins with. */
function settle(form, fresh, key, now) {
  const was = `[name="was-${CSS.escape(key)}"]`;
  if (fresh.querySelector(was)?.value !== now) return;
  form.querySelector(was).value = now;
  const [minutes, day] = now.split(":");
  form.querySelector(`#minutes-${CSS.escape(key)}`).defaultValue = minutes;
  form.querySelector(`#day-${CSS.escape(key)}`).defaultValue = day;
}

/** Minutes and day of every row, as "20:3", by the key of its step. */
function values(form) {
  const rows = [...form.querySelectorAll("[name^='was-']")].map((field) => field.name.slice(4));
  const value = (name) => form.elements[name].value;
  return rows.map((key) => [key, `${value(`minutes-${key}`)}:${value(`day-${key}`)}`]);
}

/** The whole form but rows that can't be kept: of those the server speaks when the form is sent. Outlives the page. */
function send(form) {
  const told = new FormData(form);
  for (const field of form.querySelectorAll(NUMBERS)) {
    const wrong = !field.checkValidity();
    field.toggleAttribute("aria-invalid", wrong);
    if (wrong) field.setAttribute("aria-invalid", "true");
    if (wrong) told.delete(field.name.replace(/^day-/, "minutes-"));
  }
  return fetch(form.action, { method: "POST", body: told, headers: { "HX-Request": "true" }, keepalive: true });
}
