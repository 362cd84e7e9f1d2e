// What opens the palette: the box in the top bar, / (by the place of the key, or the sign itself in any layout), Ctrl K.

const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=listbox]";

export function openedBy(open) {
  for (const box of document.querySelectorAll("[data-search-open]")) {
    box.setAttribute("aria-haspopup", "dialog");
    box.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
  }
  document.addEventListener("keydown", (event) => {
    const { code, key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
    if (document.documentElement.dataset.shortcuts === "off" || event.defaultPrevented || event.isComposing || altKey) return;
    const held = (ctrlKey || metaKey) && !shiftKey && code === "KeyK";
    const slash = !ctrlKey && !metaKey && (key === "/" || (code === "Slash" && !shiftKey)) && !target.closest?.(WRITING);
    if (!held && !slash) return;
    event.preventDefault();
    open();
  });
}
