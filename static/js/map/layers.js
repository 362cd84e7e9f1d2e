// In which layer each step stands: as far from the start as the longest way without going back is long. An arrow leads
// back when it belongs to a circle and its step stands earlier in the text; so every other one leads on, a layer further.

export default function layers(graph) {
  const numbers = new Map(graph.nodes.map((node) => [node.key, node.number]));
  const arrows = graph.arrows.filter((arrow) => numbers.has(arrow.source) && numbers.has(arrow.target));
  const circles = circlesOf(graph.nodes, arrows);
  const returns = ({ source, target }) => circles.get(source) === circles.get(target) && numbers.get(target) <= numbers.get(source);
  const back = new Set(arrows.filter(returns));
  return { layer: furthest(graph, arrows.filter((arrow) => !back.has(arrow)), numbers), back };
}

// Each step after all that lead to it.
function furthest(graph, ahead, numbers) {
  const layer = new Map(graph.nodes.map((node) => [node.key, 0]));
  for (const { target } of graph.any_time) if (numbers.has(target) && target !== graph.start) layer.set(target, 1);
  const out = leaving(graph.nodes, ahead, "source");
  const waiting = new Map(graph.nodes.map((node) => [node.key, 0]));
  for (const { target } of ahead) waiting.set(target, waiting.get(target) + 1);
  const ready = [...waiting].filter(([, count]) => !count).map(([key]) => key);
  while (ready.length) {
    const key = ready.pop();
    for (const { target } of out.get(key)) {
      layer.set(target, Math.max(layer.get(target), layer.get(key) + 1));
      waiting.set(target, waiting.get(target) - 1);
      if (!waiting.get(target)) ready.push(target);
    }
  }
  return layer;
}

// Which steps lie in one circle, by a name for each circle: Kosaraju's two searches.
function circlesOf(nodes, arrows) {
  const order = [];
  const seen = new Set();
  const out = leaving(nodes, arrows, "source");
  for (const { key } of nodes) search(key, out, "target", seen, (left) => order.push(left));
  const into = leaving(nodes, arrows, "target");
  const circles = new Map();
  const found = new Set();
  for (const root of order.reverse()) search(root, into, "source", found, (left) => circles.set(left, root));
  return circles;
}

function leaving(nodes, arrows, end) {
  const found = new Map(nodes.map((node) => [node.key, []]));
  for (const arrow of arrows) found.get(arrow[end]).push(arrow);
  return found;
}

// Depth first, without recursion: a long algorithm would run out of stack. `leave`: called when nothing is left behind it.
function search(root, ways, end, seen, leave) {
  if (seen.has(root)) return;
  seen.add(root);
  const path = [[root, 0]];
  while (path.length) {
    const top = path.at(-1);
    const arrow = ways.get(top[0])[top[1]++];
    if (!arrow) leave(path.pop()[0]);
    else if (!seen.has(arrow[end])) {
      seen.add(arrow[end]);
      path.push([arrow[end], 0]);
    }
  }
}
