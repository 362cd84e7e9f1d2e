// Cards and lines as SVG. Classes say what everything is; css/map.css says how that looks.
import { CARD, DIGIT, LINE, SIDE, TITLE, spoken } from "./cards.js";
import course from "./lines.js";

const SVG = "http://www.w3.org/2000/svg";
const FIRST = 23;
const SIGNS = { solved: "circle-check", follow_up: "calendar-clock", escalated: "users", not_solved: "circle-slash" };

export function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function paintedCard(drawing, card, cards) {
  const { node } = card;
  const names = card.ends ? ["map-end", `map-${node.result ?? "other"}`] : [node.kind === "any_time" ? "map-any" : ""];
  if (node.key === drawing.start) names.push("map-start");
  return element(
    "g",
    {
      class: ["map-step", ...names].join(" "),
      transform: `translate(${card.x.toFixed(1)} ${card.y.toFixed(1)})`,
      "data-key": node.key,
      role: "link",
      tabindex: -1,
      "aria-label": spoken(card, cards, drawing.words),
    },
    outline(card),
    ...head(drawing, card),
    ...card.rows.map((row) => painted(drawing, row)),
  );
}

// An end shows by its shape how it ended.
function outline({ ends, node, width: w, height: h }) {
  const d = Math.min(14, h / 2);
  const shapes = {
    follow_up: `M${d} 0H${w}L${w - d} ${h}H0Z`,
    escalated: `M${d} 0H${w - d}L${w} ${h / 2}L${w - d} ${h}H${d}L0 ${h / 2}Z`,
    not_solved: `M${d} 0H${w - d}L${w} ${d}V${h - d}L${w - d} ${h}H${d}L0 ${h - d}V${d}Z`,
  };
  const path = ends && shapes[node.result];
  if (path) return element("path", { d: path, class: "map-shape" });
  return element("rect", { width: w, height: h, rx: ends ? h / 2 : 8, class: "map-shape" });
}

function head(drawing, card) {
  const { node, ends } = card;
  const left = ends ? SIDE + 24 : SIDE + DIGIT;
  const sign =
    node.kind === "step"
      ? text(SIDE + 6, FIRST, node.number, "map-number", "middle")
      : icon(drawing, ends ? (SIGNS[node.result] ?? "flag") : "zap", ends ? SIDE + 2 : SIDE - 2, ends ? card.height / 2 - 8 : 11);
  const below = FIRST + card.title.length * TITLE - 1;
  return [
    sign,
    ...lined(card.title, left, FIRST, TITLE, "map-title"),
    ...lined(card.result, left, below, LINE, "map-small"),
    ...share(drawing, drawing.shareOf(node.key), CARD - SIDE - (ends ? 12 : 0), FIRST),
  ];
}

function painted(drawing, { arrow, text: lines, small, y }) {
  const base = y + LINE - 2;
  return element(
    "g",
    { class: "map-row" },
    text(SIDE + 6, base, arrow.number, "map-digit", "middle"),
    ...lined(lines, SIDE + DIGIT, base, LINE, "map-says"),
    ...lined(small, SIDE + DIGIT, base + lines.length * LINE, LINE, "map-small"),
    ...share(drawing, drawing.shareOf(`${arrow.source ?? ""}>${arrow.number}`), CARD - SIDE, base),
  );
}

export function paintedWay(drawing, way, across) {
  const { source, target, number } = way.arrow;
  const part = drawing.shareOf(`${source ?? ""}>${number}`);
  const names = ["map-way", way.back ? "map-back" : "", way.far ? "map-far" : "", way.anyTime ? "map-hidden" : ""];
  const line = element("path", {
    d: course(way, across),
    class: "map-line",
    "stroke-width": part === undefined ? 1.4 : (1 + 6 * part).toFixed(1),
    "marker-end": `url(#${drawing.id}-tip)`,
  });
  const port = element("circle", { cx: way.from.x, cy: way.from.y, r: across ? 3 : 7, class: "map-port" });
  const digit = across ? [] : [text(way.from.x, way.from.y + 3.5, number, "map-port-digit", "middle")];
  const ends = { "data-source": way.source.node.key, "data-target": target };
  return element("g", { class: names.filter(Boolean).join(" "), ...ends }, line, port, ...digit);
}

// The head of every line.
export function tip(id) {
  const sizes = { viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9 };
  const head = element("path", { d: "M0 0L8 4L0 8Z", class: "map-tip" });
  return element("defs", {}, element("marker", { id: `${id}-tip`, ...sizes, markerUnits: "userSpaceOnUse", orient: "auto" }, head));
}

const text = (x, y, words, name, anchor) => element("text", { x, y, class: name, "text-anchor": anchor }, words);

const lined = (lines, x, y, step, name) => lines.map((line, place) => text(x, y + place * step, line, name));

const icon = ({ icons }, name, x, y) => element("use", { href: `${icons}#i-${name}`, x, y, width: 16, height: 16, class: "map-icon" });

function share({ percent }, part, x, y) {
  return part === undefined ? [] : [text(x, y, percent.format(part), "map-share", "end")];
}
