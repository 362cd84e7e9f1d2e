// Planning a meeting: how many items are ticked, and how many minutes that makes of the meeting, said as it changes.

export default function planCount(form) {
  const line = form.querySelector(".meeting-count");
  const number = (name) => Math.max(Math.trunc(Number(form.elements[name].value)) || 0, 0);
  const tell = () => {
    const count = form.querySelectorAll("input[name=numbers]:checked").length;
    const length = number("lasts");
    const minutes = count * number("minutes");
    const told = { count, minutes, length, over: minutes - length };
    const text = minutes > length ? line.dataset.textOver : line.dataset.text;
    const words = text.replace(/\{(\w+)\}/g, (_whole, name) => told[name]);
    line.classList.toggle("over", minutes > length);
    if (line.textContent !== words) line.textContent = words;
  };
  form.addEventListener("input", (event) => event.target.matches("#minutes, #lasts, [name=numbers]") && tell());
  addEventListener("pageshow", tell); // going back, the browser ticks again what was ticked
  tell();
}
