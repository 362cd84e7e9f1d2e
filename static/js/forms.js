// Forms are checked by the server, which speaks the reader's language: the browser's own messages stay silent.
// Only half a date, which a browser would send as none, is told here.

import corrected from "./corrected.js";

export default function forms(form) {
  form.noValidate = true;
  form.querySelectorAll(".field-error[id]").forEach(corrected);
  form.addEventListener("submit", (event) => {
    const half = [...form.elements].filter((field) => field.dataset.textHalf && field.validity.badInput);
    form.querySelectorAll("[data-half]").forEach((said) => said.remove());
    if (!half.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    half.forEach(tell);
    half[0].focus();
  });
}

function tell(field) {
  const said = Object.assign(document.createElement("p"), { className: "field-error", id: `${field.id}-half` });
  said.dataset.half = "";
  said.textContent = field.dataset.textHalf;
  field.after(said);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", said.id);
  corrected(said);
}
