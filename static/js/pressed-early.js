// What is pressed before the page's behaviours are there: / or Ctrl K and the words behind it, which the palette takes over
// (search-palette.js), and single keys, which are pressed again when all behaviours listen (app.js). No key is lost.
// A classic script, so that it listens before the page is read to its end.

{
  const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=listbox]";
  const PATIENCE_MS = 5000;
  let words = null; // null: nothing was asked yet
  let single = [];
  let entered = false;

  const opens = ({ code, key, ctrlKey, metaKey, shiftKey, target }) =>
    ((ctrlKey || metaKey) && !shiftKey && code === "KeyK") ||
    (!ctrlKey && !metaKey && (key === "/" || (code === "Slash" && !shiftKey)) && !target.closest?.(WRITING));

  function begin() {
    words = "";
    setTimeout(giveUp, PATIENCE_MS);
  }

  /** The palette doesn't come: the page of the search does without it. */
  function giveUp() {
    if (words === null) return;
    const asked = words.trim();
    take();
    if (asked) location.assign(`/search?${new URLSearchParams({ q: asked })}`);
  }

  function press(event) {
    if (document.documentElement.dataset.shortcuts === "off" || event.isComposing || event.altKey) return;
    if (words === null) {
      if (!opens(event)) return;
      begin();
    } else if (event.key === "Escape") words = null;
    else if (event.key === "Enter") entered = true;
    else if (event.key === "Backspace") words = [...words].slice(0, -1).join("");
    else if ([...event.key].length === 1 && !event.ctrlKey && !event.metaKey) words += event.key;
    else return;
    event.preventDefault();
  }

  /** What was pressed, as {words, entered}; null when nothing was. From now on somebody else listens. */
  function take() {
    document.removeEventListener("keydown", press);
    const pressed = words === null ? null : { words, entered };
    words = null;
    return pressed;
  }

  /** A single key that nobody heard; what somebody heard, they prevented. */
  function keep(event) {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey, target, defaultPrevented } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || event.repeat || event.isComposing || target.closest?.(WRITING)) return;
    if (/^\S$/u.test(key) || key === "Backspace") single.push({ key, code, shiftKey, target, at: Date.now() });
  }

  /** Press again what nobody heard. From now on the behaviours hear by themselves. */
  function again() {
    removeEventListener("keydown", keep);
    for (const { at, target, ...pressed } of single) {
      const place = target.isConnected ? target : document.body;
      if (Date.now() - at < PATIENCE_MS) place.dispatchEvent(new KeyboardEvent("keydown", { ...pressed, bubbles: true, cancelable: true }));
    }
    single = [];
  }

  document.addEventListener("keydown", press);
  addEventListener("keydown", keep); // behind those of the document
  window.pressedEarly = { take, again };
}
