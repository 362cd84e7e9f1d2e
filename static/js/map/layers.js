// In which layer each step stands: as far from the start as the longest way without going back is long. Arrows that
// close a circle lead back; so every other one leads on, to a layer behind.

export default function layers(graph) {
  const known = new Set(graph.nodes.map((node) => node.key));
  const arrows = graph.arrows.filter((arrow) => known.has(arrow.source) && known.has(arrow.target));
  const out = new Map(graph.nodes.map((node) => [node.key, []]));
  for (const arrow of arrows) out.get(arrow.source).push(arrow);
  const { back, order } = searched(out, roots(graph, known));
  const layer = new Map(graph.nodes.map((node) => [node.key, 0]));
  for (const { target } of graph.any_time) if (known.has(target) && target !== graph.start) layer.set(target, 1);
  for (const key of order) {
    for (const arrow of out.get(key)) {
      if (!back.has(arrow)) layer.set(arrow.target, Math.max(layer.get(arrow.target), layer.get(key) + 1));
    }
  }
  return { layer, back };
}

// From the start, then from what is open at any time, then from what nothing leads to.
function roots(graph, known) {
  const wanted = [graph.start, ...graph.any_time.map((arrow) => arrow.target), ...graph.nodes.map((node) => node.key)];
  return wanted.filter((key) => known.has(key));
}

// Depth first, without recursion: a long algorithm would run out of stack. `order`: each step before those it leads to.
function searched(out, from) {
  const back = new Set();
  const open = new Set();
  const done = new Set();
  const order = [];
  for (const root of from) {
    if (done.has(root)) continue;
    const path = [[root, 0]];
    open.add(root);
    while (path.length) {
      const top = path.at(-1);
      const arrow = out.get(top[0])[top[1]++];
      if (!arrow) {
        path.pop();
        open.delete(top[0]);
        done.add(top[0]);
        order.push(top[0]);
      } else if (open.has(arrow.target)) back.add(arrow);
      else if (!done.has(arrow.target)) {
        open.add(arrow.target);
        path.push([arrow.target, 0]);
      }
    }
  }
  return { back, order: order.reverse() };
}
