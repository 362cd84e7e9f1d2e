// The keys of the player, by their place on the keyboard: any layout will do. Each presses a button that is on the screen.
// Never while one writes; off with <html data-shortcuts="off">.

const DO = { KeyA: "any", KeyC: "copy", KeyF: "misfit", KeyR: "restart", Backspace: "back" };
const DIGIT = /^(?:Digit|Numpad)([1-9])$/;
const WRITING = "input:not([type=checkbox]), textarea, select, [contenteditable], [role=listbox]";
const OPEN = CSS.supports("selector(:popover-open)") ? "dialog[open], :popover-open" : "dialog[open]";

export function listen(place, view) {
  const find = (selector) => view.querySelector(selector);

  /** What a key presses: a button; null for a key that is the player's and does nothing now; undefined for any other. */
  function pressed({ code, key, shiftKey, target }) {
    if (code === "Enter") return (target === document.body && find("[data-line-do=resume]")) || undefined;
    const [, digit] = DIGIT.exec(code) ?? [];
    if (digit && shiftKey && find(`[data-value][data-key="${digit}"]`)) return find(`[data-value][data-key="${digit}"]`);
    if (key === "?" || (code === "Slash" && shiftKey)) return find("[data-do=help]");
    if (shiftKey) return undefined;
    if (digit) return find("choosing" in view.dataset ? `[data-move="${digit}"]` : `[data-answer="${digit}"]`);
    if (code === "KeyT") return find("[data-line-do=tick]") ?? find("[data-point]:not(:checked)");
    if (code === "Escape") return find("choosing" in view.dataset ? "[data-do=any]" : "[data-do=unflag]") ?? undefined;
    return DO[code] && find(`[data-do=${DO[code]}]`);
  }

  place.addEventListener(
    "keydown",
    (event) => {
      if (document.documentElement.dataset.shortcuts === "off" || !view.isConnected) return;
      if (event.code === "Escape" && event.target.matches?.("[data-note]")) return find("[data-title]").focus();
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest?.(WRITING)) return;
      const target = pressed(event);
      if (target === undefined || (document.querySelector(OPEN) && target?.dataset.do !== "help")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) target?.click();
    },
    { capture: true },
  );
}
