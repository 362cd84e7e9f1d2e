// Beside the text: the document, the map or the player, at the step of the cursor. A step that is chosen there puts the
// cursor on its line. Each view is brought when it is first looked at.

import { safely } from "./storage.js";

const VIEWS = {
  document: () => import("./algorithm-editor-document.js"),
  map: () => import("./algorithm-editor-map.js"),
  player: () => import("./algorithm-editor-player.js"),
};
const CHOSEN = "algorithm-beside";

export default function beside(root, goTo) {
  const tabs = [...root.querySelectorAll("[role=tab]")];
  const views = new Map();
  let [said, key, chosen] = [null, null, null];

  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  const lineOf = (step) => said.graph.nodes.find((node) => node.key === step)?.line;
  const openStep = (step) => lineOf(step) && goTo(lineOf(step));

  async function draw(tab, anew = false) {
    if (!said) return;
    try {
      const { default: make } = await VIEWS[tab.dataset.view]();
      if (!views.has(tab)) views.set(tab, make(panelOf(tab), openStep, goTo));
      if (tab !== chosen) return;
      views.get(tab).update(said, key);
      if (anew) views.get(tab).show(key);
    } catch (error) {
      console.warn(error);
      tab.hidden = true; // the others still tell all of it
      if (tab !== tabs[0]) choose(tabs[0]);
    }
  }

  function choose(tab) {
    chosen = tab;
    tabs.forEach((one) => {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      panelOf(one).hidden = one !== tab;
    });
    draw(tab, true);
  }

  /** What the server says of the text; what it hasn't laid out this time looks as it did before. */
  function show(answer) {
    if (!answer) return;
    said = { html: said?.html ?? "", ...answer };
    draw(chosen);
  }

  /** Show the step in which a line stands. */
  function follow(line) {
    const step = said?.graph.nodes.findLast((node) => node.line <= line)?.key ?? null;
    if (step === key) return;
    key = step;
    views.get(chosen)?.show(step);
  }

  tabs.forEach((tab) => tab.addEventListener("click", () => remember(tab)));
  tabs[0].parentElement.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.code];
    const shown = tabs.filter((tab) => !tab.hidden);
    if (!step) return;
    event.preventDefault();
    const next = shown[(shown.indexOf(chosen) + step + shown.length) % shown.length];
    remember(next);
    next.focus();
  });

  function remember(tab) {
    safely(() => sessionStorage.setItem(CHOSEN, tab.dataset.view));
    choose(tab);
  }

  choose(tabs.find((tab) => tab.dataset.view === safely(() => sessionStorage.getItem(CHOSEN))) ?? tabs[0]);
  return { follow, show };
}
