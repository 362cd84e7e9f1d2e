// The map beside the text.

import { drawMap } from "./map.js";

export default function mapView(panel, openStep) {
  let [map, drawn] = [null, ""];

  // A map of many steps takes its time: it is drawn anew when something is drawn differently, wherever its lines stand.
  function update({ graph }, key) {
    const looks = JSON.stringify(graph, (name, value) => (name === "line" ? undefined : value));
    if (looks === drawn) return;
    drawn = looks;
    if (map) map.update(graph, key);
    else map = drawMap(panel.querySelector("[data-map]"), graph, { current: key, onOpen: openStep });
  }

  return { show: (key) => key && map.show(key), update };
}
