// The course of a line from an answer to where it leads: it leaves and comes in straight, through the gaps between.
import { CARD } from "./cards.js";

const TURN = 12;
const OUT = 18;

export default function course(way, across) {
  return way.back ? returning(way, across) : leading(way, across);
}

function leading({ from, to, through }, across) {
  const half = across ? CARD / 2 + 8 : 36;
  const points = [from];
  for (const { x, y } of through) {
    points.push(...(across ? [{ x: x - half, y }, { x: x + half, y }] : [{ x, y: y - half }, { x, y: y + half }]));
  }
  points.push(across ? { x: to.x - 2, y: to.y } : { x: to.x, y: to.y - 2 });
  return points.slice(1).reduce((path, next, place) => path + bend(points[place], next, across), `M${at(from)}`);
}

function bend(from, to, across) {
  const pull = Math.max(20, Math.abs(across ? to.x - from.x : to.y - from.y) / 2);
  const [one, two] = across
    ? [{ x: from.x + pull, y: from.y }, { x: to.x - pull, y: to.y }]
    : [{ x: from.x, y: from.y + pull }, { x: to.x, y: to.y - pull }];
  return `C${at(one)} ${at(two)} ${at(to)}`;
}

// Out, along the lane beside the cards, and in from that side; the corners are round.
function returning({ from, to, lane }, across) {
  const corners = across
    ? [{ x: from.x + OUT, y: from.y }, { x: from.x + OUT, y: lane }, { x: to.x, y: lane }]
    : [{ x: from.x, y: from.y + OUT }, { x: lane, y: from.y + OUT }, { x: lane, y: to.y }];
  const points = [from, ...corners, to];
  let path = `M${at(from)}`;
  for (let place = 1; place < points.length - 1; place += 1) {
    const corner = points[place];
    path += `L${at(toward(corner, points[place - 1]))}Q${at(corner)} ${at(toward(corner, points[place + 1]))}`;
  }
  return `${path}L${at(to)}`;
}

function toward(from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(TURN, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const at = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
