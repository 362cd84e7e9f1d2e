// A form without a name leaves no page behind that would send it again: the way back leads to an empty form.

export default function leaving(form) {
  form.addEventListener("submit", () => history.replaceState(null, "", form.dataset.leaves));
}
