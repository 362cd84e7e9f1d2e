// Beside the form of a proposal or a case: what exists already, asked for while the title is being typed. It never takes the focus.

const PAUSE_MS = 600;
const LETTERS = 8;

export default function lookAlikes(place) {
  const form = document.getElementById(place.dataset.form);
  const { title, [place.dataset.text]: text, alikes_seen: seen, csrf_token: token } = form.elements;
  const hint = form.querySelector("[data-look-alikes-hint]");
  let [timer, asked, running] = [0, "", null];
  // Whoever had them before their eyes isn't asked again when the proposal is sent.
  const sight = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && seen && (seen.value = "1"), { threshold: 0.5 });

  async function ask() {
    const words = title.value.trim();
    if (words === asked || place.contains(document.activeElement)) return;
    asked = words;
    running?.abort();
    if (words.length < LETTERS) return show("");
    running = new AbortController();
    try {
      const answer = await fetch(place.dataset.lookAlikes, {
        method: "POST",
        body: new URLSearchParams({ title: words, [text.name]: text.value }),
        signal: running.signal,
        headers: { "X-CSRFToken": token.value },
      });
      show(answer.ok && !answer.redirected ? await answer.text() : "");
    } catch {
      // asked anew meanwhile, or no connection: proposing works without
    }
  }

  function show(html) {
    if (html === place.shown) return;
    place.shown = html;
    place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    if (hint) hint.hidden = !html;
    sight.disconnect();
    if (html) sight.observe(place);
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  title.addEventListener("change", ask);
  ask();
}
