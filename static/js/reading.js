// Whoever reads an answer selects words in it: they stand in the field of the green pen, which opens.

const WAIT_MS = 200;

export default function reading(root) {
  const words = root.querySelector("[data-answer-words]");
  const green = root.querySelector("details[data-green]");
  const field = green?.querySelector("[data-quote]");
  if (!words || !field) return;
  let timer = 0;

  function take() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!words.contains(range.commonAncestorContainer)) return;
    const held = range.cloneContents();
    held.querySelectorAll("sup").forEach((number) => number.remove());
    const chosen = held.textContent.replace(/\s+/g, " ").trim();
    if (!chosen) return;
    field.value = chosen.slice(0, Number(field.maxLength) > 0 ? field.maxLength : undefined);
    green.open = true;
  }

  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(take, WAIT_MS);
  });
}
