// What is pressed before the palette is there (search-palette.js): / or Ctrl K, and the words behind it. No key is lost.
// A classic script, so that it listens before the page is read to its end; the palette takes over what it has.

{
  const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=listbox]";
  const PATIENCE_MS = 5000;
  let words = null; // null: nothing was pressed yet
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

  document.addEventListener("keydown", press);
  window.pressedEarly = { take };
}
