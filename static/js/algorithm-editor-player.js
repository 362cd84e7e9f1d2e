// The player beside the text, for trying: it keeps and sends nothing. A press on a step's title leads to it in the text.

import { here } from "./player-walk.js";
import { startPlayer } from "./player.js";

export default function playerView(panel, openStep) {
  let [player, html] = [null, null];

  function update(said, key) {
    if (said.html === html) return;
    html = said.html;
    const sheet = new DOMParser().parseFromString(html, "text/html").body;
    panel.querySelector(".algorithm")?.remove();
    panel.append(...sheet.childNodes);
    if (player) player.update(panel);
    else player = startPlayer(panel, { preview: true, from: key });
  }

  panel.addEventListener("click", ({ target }) => target.closest("[data-title]") && openStep(here(player.walk())));
  return { show: (key) => key && key !== here(player.walk()) && player.show(key), update };
}
