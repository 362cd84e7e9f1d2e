// Single keys by their place on the keyboard (event.code), never while one writes, off with <html data-shortcuts="off">.

const PREFIX_MS = 1200;
let afterG = 0;

const writing = (target) => target.closest?.("input, textarea, select, [contenteditable], [role='listbox']");

function press(name) {
  const marked = `[data-shortcut-target="${name}"]`;
  // In a list the row that has the focus goes first, else the first on the page.
  const row = document.activeElement?.closest("li, article");
  const target = row?.querySelector(marked) ?? document.querySelector(marked);
  if (!target) return false;
  if (target.matches("textarea, input")) target.focus();
  else target.click();
  return true;
}

export default function shortcuts(config) {
  const go = (path) => path && location.assign(path);
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.shortcuts === "off") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || writing(event.target)) return;
    if (Date.now() - afterG < PREFIX_MS) {
      afterG = 0;
      const path = { KeyH: config.dataset.goH, KeyI: config.dataset.goI, KeyB: config.dataset.goB }[event.code];
      if (path) event.preventDefault();
      return go(path);
    }
    if (event.code === "Slash" && event.shiftKey) document.getElementById("shortcuts")?.togglePopover();
    else if (event.shiftKey) return;
    else if (event.code === "KeyG") afterG = Date.now();
    else if (event.code === "KeyN") go(config.dataset.propose);
    else if (event.code === "KeyS") press("support");
    else if (event.code === "KeyC") {
      if (!press("comment")) return;
    } else if (event.code === "KeyM") {
      if (!press("mark")) return;
    } else return;
    event.preventDefault();
  });
}
