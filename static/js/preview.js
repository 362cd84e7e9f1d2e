// Beside a form: what is being typed as its readers will see it, laid out by the server, asked for while it is open.

const PAUSE_MS = 900;

export default function preview(place) {
  const form = document.getElementById(place.dataset.form);
  const body = place.querySelector("[data-preview-body]");
  let [timer, asked, running] = [0, "", null];

  async function ask() {
    const fields = new URLSearchParams([...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string"));
    if (!place.open || fields.toString() === asked) return;
    asked = fields.toString();
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(place.dataset.preview, { method: "POST", body: fields, signal: running.signal, headers: { "X-CSRFToken": form.elements.csrf_token.value } });
      if (!answer.ok || answer.redirected) return void (asked = "");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      body.replaceChildren(...page.body.childNodes);
    } catch {
      asked = ""; // asked anew meanwhile, or no connection: what stood before stays
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  }

  form.addEventListener("input", later);
  place.addEventListener("toggle", ask);
  if (matchMedia("(min-width: 1280px)").matches) place.open = true;
  ask();
}
