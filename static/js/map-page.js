// The page of a map: draws what the page holds, and opens a step in the document.

import { drawMap } from "./map.js";
import { placeOf } from "./map/pointing.js";

const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");

export default async function mapPage(page) {
  await document.fonts.ready; // words are measured before they are laid out
  const frame = page.querySelector("[data-map]");
  const href = page.querySelector("[data-map-open]")?.dataset.mapOpen;
  const onOpen = (key, how) => how === "open" && href && location.assign(href + placeOf(key));
  const map = drawMap(frame, read("graph"), { current: page.dataset.step || null, shares: read("shares"), onOpen });
  if (page.dataset.step) map.show(page.dataset.step);
}
