// Nearer, farther, aside: the part of the drawing that is seen. Buttons, +, -, 0, the wheel with Ctrl, two fingers, a drag.

const NEAREST = 2.5;
//: Smaller, words are only shapes.
const READABLE = 0.6;
const FARTHEST = 0.015;

export default function looking(container, svg, world) {
  const view = { x: 0, y: 0, scale: 1 };
  let box = { x: 0, y: 0, width: 1, height: 1 };
  let fitted = true;

  const apply = () => world.setAttribute("transform", `translate(${view.x.toFixed(1)} ${view.y.toFixed(1)}) scale(${view.scale.toFixed(4)})`);
  const size = () => ({ width: svg.clientWidth || 1, height: svg.clientHeight || 1 });

  function fit() {
    const { width, height } = size();
    view.scale = Math.max(FARTHEST, Math.min(1, (width - 24) / box.width, (height - 24) / box.height));
    view.x = (width - box.width * view.scale) / 2 - box.x * view.scale;
    view.y = (height - box.height * view.scale) / 2 - box.y * view.scale;
    fitted = true;
    apply();
  }

  function zoom(factor, x = size().width / 2, y = size().height / 2) {
    const scale = Math.min(NEAREST, Math.max(FARTHEST, view.scale * factor));
    view.x = x - ((x - view.x) * scale) / view.scale;
    view.y = y - ((y - view.y) * scale) / view.scale;
    view.scale = scale;
    fitted = false;
    apply();
  }

  function move(dx, dy) {
    view.x += dx;
    view.y += dy;
    fitted = false;
    apply();
  }

  // Bring a card into sight, near enough to be read.
  function see(card) {
    const { width, height } = size();
    if (view.scale < READABLE) zoom(0.9 / view.scale);
    const left = card.x * view.scale + view.x;
    const top = card.y * view.scale + view.y;
    const over = (start, length, room) => (start < 16 ? 16 - start : Math.min(0, room - 16 - start - length));
    move(over(left, card.width * view.scale, width), over(top, card.height * view.scale, height));
  }

  for (const [name, act] of [["in", () => zoom(1.3)], ["out", () => zoom(1 / 1.3)], ["fit", fit]]) {
    container.querySelector(`[data-map-${name}]`)?.addEventListener("click", act);
  }
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    const { left, top } = svg.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.004)), event.clientX - left, event.clientY - top);
  }, { passive: false });
  fingers(svg, zoom, move);
  new ResizeObserver(() => fitted && fit()).observe(svg);
  return { zoom, fit, see, move, frame: (found, anew) => ((box = found), anew && fit()), zoomed: () => !fitted, far: () => view.scale < READABLE };
}

function fingers(svg, zoom, move) {
  const down = new Map();
  let moved = false;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = moved && down.size > 1;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    if (!moved && Math.hypot(dx, dy) < 4) return;
    if (!moved) svg.setPointerCapture(event.pointerId);
    moved = true;
    if (down.size === 1) move(dx, dy);
    else if (down.size === 2) {
      const other = [...down].find(([id]) => id !== event.pointerId)[1];
      const { left, top } = svg.getBoundingClientRect();
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      zoom(factor, (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
      move(dx / 2, dy / 2);
    }
    down.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (event) => down.delete(event.pointerId));
  // A drag that ends on a card doesn't open it.
  svg.addEventListener("click", (event) => {
    if (moved) event.stopPropagation();
    moved = false;
  }, { capture: true });
}
