// Tells the server of a walk: when it has begun, when it ends, and when the page is left. Nobody's name goes along.

import { put } from "./outbox.js";
import { report } from "./player-walk.js";

export function reporter({ base, revision }) {
  return (walk, finish) => {
    const steps = walk.path.length;
    if (steps < 2 || walk.full || walk.told === steps) return;
    walk.told = steps;
    put(`${base}/walks`, { walks: [report(walk, Number(revision), finish, Date.now())] }, `walk-${walk.key}`);
  };
}
