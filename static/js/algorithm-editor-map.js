// The map beside the text.

import { drawMap } from "./map.js";

export default function mapView(panel, openStep) {
  let map = null;

  function update({ graph }, key) {
    if (map) map.update(graph, key);
    else map = drawMap(panel, graph, { current: key, onOpen: openStep });
  }

  return { show: (key) => key && map.show(key), update };
}
