// The keys of a practice, by their place on the keyboard: the digit of a reply, Backspace takes the last one back, R begins
// anew at the end. Each presses what is on the screen; never while one writes; off with <html data-shortcuts="off">.

const DIGIT = /^(?:Digit|Numpad)([1-9])$/;
const WRITING = "input, textarea, select, [contenteditable]";
const OPEN = CSS.supports("selector(:popover-open)") ? "dialog[open], :popover-open" : "dialog[open]";

export default async function practice(view) {
  if (view.matches("[data-practice-editor]")) return (await import("./practice-editor.js")).default(view);
  let pressed = false;
  const find = (selector) => view.querySelector(selector);

  /** What a key presses; undefined for one that is nobody's here. */
  function target({ code }) {
    const [, digit] = DIGIT.exec(code) ?? [];
    if (digit) return find(`[data-practice-choice="${digit}"]`);
    if (code === "Backspace") return find("[data-practice-back]");
    if (code === "KeyR") return find("[data-practice-anew]");
    return undefined;
  }

  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.shortcuts === "off" || !view.isConnected) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing) return;
    if (event.target.closest?.(WRITING) || document.querySelector(OPEN)) return;
    const found = target(event);
    if (!found || pressed) return;
    event.preventDefault();
    pressed = true; // the next page has keys of its own
    found.click();
  });
  // A page that the browser kept from before takes keys again.
  addEventListener("pageshow", () => (pressed = false));
  if (find("#came") || location.hash === "#main") find("[data-practice-now]")?.focus({ preventScroll: true });
}
