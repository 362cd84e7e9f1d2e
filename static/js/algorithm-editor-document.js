// The document beside its text: the step of the cursor is marked and in sight; a press on a line leads to it in the text.

export default function documentView(panel, openStep, goTo) {
  let html = "";

  function update(said, key) {
    if (said.html !== html) {
      html = said.html;
      const scrolled = panel.scrollTop;
      panel.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      panel.scrollTop = scrolled;
    }
    show(key);
  }

  const stepOf = (key) => panel.querySelector(`[data-step="${CSS.escape(key ?? "")}"]`);

  function show(key) {
    panel.querySelector("[aria-current=step]")?.removeAttribute("aria-current");
    const step = stepOf(key);
    if (!step) return;
    step.setAttribute("aria-current", "step");
    const [box, place] = [panel.getBoundingClientRect(), step.getBoundingClientRect()];
    if (place.top < box.top || place.top > box.bottom - box.height / 3) panel.scrollTop += place.top - box.top - box.height / 6;
  }

  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && !link.getAttribute("href").startsWith("#")) return Object.assign(link, { target: "_blank", rel: "noopener" });
    event.preventDefault();
    if (link) return openStep(decodeURIComponent(link.hash).replace(/^#step-/, ""));
    const line = Number(event.target.closest("[data-line]")?.dataset.line);
    if (line && getSelection().isCollapsed) goTo(line);
  });
  return { show, update };
}
