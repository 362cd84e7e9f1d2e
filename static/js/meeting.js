// A meeting on a screen: keys by their place on the keyboard (event.code), the time that is left, and every few seconds
// a look whether another screen has gone on. Switched off keys: <html data-shortcuts="off">.

import notes from "./meeting-notes.js";

const LOOK_MS = 4000;
const writing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

export default function meeting(room) {
  const kept = notes(room.querySelector("[data-meeting-notes]"));
  countDown(room.querySelector("[data-seconds-left]"));
  follow(room, kept);
  // A decision leads to another page and back: what was typed into the notes goes along.
  room.addEventListener("submit", (event) => sendAfter(event, kept));
  document.addEventListener("keydown", (event) => press(room, event));
}

const KEYS = {
  KeyJ: (room) => room.querySelector("#room-next:not([value='close'])")?.click(),
  KeyK: (room) => room.querySelector("#room-previous:not([disabled])")?.click(),
  KeyW: (room) => room.querySelector("[data-meeting-notes] textarea").focus(),
  KeyT: (room) => toggle(room.querySelector("[data-room-agenda]")),
  KeyV: (room) => toggle(room.querySelector("[data-room-scores]")),
};

function press(room, event) {
  if (document.documentElement.dataset.shortcuts === "off") return;
  if (sends(event) || leaves(event)) return;
  const held = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing;
  if (held || writing(event.target) || document.querySelector(":popover-open, dialog[open]")) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const decision = digit && room.querySelectorAll(".room-decide .move-choices .segment")[digit - 1];
  if (!decision && !KEYS[event.code]) return;
  event.preventDefault();
  if (decision) decision.click();
  else KEYS[event.code](room);
}

/** Ctrl+Enter in the words of a decision sends it: its button may be below the screen. */
function sends(event) {
  const form = event.target.closest?.(".room-decide textarea, .room-decide input")?.form;
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || event.isComposing) return false;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.button-main"));
  return true;
}

/** Escape leaves what is typed in, so that the keys work again. */
function leaves(event) {
  if (event.key !== "Escape" || event.isComposing || !event.target.matches?.(".room-side textarea")) return false;
  event.target.blur();
  return true;
}

function toggle(details) {
  if (!details) return;
  details.open = !details.open;
  details.querySelector("summary").focus();
}

/** Save the notes first, then send the form that was meant; a conflict keeps the page. */
async function sendAfter(event, kept) {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form === kept.form || !kept.unsaved()) return;
  event.preventDefault();
  if (await kept.save()) form.requestSubmit(submitter);
}

function countDown(clock) {
  if (!clock) return;
  const words = clock.querySelector("[data-clock-words]");
  const until = Date.now() + Number(clock.dataset.secondsLeft) * 1000;
  const show = () => {
    const left = Math.round((until - Date.now()) / 1000);
    const [minutes, seconds] = [Math.floor(Math.abs(left) / 60), Math.abs(left) % 60];
    const time = `${minutes}:${String(seconds).padStart(2, "0")}`;
    words.textContent = left < 0 ? `${time} ${clock.dataset.textOver}` : time;
    clock.classList.toggle("late", left < 0);
    clock.classList.toggle("soon", left >= 0 && left < 60);
  };
  show();
  setInterval(show, 1000);
}

/** Show what another screen has changed; where something is typed, say so and leave it. */
function follow(room, kept) {
  const { meeting: address, version } = room.dataset;
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(`${address}/pulse`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const now = await answer.json();
      if (String(now.version) === version) return kept.isOld(now.notes) && location.replace(address);
      if (busy(room, kept)) room.querySelector("[data-meeting-moved]").hidden = false;
      else location.replace(address);
    } catch {
      // no connection: the next look may have one
    }
  }, LOOK_MS);
}

const busy = (room, kept) =>
  kept.unsaved() || [...room.querySelectorAll(".move-form textarea, .move-form input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
