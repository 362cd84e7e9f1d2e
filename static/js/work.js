// The plan of work: a line that is refused is shown with its faults, and the keyboard stays where it was.

let pressed = "";

export default function work(part) {
  find(part);
  part.addEventListener("htmx:beforeRequest", (event) => {
    pressed = event.target.dataset.workAdd ?? document.activeElement?.id ?? "";
  });
  part.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 422) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
}

/** What was pressed, in the part that came in its place; a menu that it stands in opens again. */
function find(part) {
  const same = pressed && (part.querySelector("[autofocus]") ?? document.getElementById(pressed));
  pressed = "";
  if (!same || !part.contains(same)) return;
  same.closest("details")?.setAttribute("open", "");
  same.focus();
}
