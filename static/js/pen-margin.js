// Notes of the green pen beside their words, and each shows the other when it is pointed at or has the focus.

const GAP = 10;

export default function penMargin(part) {
  const notes = part.querySelector(".pen-notes");
  if (!notes) return;
  const marks = (number) => [...part.querySelectorAll(`mark.green[data-pen~="${number}"]`)];

  function place() {
    const beside = notes.offsetTop === part.querySelector("[data-pen-text]").offsetTop && notes.offsetLeft > 0;
    notes.toggleAttribute("data-placed", beside);
    if (!beside) return;
    const top = part.getBoundingClientRect().top;
    let reach = 0;
    for (const note of notes.querySelectorAll("[data-pen-note]")) {
      const words = marks(note.dataset.penNote)[0]?.getBoundingClientRect().top ?? top;
      const start = Math.max(words - top, reach);
      note.style.setProperty("--pen-top", `${start}px`);
      reach = start + note.offsetHeight + GAP;
    }
    notes.style.setProperty("--pen-reach", `${reach}px`);
  }

  const numbersAt = (target) =>
    (target.closest?.("mark.green")?.dataset.pen ?? target.closest?.("[data-pen-note]")?.dataset.penNote ?? refAt(target))?.split(" ") ?? [];
  const refAt = (target) => target.closest?.(".pen-ref")?.id.slice("pen-".length);

  function light(event) {
    const numbers = new Set(["pointerout", "focusout"].includes(event.type) ? [] : numbersAt(event.target));
    for (const lit of part.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
    for (const number of numbers) {
      for (const mark of marks(number)) mark.classList.add("is-lit");
      notes.querySelector(`[data-pen-note="${number}"]`)?.classList.add("is-lit");
    }
  }

  for (const name of ["pointerover", "pointerout", "focusin", "focusout"]) part.addEventListener(name, light);
  new ResizeObserver(place).observe(part);
  document.fonts?.ready.then(place);
}
