// Rows to mark: how many are, all of a page at a press, and 'x' for the row that has the focus.

export default function several(form) {
  const boxes = [...form.querySelectorAll('input[type="checkbox"][name="n"]')];
  const count = form.querySelector("[data-several-count]");
  const most = Number(form.dataset.most ?? Infinity);
  const tell = () => {
    const marked = form.querySelectorAll('input[type="hidden"][name="n"], input[name="n"]:checked').length;
    const text = marked > most ? count?.dataset.textMost : count?.dataset.text;
    if (count) count.textContent = text.replace("{n}", marked);
  };
  form.addEventListener("change", tell);
  form.querySelector("[data-several-all]")?.addEventListener("click", () => {
    const on = boxes.some((box) => !box.checked);
    boxes.forEach((box) => (box.checked = on));
    tell();
  });
  form.addEventListener("keydown", (event) => {
    if (event.code !== "KeyX" || document.documentElement.dataset.shortcuts === "off") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
    const box = event.target.closest("[data-several-line]")?.querySelector('input[type="checkbox"]');
    if (!box) return;
    event.preventDefault();
    box.checked = !box.checked;
    tell();
  });
  tell();
}
