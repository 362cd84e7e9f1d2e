// Cards by keys, by their place on the keyboard (event.code): each presses what carries it in data-key and can be seen.
// Never while one writes; off with <html data-shortcuts="off">.

const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=listbox]";
const OPEN = "dialog[open], :popover-open";
const DIGIT = /^(?:Digit|Numpad)([1-9])$/;
const NAMES = { Space: "Space", Enter: "Enter", NumpadEnter: "Enter", KeyZ: "Z" };

// What is folded up has its place on the page all the same, so the fold itself is asked.
const folded = (element) => !element.matches("summary") && element.closest("details:not([open])");
const shown = (element) => element.getClientRects().length > 0 && !folded(element);

export default function cardKeys(place) {
  const named = (name) => [...place.querySelectorAll(`[data-key~="${name}"]`)].find(shown);

  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.shortcuts === "off" || !place.isConnected) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing) return;
    if (event.target.closest?.(WRITING) || document.querySelector(OPEN)) return;
    const name = DIGIT.exec(event.code)?.[1] ?? NAMES[event.code];
    // What has the focus answers to Enter and the space bar by itself.
    const own = (name === "Space" || name === "Enter") && event.target.closest?.("a, button, summary");
    const target = name && !own && named(name);
    if (!target || target.closest("details[open] > summary")) return;
    event.preventDefault();
    target.click();
  });

  // An answer that was just shown is where the reader goes on.
  place.addEventListener(
    "toggle",
    ({ target }) => target.open && target.querySelector("[data-card-back]")?.focus({ preventScroll: true }),
    { capture: true },
  );
}
