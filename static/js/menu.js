// A <details> menu closes on Escape, on a press elsewhere, and when the focus leaves it.

export default function menu(element) {
  if (!element.matches("details")) return;
  const close = () => (element.open = false);
  document.addEventListener("pointerdown", (event) => {
    if (!element.contains(event.target)) close();
  });
  element.addEventListener("keydown", (event) => {
    if (event.code !== "Escape" || !element.open) return;
    event.stopPropagation();
    close();
    element.querySelector("summary").focus();
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !element.contains(event.relatedTarget)) close();
  });
}
